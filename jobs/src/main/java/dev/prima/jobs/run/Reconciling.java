package dev.prima.jobs.run;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.reconcile.Depth;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.Spool;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Sets a reconciliation up, for the step of a migration and for the command. */
final class Reconciling {
  private Reconciling() {}

  /**
   * What is compared: rows of these sources against these tables.
   *
   * @param mixedSourceIds see {@link Inputs.Lineage}
   * @param leftOut canonical names of tables that the run leaves out
   */
  record Subject(
      List<SourceFile> files,
      List<PlannedTable> planned,
      List<TargetTable> tables,
      Set<Integer> ownSourceIds,
      Set<Integer> mixedSourceIds,
      Set<String> leftOut) {}

  /**
   * @param spool see {@link Reconciler}
   */
  static Reconciler.Result run(
      SparkSession spark,
      Inputs inputs,
      ReconcileConfig told,
      Path discrepancies,
      @Nullable Spool spool) {
    return new Reconciler(spark, inputs, spool)
        .run(
            new Depth(
                told.level(),
                inputs.leniency(),
                new Depth.Listing(discrepancies, told.showValues(), told.maxListed())));
  }

  static Inputs inputs(
      Subject subject, MappingCatalog catalog, Destinations destinations, ReconcileConfig told) {
    Set<String> deriving =
        catalog.profiles().stream()
            .filter(p -> !p.connectionsFrom().isEmpty())
            .map(Profile::name)
            .collect(Collectors.toSet());
    return new Inputs(
        new Inputs.Sources(subject.files(), subject.planned()),
        new Inputs.Stores(
            subject.tables(),
            destinations.nodes(),
            destinations.cassandra(),
            destinations.regions()),
        new Inputs.Lineage(
            new HashSet<>(subject.ownSourceIds()),
            SourceIds.ofEarlier(
                    destinations.home(),
                    subject.files().stream()
                        .map(f -> new SourceIds.SourceFile(f.path(), f.sha256(), List.of()))
                        .toList())
                .keySet(),
            subject.mixedSourceIds(),
            told.exclusive(),
            deriving),
        told.maxRowsPerSecond(),
        Leniency.of(told, subject.tables()).without(subject.leftOut()));
  }
}
