package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.CassandraSchema;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.SourceIds;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Prepares the stores: checks before anything is read, schemas before rows are compared, partitions
 * before a load.
 */
final class Targets {
  /** The file name under which derived rows are known among the sources. */
  static final String DERIVED_SOURCE = "derived:messages";

  private Targets() {}

  /** Whether every store can take the migration; writes nothing. */
  static void check(Destinations destinations, List<TargetTable> model, NodeCheck.Purpose purpose) {
    List<Runnable> checks = new ArrayList<>();
    for (PostgresNode node : destinations.nodes()) {
      checks.add(() -> NodeCheck.inspect(node, purpose, List.of("prima", "legacy")).require());
    }
    checks.add(() -> check(destinations.cassandra(), model));
    Concurrently.run(checks);
  }

  private static void check(CassandraCluster cassandra, List<TargetTable> model) {
    try (CqlSession session = cassandra.session()) {
      List<String> obstacles = CassandraSchema.of(cassandra, model).obstacles(session);
      if (!obstacles.isEmpty()) {
        throw new PrimaException(
            CassandraError.FOREIGN_TABLE,
            String.join("; ", obstacles)
                + ". Set global.keyspace to another name, or move what stands there");
      }
    }
  }

  /** Makes schemas, tables and lineage where they are missing. */
  static void prepare(RunState state) {
    List<TargetTable> targets = state.targets();
    List<Runnable> making = new ArrayList<>();
    for (int n = 0; n < state.destinations().nodes().size(); n++) {
      PostgresNode node = state.destinations().nodes().get(n);
      List<TargetTable> here = onNode(targets, n);
      making.add(() -> PostgresSchema.apply(PostgresSchema.plan(node, here, Partitions.NONE)));
    }
    making.add(
        () -> {
          try (CqlSession session = state.destinations().cassandra().session()) {
            CassandraSchema.of(state.destinations().cassandra(), targets).make(session);
          }
        });
    Concurrently.run(making);
    assignSources(state);
  }

  /** Gives every source its number; derived rows have a source of their own. */
  static void assignSources(RunState state) {
    List<SourceIds.SourceFile> sources = new ArrayList<>();
    state
        .files()
        .forEach(
            f ->
                sources.add(
                    new SourceIds.SourceFile(
                        f.path(), f.sha256(), state.tables().profiles(f.index()))));
    sources.add(new SourceIds.SourceFile(DERIVED_SOURCE, "", List.of()));
    state.sourceIds(
        SourceIds.assign(
            state.destinations().nodes(), sources, state.context().folder().id().text()));
  }

  /** Makes the partitions that the rows of this run need. */
  static void partition(RunState state) {
    RegionMap regions = state.destinations().regions();
    List<Row> places =
        state
            .shardMap()
            .read(state.spark())
            .select("region_id", "shard_id")
            .distinct()
            .collectAsList();
    TreeSet<YearMonth> months = months(state);
    List<Runnable> making = new ArrayList<>();
    for (int n = 0; n < state.destinations().nodes().size(); n++) {
      TreeSet<Integer> shards = new TreeSet<>();
      for (Row place : places) {
        int region = regions.ordinal(place.getString(0));
        if (region >= 0 && regions.node(region) == n) {
          shards.add(place.getInt(1));
        }
      }
      PostgresNode node = state.destinations().nodes().get(n);
      List<TargetTable> here = onNode(state.targets(), n);
      making.add(
          () ->
              PostgresSchema.apply(
                  PostgresSchema.plan(node, here, new Partitions(shards, months))));
    }
    Concurrently.run(making);
  }

  /** The months (UTC) that staged rows fall into, of those that get partitions. */
  private static TreeSet<YearMonth> months(RunState state) {
    YearMonth from = state.context().config().load().months().from();
    YearMonth to = state.context().config().load().months().to();
    return state.tableNames().stream()
        .flatMap(name -> state.manifests(name).stream())
        .flatMap(manifest -> manifest.months().stream())
        .filter(month -> !month.isBefore(from) && !month.isAfter(to))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Tables of a node: those without a region only on the home node. */
  static List<TargetTable> onNode(List<TargetTable> targets, int node) {
    return targets.stream()
        .filter(t -> t.stores().postgres().isPresent())
        .filter(
            t ->
                node == RegionMap.HOME
                    || t.stores().postgres().orElseThrow().schema().equals("prima"))
        .toList();
  }
}
