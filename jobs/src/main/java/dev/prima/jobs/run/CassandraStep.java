package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.postgres.SupersededLoad;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.GlobalLosers;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Writes the global store: the directory, what crosses regions, and the tables that stand only
 * there.
 */
final class CassandraStep implements RunStep {
  private static final int CONTENT_BYTES = 32;

  private boolean again;

  /** Writes once more what may be lost, see {@link WrittenTables#mayBeLost}. */
  static void restore(RunState state) {
    state
        .context()
        .progress()
        .message(
            "Rows differ, and a Cassandra node was started anew after it alone had acknowledged rows;"
                + " writing them again");
    CassandraStep step = new CassandraStep();
    step.again = true;
    step.run(state);
  }

  @Override
  public String name() {
    return "load-cassandra";
  }

  @Override
  public long run(RunState state) {
    boolean resumed = state.sourceIds().isEmpty();
    if (resumed) {
      Targets.assignSources(state);
    }
    if (resumed || again) {
      // A node that was killed may have forgotten tables that had just been made.
      Targets.prepareGlobal(state);
    }
    again = true;
    List<String> names =
        state.context().catalog().targets().stream()
            .filter(t -> t.stores().global().isPresent())
            .map(TargetTable::name)
            .filter(n -> !state.parts(n).isEmpty())
            .toList();
    Set<String> missed = GlobalMark.missing(state);
    Set<String> own = Set.of(state.context().folder().id().text());
    GlobalRefresh refresh = new GlobalRefresh(state);
    WrittenTables written = WrittenTables.of(state);
    long staged = 0;
    for (String name : names) {
      staged += staged(state, name);
    }
    try (Progress.Step progress = state.context().progress().step(name(), staged)) {
      DeletedFromGlobal.carryOut(state);
      if (missed.isEmpty()) {
        for (TargetTable table : DeletedFromGlobal.regional(state)) {
          refresh.removeKept(table, own, state.writeTime() - 1);
        }
      }
      if (missed.isEmpty() && WithdrawnConnections.count(state) > 0) {
        TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
        refresh.removeKept(connections, own, state.writeTime() - 1);
      }
      for (String name : names) {
        long told = 0;
        if (!written.contains(name)) {
          TargetTable table = state.target(name);
          if (missed.isEmpty() && state.fateCounts().replaced(state.number(name)) > 0) {
            // Just before this run's own writes, which may be under the same keys.
            refresh.removeReplaced(table, own, state.writeTime() - 1);
          }
          told = load(state, table, written, progress);
          written.add(name);
        }
        progress.advance(staged(state, name) - told);
      }
      progress.done();
    }
    if (missed.isEmpty()) {
      refresh.moved();
    } else {
      refresh.everything(missed);
    }
    GlobalMark.set(state, missed);
    return staged;
  }

  /** Batch by batch; returns how far the step has advanced by that. */
  private static long load(
      RunState state, TargetTable table, WrittenTables written, Progress.Step progress) {
    if (table.stores().postgres().isEmpty() && !written.recorded(table.name())) {
      keepLosers(state, table);
      written.setRecorded(table.name());
    }
    long told = 0;
    for (GlobalBatch batch : batches(state, table)) {
      if (!written.contains(table.name(), batch)) {
        load(state, table, winners(state, table, batch));
        written.add(table.name(), batch);
      }
      progress.advance(batch.rows());
      told += batch.rows();
    }
    return told;
  }

  private static List<GlobalBatch> batches(RunState state, TargetTable table) {
    int cores = state.spark().sparkContext().defaultParallelism();
    long rows = state.destinations().cassandra().write().rowsPerCore() * cores;
    return GlobalBatch.of(state.parts(table.name()), rows);
  }

  private static void load(RunState state, TargetTable table, Dataset<Row> winners) {
    GlobalTable global = GlobalTable.of(table);
    GlobalRows shape = GlobalRows.of(global);
    CassandraLoad load = CassandraLoad.into(state.destinations().cassandra(), global);
    if (state.fateCounts().replaced(state.number(table.name())) == 0) {
      load.write(shape.from(winners), state.writeTime());
      return;
    }
    Column replaces = coalesce(col("replaces"), lit(false));
    load.write(shape.from(winners.filter(not(replaces))), state.writeTime());
    load.replace(shape.from(winners.filter(replaces)), state.writeTime());
  }

  /**
   * Once, before anything is written over: what this run has written is no loser. The load into
   * PostgreSQL keeps only what it replaces.
   */
  private static void keepLosers(RunState state, TargetTable table) {
    int number = state.number(table.name());
    GlobalLosers losers = new GlobalLosers(table);
    SupersededLoad audit =
        new SupersededLoad(
            state.destinations().home(), state.context().folder().id().text(), table.name());
    Dataset<Row> rows = state.rows(table.name());
    if (state.fateCounts().superseded(number, source -> true) > 0) {
      audit.keep(losers.superseded(state.fates(table.name()).superseded(rows), state.sourceIds()));
    }
    if (state.fateCounts().replaced(number) > 0) {
      audit.keep(
          losers.replaced(
              state.fates(table.name()).loaded(rows).filter("replaces"),
              state.destinations().cassandra()));
    }
  }

  private static long staged(RunState state, String name) {
    return state.manifests(name).stream().mapToLong(PartManifest::staged).sum();
  }

  /** Rows that load, with their place, their lineage and the id that was made for them. */
  static Dataset<Row> winners(RunState state, TargetTable table) {
    String name = table.name();
    return placed(state, table, state.fates(name).loaded(state.rows(name)));
  }

  private static Dataset<Row> winners(RunState state, TargetTable table, GlobalBatch batch) {
    String name = table.name();
    return placed(
        state, table, state.fates(name).loaded(state.rows(name, batch.parts()), batch.ids()));
  }

  private static Dataset<Row> placed(RunState state, TargetTable table, Dataset<Row> loading) {
    UserDefinedFunction occurrence =
        udf((UDF2<byte[], Integer, byte[]>) IdentityHash::occurrence, DataTypes.BinaryType);
    Map<Integer, Integer> ids = state.sourceIds();
    UserDefinedFunction sourceId = udf((UDF1<Integer, Integer>) ids::get, DataTypes.IntegerType);
    Dataset<Row> rows = loading;
    if (table.key().made()) {
      Column identity = col("_identity");
      rows =
          rows.withColumn(
              StagingSchema.column(table, table.key().columns().get(0)),
              when(
                      org.apache.spark.sql.functions.length(identity).equalTo(CONTENT_BYTES),
                      occurrence.apply(identity, col("k")))
                  .otherwise(identity));
    }
    return GlobalPlaces.add(state, table, rows)
        .withColumn(GlobalRows.SOURCE, sourceId.apply(col("_source")));
  }
}
