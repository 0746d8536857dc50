package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.load.postgres.Withdrawal;
import dev.prima.jobs.load.postgres.Withdrawal.Pair;
import dev.prima.jobs.resolve.DerivedConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Derived connections that stand although no message is between their agents any more: each gave
 * way to a better copy with other ends. Counted as replaced, though nothing takes their place.
 *
 * <p>Found once, from what stood before the load, and kept beside the staging.
 */
final class WithdrawnConnections {
  /** What one transaction takes. */
  private static final long PAIRS_PER_UNIT = 50_000;

  private static final StructType SCHEMA =
      new StructType()
          .add("end1", DataTypes.StringType)
          .add("end2", DataTypes.StringType)
          .add("_hash", DataTypes.BinaryType);

  private WithdrawnConnections() {}

  /**
   * Finds them, once connections are derived anew; overwrites.
   *
   * @param standing derived connections whose messages were all looked at
   */
  static void find(RunState state, Dataset<Row> standing) {
    state.found().forget();
    state.spark().sparkContext().setJobDescription("find connections without messages");
    // Read ones take the place of a derived one themselves.
    Dataset<Row> staged =
        state.copies(Stream.of(DerivedConnections.TABLE)).select(col("_identity").as("_staged"));
    standing
        .join(staged, col("_identity").equalTo(col("_staged")), "left_anti")
        .dropDuplicates(new String[] {"_identity"})
        .select("end1", "end2", "_hash")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder(state));
  }

  private static String folder(RunState state) {
    return state.stagingFolder("withdrawn", DerivedConnections.TABLE);
  }

  private static Dataset<Row> read(RunState state) {
    Path folder = new Path(folder(state));
    try {
      if (!folder.getFileSystem(state.layout().configuration()).exists(folder)) {
        // Where nothing can be derived, nothing was looked for.
        return state.spark().createDataFrame(List.of(), SCHEMA);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return state.spark().read().schema(SCHEMA).parquet(folder.toString());
  }

  static long count(RunState state) {
    return state.found().withdrawn(() -> read(state).count());
  }

  /** Takes them away from the nodes. Returns how often transactions were tried again, by node. */
  static Map<String, Integer> carryOut(RunState state) {
    long pairs = count(state);
    if (pairs == 0) {
      return Map.of();
    }
    state.spark().sparkContext().setJobDescription("withdraw connections without messages");
    TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
    Withdrawal withdrawal = new Withdrawal(PostgresStep.target(state, connections, Set.of()));
    long units = (pairs + PAIRS_PER_UNIT - 1) / PAIRS_PER_UNIT;
    return read(state)
        .withColumn("unit", pmod(xxhash64(col("end1"), col("end2")), lit(units)))
        .repartition(state.context().config().load().connectionsPerNode(), col("unit"))
        .sortWithinPartitions("unit", "end1", "end2")
        .toJavaRDD()
        .mapPartitions(rows -> carryOut(withdrawal, rows).entrySet().iterator())
        .collect()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  /** One unit after the other. */
  private static Map<String, Integer> carryOut(Withdrawal withdrawal, Iterator<Row> rows) {
    Map<String, Integer> retried = new TreeMap<>();
    List<Pair> pairs = new ArrayList<>();
    long unit = -1;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getLong(3) != unit && !pairs.isEmpty()) {
        withdrawal.carryOut(unit, pairs).forEach((n, t) -> retried.merge(n, t, Integer::sum));
        pairs.clear();
      }
      unit = row.getLong(3);
      pairs.add(new Pair(row.getString(0), row.getString(1), row.getAs(2)));
    }
    if (!pairs.isEmpty()) {
      withdrawal.carryOut(unit, pairs).forEach((n, t) -> retried.merge(n, t, Integer::sum));
    }
    return retried;
  }
}
