package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.NodeRows;
import dev.prima.jobs.reconcile.ChangedCheck;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.staging.StagingSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reconciles what an incremental run took up. */
final class ChangedReconciling {
  private ChangedReconciling() {}

  /** Compares; empty where everything has to be compared. */
  static Optional<ReconciliationReport> run(RunState state, Inputs inputs) {
    if (!inputs.leniency().equals(Leniency.NONE)) {
      return Optional.empty();
    }
    Dataset<Row> copies =
        state.copies(state.tableNames().stream()).filter(col("_source").lt(state.files().size()));
    Dataset<Row> best =
        Resolver.resolve(copies, Changes.made(state))
            .filter(col("fate").equalTo(Resolver.LOADED))
            .select(
                col("_table").as("b_table"),
                col("_part").as("b_part"),
                col("_row").as("b_row"),
                col("id").as("b_id"));
    Map<String, Dataset<Row>> keys = new HashMap<>();
    for (TargetTable table : state.context().catalog().targets()) {
      boolean listed = table.name().equals(Agents.table(state).name());
      if (table.stores().global().isPresent() && !listed && !state.parts(table.name()).isEmpty()) {
        keys.put(table.name(), keys(state, table, best));
      }
    }
    return ChangedCheck.run(
        state.spark(),
        inputs,
        new ChangedCheck.Changed(
            copies,
            Changes.ids(state),
            keys,
            "Compared were the rows that were taken up, as they were staged. Not compared were those"
                + " that are as they were when run "
                + Objects.requireNonNull(state.takenUp().since())
                + " took them up, and derived connections: scripts/prima reconcile compares them"
                + " all."));
  }

  /** Under which the best copies stand, and those that they replaced stood. */
  private static Dataset<Row> keys(RunState state, TargetTable table, Dataset<Row> best) {
    Column mine = col("b_table").equalTo(state.number(table.name()));
    Dataset<Row> rows = state.rows(table.name());
    Dataset<Row> staged =
        rows.join(
            best.filter(mine),
            rows.col(StagingSchema.PART)
                .equalTo(col("b_part"))
                .and(rows.col(StagingSchema.ROW).equalTo(col("b_row"))));
    if (table.key().made()) {
      staged =
          staged.withColumn(StagingSchema.column(table, table.key().columns().get(0)), col("b_id"));
    }
    GlobalRows shape = GlobalRows.of(GlobalTable.of(table));
    Dataset<Row> keys = shape.keys(GlobalPlaces.add(state, table, staged));
    if (table.stores().postgres().isPresent()) {
      Set<String> own = Set.of(state.context().folder().id().text());
      keys =
          keys.unionByName(
              shape.keys(
                  GlobalPlaces.add(
                      state,
                      table,
                      NodeRows.replaced(state.spark(), state.destinations().nodes(), table, own))));
    }
    return keys.distinct();
  }
}
