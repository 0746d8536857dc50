package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.udf;

import dev.prima.jobs.postgres.RowFilter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Which of the rows that stand a run looks at that takes up changes alone: rows of which a copy
 * changed, rows of agents who come or go, and everything between two agents between whom something
 * changed. May take one too many, and never leaves one out.
 */
public final class StandingChoice implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Ids or agents that are told to a server, at most: some megabytes in a query, and as much in the
   * driver. With more of them it sends all rows.
   */
  private static final int MOST_TOLD = 200_000;

  private final Set<Integer> whole;
  private final Set<Integer> changed;
  private final boolean anyTable;
  private final Broadcast<KeyFilter> ids;
  private final Broadcast<KeyFilter> agents;
  private final Broadcast<KeyFilter> pairs;
  private final @Nullable Broadcast<RowFilter> sent;

  private StandingChoice(
      Set<Integer> whole,
      Set<Integer> changed,
      boolean anyTable,
      Broadcast<KeyFilter> ids,
      Broadcast<KeyFilter> agents,
      Broadcast<KeyFilter> pairs,
      @Nullable Broadcast<RowFilter> sent) {
    this.whole = Set.copyOf(whole);
    this.changed = Set.copyOf(changed);
    this.anyTable = anyTable;
    this.ids = ids;
    this.agents = agents;
    this.pairs = pairs;
    this.sent = sent;
  }

  /**
   * Runs jobs over what it is given.
   *
   * @param whole numbers of tables of which all rows are taken
   * @param made numbers of tables whose ids are made
   * @param ids final ids of rows: {@code t} (the table), {@code id}
   * @param ends of those that are identified by their ends: {@code a, b}
   * @param entities of those that are agents: {@code agent_id}
   * @param agents who come or go: {@code agent_id}
   * @param pairs of agents: {@code a, b}, in either order
   */
  public static StandingChoice of(
      Set<Integer> whole,
      Set<Integer> made,
      Dataset<Row> ids,
      Dataset<Row> ends,
      Dataset<Row> entities,
      Dataset<Row> agents,
      Dataset<Row> pairs) {
    Set<Integer> changed =
        Set.copyOf(ids.select("t").distinct().as(Encoders.INT()).collectAsList());
    boolean anyTable = !(agents.isEmpty() && pairs.isEmpty());
    return new StandingChoice(
        whole,
        changed,
        anyTable,
        KeyFilter.of(ids.select("id")),
        KeyFilter.of(agents.selectExpr("cast(agent_id as binary)")),
        KeyFilter.of(pairs.select(key().apply(pairs.col("a"), pairs.col("b")))),
        sent(
            ids.filter(col("t").isin(made.toArray())).select(uuid()),
            ends,
            // Of a connection that is sent all messages are, lest it looks as if it had none.
            anyTable ? ends.unionByName(pairs) : pairs,
            agents.select("agent_id"),
            entities.select("agent_id")));
  }

  /** For the servers; null where there are so many that they had better send all rows. */
  private static @Nullable Broadcast<RowFilter> sent(
      Dataset<Row> uuids,
      Dataset<Row> ends,
      Dataset<Row> pairs,
      Dataset<Row> agents,
      Dataset<Row> entities) {
    RowFilter filter =
        new RowFilter(
            texts(uuids),
            texts(either(ends)),
            texts(either(pairs)),
            texts(agents),
            texts(entities));
    return filter.size() > MOST_TOLD
        ? null
        : JavaSparkContext.fromSparkContext(uuids.sparkSession().sparkContext()).broadcast(filter);
  }

  private static Dataset<Row> either(Dataset<Row> pairs) {
    return pairs.select(col("a")).union(pairs.select(col("b"))).distinct();
  }

  private static Column uuid() {
    return regexp_replace(hex(col("id")), "(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private static List<String> texts(Dataset<Row> one) {
    return one.limit(MOST_TOLD + 1).as(Encoders.STRING()).collectAsList();
  }

  private static org.apache.spark.sql.expressions.UserDefinedFunction key() {
    return udf((UDF2<String, String, byte[]>) StandingChoice::key, DataTypes.BinaryType);
  }

  private static byte[] key(String a, String b) {
    String both = a.compareTo(b) <= 0 ? a + '\0' + b : b + '\0' + a;
    return both.getBytes(StandardCharsets.UTF_8);
  }

  /** What a server need not send of a table; empty where it sends all. */
  Optional<RowFilter> filter(int table) {
    return sent == null || whole.contains(table) ? Optional.empty() : Optional.of(sent.value());
  }

  /** Whether rows of a table may be taken. */
  boolean looksAt(int table) {
    return anyTable || whole.contains(table) || changed.contains(table);
  }

  boolean takes(CopyShape.Known row) {
    return whole.contains(row.table())
        || ids.value().mightHold(row.identity())
        || isOfAgent(row.end1())
        || isOfAgent(row.end2())
        || holds(row.end1(), row.end2());
  }

  private boolean isOfAgent(@Nullable String end) {
    return end != null && agents.value().mightHold(end.getBytes(StandardCharsets.UTF_8));
  }

  private boolean holds(@Nullable String a, @Nullable String b) {
    return a != null && b != null && pairs.value().mightHold(key(a, b));
  }

  /**
   * Whether all is taken that stands between two agents, of rows that were sent; of others it may
   * say so where nothing was.
   */
  public Column complete(Column a, Column b) {
    return udf(
            (UDF2<String, String, Boolean>)
                (first, second) -> isOfAgent(first) || isOfAgent(second) || holds(first, second),
            DataTypes.BooleanType)
        .apply(a, b);
  }
}
