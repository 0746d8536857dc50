package dev.prima.jobs.run;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.load.cassandra.GlobalRemoval;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.NodeRows;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.staging.CopyColumns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Brings the global store to what stands on the nodes, where a load alone does not. */
final class GlobalRefresh {
  private final RunState state;
  private final List<TargetTable> tables;

  GlobalRefresh(RunState state) {
    this.state = state;
    tables =
        state.context().catalog().targets().stream()
            .filter(t -> t.stores().postgres().isPresent() && t.stores().global().isPresent())
            .toList();
  }

  /** Tells of agents that moved: where they are, and what crosses regions now. */
  void moved() {
    Moves moves = new Moves(state);
    Dataset<Row> touched = moves.touched();
    if (touched.isEmpty()) {
      return;
    }
    long time = GlobalMark.timeOfChanges(state, Set.of());
    for (TargetTable table : tables) {
      if (table.placement() instanceof Placement.Distribute) {
        List<String> id = List.of(CopyColumns.ends(table).get(0));
        load(table).write(rows(table, touched(table, id, moves.moved())), time);
      } else if (Moves.crosses(table)) {
        List<String> ends = table.stores().global().orElseThrow().ends();
        Dataset<Row> placed = kept(table, touched(table, ends, touched));
        load(table).write(GlobalRows.of(GlobalTable.of(table)).from(placed), time);
        removeInside(table, placed, time);
        placed.unpersist();
      }
    }
  }

  /**
   * Tells of all that stands. What earlier runs brought to the nodes and never told may be of
   * sources that this run does not read, so nothing less than the nodes themselves will do.
   *
   * @param missed runs that were cut off before they had filled the global store
   */
  void everything(Set<String> missed) {
    long time = GlobalMark.timeOfChanges(state, missed);
    Set<String> runs = new HashSet<>(missed);
    runs.add(state.context().folder().id().text());
    Set<String> deleted = new HashSet<>();
    state
        .destinations()
        .nodes()
        .forEach(node -> deleted.addAll(LedgerTotals.deletedFrom(node, runs)));
    for (TargetTable table : tables) {
      if (table.name().equals(DerivedConnections.TABLE) || deleted.contains(table.name())) {
        removeKept(table, runs, time - 1);
      } else {
        removeReplaced(table, runs, time - 1);
      }
      Dataset<Row> placed =
          kept(table, NodeRows.standing(state.spark(), state.destinations().nodes(), table));
      // A better copy may have nothing where the row that it replaced had something.
      load(table).replace(GlobalRows.of(GlobalTable.of(table)).from(placed), time);
      if (Moves.crosses(table)) {
        removeInside(table, placed, time);
      }
      placed.unpersist();
    }
  }

  /**
   * Removes rows in whose place certain runs put better copies. A better copy with another time or
   * other ends is written beside the former row, not over it.
   *
   * @param timeMicros before that of the better copies, which may be under the same keys
   */
  void removeReplaced(TargetTable table, Set<String> runs, long timeMicros) {
    boolean written = GlobalRows.of(GlobalTable.of(table)).keyIsIdentity();
    if (table.stores().postgres().isPresent() && !written) {
      removeKept(table, runs, timeMicros);
    }
  }

  /**
   * Removes whatever certain runs took away from the nodes, also where nothing stands in its place.
   *
   * @param timeMicros before that of rows which may be under the same keys
   */
  void removeKept(TargetTable table, Set<String> runs, long timeMicros) {
    GlobalTable global = GlobalTable.of(table);
    Dataset<Row> kept = NodeRows.replaced(state.spark(), state.destinations().nodes(), table, runs);
    GlobalRemoval.from(state.destinations().cassandra(), global)
        .remove(GlobalRows.of(global).keys(GlobalPlaces.add(state, table, kept)), timeMicros);
  }

  private Dataset<Row> touched(TargetTable table, List<String> ends, Dataset<Row> agents) {
    return NodeRows.touched(state.destinations().nodes(), table, ends, agents);
  }

  private Dataset<Row> rows(TargetTable table, Dataset<Row> standing) {
    return GlobalRows.of(GlobalTable.of(table)).from(GlobalPlaces.add(state, table, standing));
  }

  /** Read from the nodes once: what crosses regions is written, what does not is removed. */
  private Dataset<Row> kept(TargetTable table, Dataset<Row> standing) {
    return GlobalPlaces.add(state, table, standing).persist(StorageLevel.MEMORY_AND_DISK_SER());
  }

  private CassandraLoad load(TargetTable table) {
    return CassandraLoad.into(state.destinations().cassandra(), GlobalTable.of(table));
  }

  private void removeInside(TargetTable table, Dataset<Row> placed, long time) {
    GlobalTable global = GlobalTable.of(table);
    GlobalRemoval.from(state.destinations().cassandra(), global)
        .remove(GlobalRows.of(global).keysInside(placed), time);
  }
}
