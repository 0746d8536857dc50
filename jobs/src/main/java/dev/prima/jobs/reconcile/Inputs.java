package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a reconciliation compares.
 *
 * @param maxRowsPerSecond most rows read from each target; empty for no limit
 * @param leniency columns that it excludes have no part in hashes of rows
 */
public record Inputs(
    Sources sources,
    Stores stores,
    Lineage lineage,
    Optional<Integer> maxRowsPerSecond,
    Leniency leniency) {

  /** All columns. */
  public Inputs(
      Sources sources, Stores stores, Lineage lineage, Optional<Integer> maxRowsPerSecond) {
    this(sources, stores, lineage, maxRowsPerSecond, Leniency.NONE);
  }

  /**
   * @param planned which table of which file goes where; tables that are left out are not compared
   */
  public record Sources(List<SourceFile> files, List<PlannedTable> planned) {
    public Sources {
      files = List.copyOf(files);
      planned = List.copyOf(planned);
    }
  }

  /**
   * @param tables all that are compared, in the types that they have in their target
   * @param nodes in the order of {@link RegionMap#nodes}; the first is home
   */
  public record Stores(
      List<TargetTable> tables,
      List<PostgresNode> nodes,
      CassandraCluster cassandra,
      RegionMap regions) {
    public Stores {
      tables = List.copyOf(tables);
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * Whose the rows of the targets are.
   *
   * @param ownSourceIds {@code source_id} of the files that are named, and that of derived rows
   * @param earlierSourceIds {@code source_id} of what files that are named held before they changed
   * @param mixedSourceIds those among both under which rows of several states of a file stand, of
   *     which the ones that it no longer holds are taken for another source's
   * @param exclusive whether all rows of the targets have to come from the files that are named
   * @param derivingProfiles profiles from whose messages connections are derived
   */
  public record Lineage(
      Set<Integer> ownSourceIds,
      Set<Integer> earlierSourceIds,
      Set<Integer> mixedSourceIds,
      boolean exclusive,
      Set<String> derivingProfiles) {
    public Lineage {
      ownSourceIds = Set.copyOf(ownSourceIds);
      earlierSourceIds = Set.copyOf(earlierSourceIds);
      mixedSourceIds = Set.copyOf(mixedSourceIds);
      derivingProfiles = Set.copyOf(derivingProfiles);
    }
  }
}
