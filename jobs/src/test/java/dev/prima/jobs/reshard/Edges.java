package dev.prima.jobs.reshard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Edges between named nodes, for tests. */
final class Edges {
  private static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType)
          .add("target", DataTypes.StringType)
          .add("weight", DataTypes.LongType);

  final List<Row> rows = new ArrayList<>();

  Edges add(int a, int b, long weight) {
    return add("agent-" + a, "agent-" + b, weight);
  }

  Edges add(String a, String b, long weight) {
    rows.add(RowFactory.create(a, b, weight));
    return this;
  }

  /** Communities of 40, four edges a node inside and one anywhere, as the same seed makes them. */
  static Edges communities(int nodes, long seed) {
    Edges edges = new Edges();
    Random random = new Random(seed);
    for (int v = 0; v < nodes; v++) {
      int first = v / 40 * 40;
      int size = Math.min(40, nodes - first);
      for (int e = 0; e < 4; e++) {
        edges.add(v, first + random.nextInt(size), 1 + random.nextInt(9));
      }
      edges.add(v, random.nextInt(nodes), 1 + random.nextInt(9));
    }
    return edges;
  }

  Dataset<Row> dataset(SparkSession spark, int partitions) {
    return spark.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  /** The same edges in another order, some reversed, some twice. */
  Edges shuffled(long seed) {
    Edges other = new Edges();
    Random random = new Random(seed);
    for (Row row : rows) {
      boolean reversed = random.nextBoolean();
      other.add(row.getString(reversed ? 1 : 0), row.getString(reversed ? 0 : 1), row.getLong(2));
      if (random.nextInt(10) == 0) {
        other.add(row.getString(1), row.getString(0), row.getLong(2));
      }
    }
    Collections.shuffle(other.rows, random);
    return other;
  }
}
