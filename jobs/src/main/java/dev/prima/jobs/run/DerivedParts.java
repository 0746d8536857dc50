package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.spark_partition_id;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.DerivedRows;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.Schemas;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingSchema;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Connections of agents whose files have none: one for each pair of known agents between whom
 * messages went. Staged like rows that were read, so that they are resolved and loaded the same
 * way, but counted as derived.
 *
 * @see "LEGACY.md, Profile unified"
 */
final class DerivedParts {
  /** Ids of derived parts begin here; those of read parts stay far below. */
  static final long FIRST_ID = 1L << 40;

  private static final int PARTS = 4;

  private DerivedParts() {}

  /** Whether a staged part or a unit of the ledger holds derived rows. */
  static boolean isDerived(long part) {
    return part >= FIRST_ID;
  }

  /** Derived parts of a table that were written. */
  static List<StagedPart> of(RunState state, String table) {
    if (!table.equals(DerivedConnections.TABLE)) {
      return List.of();
    }
    return WrittenParts.in(
        state.stagingFolder("derived", table), table, FIRST_ID, state.layout().configuration());
  }

  /**
   * Whether any connection can be derived: from messages of this run, or from those of earlier ones
   * where this run brings messages or agents.
   */
  static boolean canBe(RunState state) {
    if (!wanted(state)) {
      return false;
    }
    TargetTable messages = state.context().catalog().target("messages");
    Set<String> touched = new HashSet<>(state.tableNames());
    DeletedRows.propagated(state).forEach(table -> touched.add(table.name()));
    return touched.contains(messages.name()) && !sources(state, messages).isEmpty()
        || (touched.contains(messages.name()) || touched.contains(Agents.table(state).name()))
            && StandingMessages.anyDeriving(state, messages);
  }

  /** The same, whatever tables the run brings. */
  static boolean mayBe(RunState state) {
    if (!wanted(state)) {
      return false;
    }
    TargetTable messages = state.context().catalog().target("messages");
    return !sources(state, messages).isEmpty() || StandingMessages.anyDeriving(state, messages);
  }

  /** Whether the mapping derives them, and the run takes them. */
  private static boolean wanted(RunState state) {
    return state.context().catalog().profiles().stream()
            .anyMatch(p -> !p.connectionsFrom().isEmpty())
        && state.context().selection().takes(DerivedConnections.TABLE);
  }

  /** Files from whose messages connections are derived. */
  private static List<Integer> sources(RunState state, TargetTable messages) {
    List<String> deriving = StandingMessages.derivingProfiles(state, messages);
    return state.files().stream()
        .map(SourceFile::index)
        .filter(f -> !Collections.disjoint(state.tables().profiles(f), deriving))
        .toList();
  }

  /**
   * Derives and writes; overwrites.
   *
   * @param agents that are known: {@code agent_id}
   * @param standingMessages messages of such files that stand in the targets, shape {@link Copies}
   * @param taken pairs that have a connection of their own: {@code a, b} in the order of their ids
   */
  static void write(
      RunState state, Dataset<Row> agents, Dataset<Row> standingMessages, Dataset<Row> taken) {
    TargetTable messages = state.context().catalog().target("messages");
    TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
    List<Integer> sources = sources(state, messages);
    String from = StagingSchema.column(messages, "from_agent");
    String to = StagingSchema.column(messages, "to_agent");
    String at = StagingSchema.column(messages, "created_at");
    Dataset<Row> read =
        state
            .fates(messages.name())
            .loaded(state.rows(messages.name()))
            .filter(col("_source").isin(sources.toArray()))
            .filter("length(_identity) = 16")
            .select(col(from).as("a"), col(to).as("b"), col(at).as("at"));
    Dataset<Row> all =
        read.unionByName(
            standingMessages.select(
                col("end1").as("a"),
                col("end2").as("b"),
                org.apache
                    .spark
                    .sql
                    .functions
                    .when(col("_time").notEqual(lit(Long.MIN_VALUE)), col("_time"))
                    .as("at")));
    Dataset<Row> pairs =
        all.filter(col("a").isNotNull().and(col("b").isNotNull()).and(col("a").notEqual(col("b"))))
            .select(
                least(col("a"), col("b")).as("a"), greatest(col("a"), col("b")).as("b"), col("at"))
            .groupBy("a", "b")
            .agg(count(lit(1)).as("n"), min("at").as("first"), max("at").as("last"))
            .join(agents.withColumnRenamed("agent_id", "a"), "a")
            .join(agents.withColumnRenamed("agent_id", "b"), "b")
            .join(taken, asScala(List.of("a", "b")), "left_anti")
            .select("a", "b", "n", "first", "last")
            .repartition(PARTS, col("a"), col("b"))
            .sortWithinPartitions("a", "b")
            .withColumn("part", spark_partition_id().plus(lit(FIRST_ID)));
    int source = state.files().size();
    Dataset<Row> rows =
        state
            .spark()
            .createDataFrame(
                pairs.toJavaRDD().mapPartitions(p -> DerivedRows.of(connections, p, source)),
                Schemas.staged(connections));
    rows.write()
        .mode(SaveMode.Overwrite)
        .parquet(state.stagingFolder("derived", connections.name()));
  }

  private static Seq<String> asScala(List<String> names) {
    return CollectionConverters.asScala(names).toSeq();
  }
}
