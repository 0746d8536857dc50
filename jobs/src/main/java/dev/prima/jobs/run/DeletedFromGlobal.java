package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.GlobalRemoval;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.KeptRows;
import dev.prima.jobs.load.postgres.SupersededLoad;
import dev.prima.jobs.resolve.GlobalLosers;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Takes {@link DeletedRows} out of tables that stand in the global store alone, where they are
 * propagated; they are kept in {@code prima.superseded} of the home node first. What the nodes hold
 * too is kept there, and goes from here by what they kept.
 */
final class DeletedFromGlobal {
  private DeletedFromGlobal() {}

  /** Tables that stand on nodes too, of which rows are taken out. */
  static List<TargetTable> regional(RunState state) {
    return DeletedRows.propagated(state).stream()
        .filter(t -> t.stores().postgres().isPresent() && t.stores().global().isPresent())
        .toList();
  }

  /** Done again, it does what is left. */
  static void carryOut(RunState state) {
    for (TargetTable table : DeletedRows.propagated(state)) {
      if (table.stores().postgres().isEmpty()) {
        carryOut(state, table);
      }
    }
  }

  private static void carryOut(RunState state, TargetTable table) {
    CassandraCluster cassandra = state.destinations().cassandra();
    GlobalTable global = GlobalTable.of(table);
    state.spark().sparkContext().setJobDescription("delete from " + global.name());
    Dataset<Row> gone =
        new GlobalLosers(table)
            .replaced(DeletedRows.identities(state, table), cassandra)
            .persist(StorageLevel.MEMORY_AND_DISK());
    new SupersededLoad(
            state.destinations().home(), state.context().folder().id().text(), table.name())
        .keepTaken(gone);
    GlobalRemoval.from(cassandra, global)
        .remove(
            GlobalRows.of(global)
                .keys(
                    GlobalPlaces.add(
                        state,
                        table,
                        KeptRows.of(table, gone.select(col("source_id"), col("row"))))),
            GlobalMark.timeOfChanges(state, Set.of()));
    gone.unpersist();
  }
}
