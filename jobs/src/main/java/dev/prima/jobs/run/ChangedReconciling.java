package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.NodeRows;
import dev.prima.jobs.reconcile.ChangedCheck;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.staging.StagingSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/** Reconciles what an incremental run took up. */
final class ChangedReconciling {
  private ChangedReconciling() {}

  /** Compares; empty where everything has to be compared. */
  static Optional<Reconciler.Result> run(RunState state, Inputs inputs) {
    if (!inputs.leniency().equals(Leniency.NONE)) {
      return Optional.empty();
    }
    Dataset<Row> best =
        Resolver.best(Changes.own(state), Changes.made(state)).persist(StorageLevel.DISK_ONLY());
    try {
      return run(state, inputs, best);
    } finally {
      best.unpersist(false);
    }
  }

  /**
   * @param best copies of the sources' rows
   */
  private static Optional<Reconciler.Result> run(RunState state, Inputs inputs, Dataset<Row> best) {
    Dataset<Row> places =
        best.select(
            col("_table").as("b_table"),
            col("_part").as("b_part"),
            col("_row").as("b_row"),
            col("id").as("b_id"));
    Map<String, ChangedCheck.Global> global = new HashMap<>();
    for (TargetTable table : state.context().catalog().targets()) {
      if (table.stores().global().isPresent() && !state.parts(table.name()).isEmpty()) {
        global.put(table.name(), global(state, table, places));
      }
    }
    return ChangedCheck.run(
        state.spark(),
        inputs,
        new ChangedCheck.Changed(
            best,
            Changes.ids(state),
            Changes.ends(state),
            Changes.agents(state),
            global,
            Objects.requireNonNull(state.takenUp().since()),
            state.takenUp().settled() ? Optional.of(state.lookup()) : Optional.empty()));
  }

  /**
   * The best copies, and the keys of those that they replaced. Where agents stay where they are, a
   * row that does not cross regions did not before, and the run before found none of it: only where
   * they move may such a row stand still, and is looked for.
   */
  private static ChangedCheck.Global global(RunState state, TargetTable table, Dataset<Row> best) {
    GlobalRows shape = GlobalRows.of(GlobalTable.of(table));
    Dataset<Row> all = best(state, table, best);
    Dataset<Row> rows = GlobalPlaces.add(state, table, prevailing(state, table, all));
    // Of an agent whose copies all gave way the directory tells nevertheless.
    boolean agents = table.name().equals(Agents.table(state).name());
    UnaryOperator<Dataset<Row>> keysOf =
        state.takenUp().settled() ? shape::keysStanding : shape::keys;
    Dataset<Row> keys = keysOf.apply(agents ? GlobalPlaces.add(state, table, all) : rows);
    if (table.stores().postgres().isPresent()) {
      Set<String> own = Set.of(state.context().folder().id().text());
      keys =
          keys.unionByName(
              keysOf.apply(
                  GlobalPlaces.add(
                      state,
                      table,
                      NodeRows.replaced(state.spark(), state.destinations().nodes(), table, own))));
    }
    return new ChangedCheck.Global(shape.asRead(shape.from(rows)), keys.distinct());
  }

  /** Those that did not give way to what stood before. */
  private static Dataset<Row> prevailing(RunState state, TargetTable table, Dataset<Row> rows) {
    Dataset<Row> lost =
        state
            .fates(table.name())
            .superseded(state.rows(table.name()))
            .select(col(StagingSchema.PART).as("l_part"), col(StagingSchema.ROW).as("l_row"));
    return rows.join(
        lost,
        rows.col(StagingSchema.PART)
            .equalTo(col("l_part"))
            .and(rows.col(StagingSchema.ROW).equalTo(col("l_row"))),
        "left_anti");
  }

  /** The best copies of a table's rows. */
  private static Dataset<Row> best(RunState state, TargetTable table, Dataset<Row> best) {
    Dataset<Row> rows = state.rows(table.name());
    Column part = rows.col(StagingSchema.PART);
    Column row = rows.col(StagingSchema.ROW);
    Dataset<Row> standing =
        rows.join(
            best.filter(col("b_table").equalTo(state.number(table.name()))),
            part.equalTo(col("b_part")).and(row.equalTo(col("b_row"))));
    Map<Integer, Integer> ids = state.sourceIds();
    UserDefinedFunction sourceId = udf((UDF1<Integer, Integer>) ids::get, DataTypes.IntegerType);
    standing = standing.withColumn(GlobalRows.SOURCE, sourceId.apply(col(StagingSchema.SOURCE)));
    return table.key().made()
        ? standing.withColumn(
            StagingSchema.column(table, table.key().columns().get(0)), col("b_id"))
        : standing;
  }
}
