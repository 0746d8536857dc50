package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.load.postgres.Relocation;
import dev.prima.jobs.load.postgres.Relocation.Move;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Retry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Agents whose rows stand elsewhere than the shard map says: those that it moves, those that became
 * known after rows of theirs had come, those that nobody knows any more, and what a run that was
 * cut off left on two nodes.
 *
 * <p>Found once, from what stood before the load, and kept beside the staging.
 */
final class Moves {
  /** What one transaction takes. */
  private static final long AGENTS_PER_UNIT = 50_000;

  private static final StructType SCHEMA =
      new StructType()
          .add("agent_id", DataTypes.StringType)
          .add("region_id", DataTypes.StringType)
          .add("shard_id", DataTypes.IntegerType)
          .add("from_node", DataTypes.IntegerType)
          .add("to_node", DataTypes.IntegerType);

  private static final StructType AGENTS = new StructType().add("agent_id", DataTypes.StringType);

  private final RunState state;

  Moves(RunState state) {
    this.state = state;
  }

  /** Finds them; overwrites. Where nothing stood, nobody moves. */
  void find() {
    if (!any()) {
      return;
    }
    state.spark().sparkContext().setJobDescription("find agents that move");
    moves().write().mode(SaveMode.Overwrite).parquet(folder("moves"));
    met().write().mode(SaveMode.Overwrite).parquet(folder("met"));
  }

  /** Who stands stays where he is if nobody comes or goes. */
  private boolean any() {
    return state.standing().any() && !state.takenUp().settled();
  }

  private String folder(String kind) {
    return state.stagingFolder(kind, Agents.table(state).name());
  }

  private Dataset<Row> moves() {
    Dataset<Row> standing = state.standing().read();
    RegionMap regions = state.destinations().regions();
    UserDefinedFunction node =
        udf(
            (UDF1<String, Integer>)
                region -> {
                  int ordinal = region == null ? -1 : regions.ordinal(region);
                  return ordinal < 0 ? RegionMap.HOME : regions.node(ordinal);
                },
            DataTypes.IntegerType);
    Dataset<Row> places =
        standing
            .filter(
                numbered(t -> t.placement() instanceof Placement.Distribute)
                    .or(
                        numbered(t -> t.placement() instanceof Placement.Follow)
                            .and(col("region_id").isNull())
                            .and(col("end1").isNotNull())))
            .select(
                col("end1").as("agent_id"),
                col("region_id").as("old_region"),
                col("shard_id").as("old_shard"))
            .distinct();
    Dataset<Row> moves =
        places
            .join(state.shardMap().read(state.spark()), "agent_id")
            .filter(
                not(
                    col("region_id")
                        .eqNullSafe(col("old_region"))
                        .and(col("shard_id").eqNullSafe(col("old_shard")))))
            .select(
                col("agent_id"),
                col("region_id"),
                col("shard_id"),
                node.apply(col("old_region")).as("from_node"),
                node.apply(col("region_id")).as("to_node"));
    // Rows of agents who are gone are those of unknown agents.
    return moves.unionByName(
        standing
            .filter(
                numbered(t -> t.placement() instanceof Placement.Follow)
                    .and(col("region_id").isNotNull()))
            .select(col("end1").as("agent_id"), col("region_id").as("old_region"))
            .distinct()
            .join(DeletedRows.agents(state), "agent_id")
            .select(
                col("agent_id"),
                lit(null).cast(DataTypes.StringType).as("region_id"),
                lit(null).cast(DataTypes.IntegerType).as("shard_id"),
                node.apply(col("old_region")).as("from_node"),
                lit(RegionMap.HOME).as("to_node")));
  }

  /** Agents that this run brings and of whom rows that stand spoke already. */
  private Dataset<Row> met() {
    Dataset<Row> standing = state.standing().read().filter(numbered(Moves::crosses));
    return standing
        .select(col("end1").as("agent_id"))
        .unionByName(standing.select(col("end2").as("agent_id")))
        .distinct()
        .join(Agents.loading(state).select("agent_id"), "agent_id")
        .join(Agents.standing(state).select("agent_id"), new String[] {"agent_id"}, "left_anti");
  }

  /** Whether rows of a table stand in the global store only while they cross regions. */
  static boolean crosses(TargetTable table) {
    return table.stores().global().filter(GlobalShape::crossingOnly).isPresent();
  }

  private org.apache.spark.sql.Column numbered(Predicate<TargetTable> chosen) {
    return col("_table")
        .isin(
            state.context().catalog().targets().stream()
                .filter(chosen)
                .map(t -> state.number(t.name()))
                .toArray());
  }

  private Dataset<Row> read(String kind, StructType schema) {
    return any()
        ? state.spark().read().schema(schema).parquet(folder(kind))
        : state.spark().createDataFrame(List.of(), schema);
  }

  /** Agents whose own row stands in another place by now: {@code agent_id}. */
  Dataset<Row> moved() {
    return read("moves", SCHEMA).select("agent_id").distinct();
  }

  /** Agents whose rows may cross regions now and did not before, or the other way round. */
  Dataset<Row> touched() {
    return moved()
        .unionByName(read("met", AGENTS))
        .unionByName(DeletedRows.agents(state))
        .distinct();
  }

  /**
   * Brings the rows of these agents to their places on the nodes. Returns how often transactions
   * were tried again, by node.
   */
  Map<String, Integer> carryOut() {
    long agents = read("moves", SCHEMA).count();
    if (agents == 0) {
      return Map.of();
    }
    state.spark().sparkContext().setJobDescription("move agents");
    List<PostgresNode> nodes = state.destinations().nodes();
    Relocation relocation =
        new Relocation(
            state.context().catalog().targets(),
            state.context().folder().id().text(),
            Retry.of(state.context().config().load().retry()));
    long chunks = (agents + AGENTS_PER_UNIT - 1) / AGENTS_PER_UNIT;
    return read("moves", SCHEMA)
        .withColumn(
            "chunk", pmod(xxhash64(col("agent_id")), lit(chunks)).cast(DataTypes.IntegerType))
        .repartition(
            state.context().config().load().connectionsPerNode(),
            col("from_node"),
            col("to_node"),
            col("chunk"))
        .sortWithinPartitions("from_node", "to_node", "chunk", "agent_id")
        .toJavaRDD()
        .mapPartitions(
            rows ->
                new Units(nodes, relocation, new TreeMap<>()).carryOut(rows).entrySet().iterator())
        .collect()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  /** Collects the rows of one unit after the other. */
  private record Units(
      List<PostgresNode> nodes, Relocation relocation, Map<String, Integer> retried) {
    Map<String, Integer> carryOut(Iterator<Row> rows) {
      List<Move> moves = new ArrayList<>();
      Row previous = null;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (previous != null && !sameUnit(previous, row)) {
          carryOut(previous, moves);
          moves.clear();
        }
        moves.add(
            new Move(row.getString(0), row.getString(1), row.isNullAt(2) ? null : row.getInt(2)));
        previous = row;
      }
      if (previous != null) {
        carryOut(previous, moves);
      }
      return retried;
    }

    private static boolean sameUnit(Row a, Row b) {
      return a.getInt(3) == b.getInt(3) && a.getInt(4) == b.getInt(4) && a.getInt(5) == b.getInt(5);
    }

    private void carryOut(Row unit, List<Move> moves) {
      int from = unit.getInt(3);
      int to = unit.getInt(4);
      long number = ((long) from * nodes.size() + to) << 32 | unit.getInt(5);
      Map<String, Integer> again =
          from == to
              ? relocation.within(nodes.get(from), number, moves)
              : relocation.between(nodes.get(from), nodes.get(to), number, moves);
      again.forEach((node, times) -> retried.merge(node, times, Integer::sum));
    }
  }
}
