package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.load.cassandra.GlobalRemoval;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.NodeRows;
import dev.prima.jobs.load.postgres.SupersededLoad;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.GlobalLosers;
import dev.prima.jobs.staging.CopyColumns;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingSchema;
import java.util.HashSet;
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
import org.apache.spark.storage.StorageLevel;

/**
 * Writes the global store: the directory, what crosses regions, and the tables that stand only
 * there.
 */
final class CassandraStep implements RunStep {
  private static final int CONTENT_BYTES = 32;

  @Override
  public String name() {
    return "load-cassandra";
  }

  @Override
  public long run(RunState state) {
    if (state.sourceIds().isEmpty()) {
      Targets.assignSources(state);
    }
    List<String> names =
        state.context().catalog().targets().stream()
            .filter(t -> t.stores().global().isPresent())
            .map(TargetTable::name)
            .filter(n -> !state.parts(n).isEmpty())
            .toList();
    Set<String> missed = GlobalMark.missing(state);
    long staged = 0;
    for (String name : names) {
      staged += staged(state, name);
    }
    try (Progress.Step progress = state.context().progress().step(name(), staged)) {
      for (String name : names) {
        TargetTable table = state.target(name);
        removeReplaced(state, table, missed);
        load(state, table, winners(state, table, !missed.isEmpty()));
        progress.advance(staged(state, name));
      }
      progress.done();
    }
    moved(state, missed);
    GlobalMark.set(state, missed);
    return staged;
  }

  private static void load(RunState state, TargetTable table, Dataset<Row> winners) {
    GlobalTable global = GlobalTable.of(table);
    GlobalRows shape = GlobalRows.of(global);
    CassandraLoad load = CassandraLoad.into(state.destinations().cassandra(), global);
    if (table.stores().postgres().isEmpty()) {
      keepLosers(state, table);
    }
    if (state.fateCounts().replaced(state.number(table.name())) == 0) {
      load.write(shape.from(winners), writeTime(state));
      return;
    }
    Column replaces = coalesce(col("replaces"), lit(false));
    load.write(shape.from(winners.filter(not(replaces))), writeTime(state));
    load.replace(shape.from(winners.filter(replaces)), writeTime(state));
  }

  /**
   * Where a better copy has another time or other ends than the row in whose place it came, it is
   * written beside that row, not over it.
   */
  private static void removeReplaced(RunState state, TargetTable table, Set<String> missed) {
    GlobalTable global = GlobalTable.of(table);
    GlobalRows shape = GlobalRows.of(global);
    boolean replaces = state.fateCounts().replaced(state.number(table.name())) > 0;
    if (table.stores().postgres().isEmpty()
        || shape.keyIsIdentity()
        || !replaces && missed.isEmpty()) {
      return;
    }
    Set<String> runs = new HashSet<>(missed);
    runs.add(state.context().folder().id().text());
    Dataset<Row> replaced =
        NodeRows.replaced(state.spark(), state.destinations().nodes(), table, runs);
    // Just before this run's own writes, which may be under the same keys.
    GlobalRemoval.from(state.destinations().cassandra(), global)
        .remove(shape.keys(GlobalPlaces.add(state, table, replaced)), writeTime(state) - 1);
  }

  /** Before anything is written over: the load into PostgreSQL keeps only what it replaces. */
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

  /** Tells the global store of agents that moved: where they are, and what crosses regions now. */
  private static void moved(RunState state, Set<String> missed) {
    Moves moves = new Moves(state);
    // Whom a run moved that was cut off before it told, nobody knows any more: it may be any.
    boolean anyone = GlobalMark.anyMoved(state, missed);
    Dataset<Row> touched = anyone ? Agents.known(state) : moves.touched();
    Dataset<Row> moved = anyone ? touched : moves.moved();
    if (touched.isEmpty()) {
      return;
    }
    long time = GlobalMark.timeOfMoves(state, writeTime(state));
    for (TargetTable table : state.context().catalog().targets()) {
      if (table.stores().postgres().isEmpty() || table.stores().global().isEmpty()) {
        continue;
      }
      if (table.placement() instanceof Placement.Distribute) {
        String id = CopyColumns.ends(table).get(0);
        tell(state, table, touched(state, table, List.of(id), moved), time);
      } else if (Moves.crosses(table)) {
        List<String> ends = table.stores().global().orElseThrow().ends();
        // Read from the nodes once: what crosses regions is written, what does not is removed.
        Dataset<Row> rows =
            touched(state, table, ends, touched).persist(StorageLevel.MEMORY_AND_DISK_SER());
        tell(state, table, rows, time);
        GlobalTable global = GlobalTable.of(table);
        GlobalRemoval.from(state.destinations().cassandra(), global)
            .remove(GlobalRows.of(global).keysInside(rows), time);
        rows.unpersist();
      }
    }
  }

  private static Dataset<Row> touched(
      RunState state, TargetTable table, List<String> ends, Dataset<Row> agents) {
    return GlobalPlaces.add(
        state, table, NodeRows.touched(state.destinations().nodes(), table, ends, agents));
  }

  private static void tell(RunState state, TargetTable table, Dataset<Row> rows, long time) {
    GlobalTable global = GlobalTable.of(table);
    CassandraLoad.into(state.destinations().cassandra(), global)
        .write(GlobalRows.of(global).from(rows), time);
  }

  private static long staged(RunState state, String name) {
    return state.manifests(name).stream().mapToLong(PartManifest::staged).sum();
  }

  private static long writeTime(RunState state) {
    return state.context().attempt().firstStart().toEpochMilli() * 1000;
  }

  /** Rows that load, with their place, their lineage and the id that was made for them. */
  private static Dataset<Row> winners(RunState state, TargetTable table, boolean missed) {
    UserDefinedFunction occurrence =
        udf((UDF2<byte[], Integer, byte[]>) IdentityHash::occurrence, DataTypes.BinaryType);
    Map<Integer, Integer> ids = state.sourceIds();
    UserDefinedFunction sourceId = udf((UDF1<Integer, Integer>) ids::get, DataTypes.IntegerType);
    Dataset<Row> rows = rows(state, table.name(), missed);
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

  /**
   * What this run loads; where an earlier run never came to the global store, also what it brought
   * to the nodes.
   */
  private static Dataset<Row> rows(RunState state, String table, boolean missed) {
    Dataset<Row> staged = state.rows(table);
    return missed ? state.fates(table).loadedOrStanding(staged) : state.fates(table).loaded(staged);
  }
}
