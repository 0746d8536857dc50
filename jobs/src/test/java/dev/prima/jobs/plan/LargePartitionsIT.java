package dev.prima.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.plan.LargePartition;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePartitionsIT {
  private static final StructType INTERACTIONS =
      new StructType()
          .add("agent_id", DataTypes.StringType)
          .add("month", DataTypes.StringType)
          .add("message_id", DataTypes.StringType);

  @TempDir private Path folder;

  private static List<Row> rows(String agent, String month, int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> RowFactory.create(agent, month, agent + month + i))
        .toList();
  }

  @Test
  void partitionsAreToldByAllOfTheirKeyTheLargestFirst() {
    GlobalTable interactions = GlobalTable.of(MappingReader.builtIn().target("messages"));
    List<Row> rows = new ArrayList<>();
    rows.addAll(rows("a", "2025-01", 4));
    rows.addAll(rows("a", "2025-02", 3)); // as many as may be
    rows.addAll(rows("b", "2025-01", 6));
    rows.addAll(rows("c", "none", 1));
    SparkSession spark =
        SparkSessions.open("local[1]", folder, Map.of("spark.sql.shuffle.partitions", "2"));
    try {
      assertThat(
              new LargePartitions(3).among(interactions, spark.createDataFrame(rows, INTERACTIONS)))
          .containsExactly(
              new LargePartition("interactions", "agent_id b, month 2025-01", 6),
              new LargePartition("interactions", "agent_id a, month 2025-01", 4));

      List<Row> many = new ArrayList<>();
      IntStream.range(0, 30).forEach(i -> many.addAll(rows("agent" + i, "2025-01", 2 + i)));
      assertThat(
              new LargePartitions(1).among(interactions, spark.createDataFrame(many, INTERACTIONS)))
          .as("the largest are enough")
          .hasSize(20)
          .extracting(LargePartition::rows)
          .startsWith(31L, 30L)
          .endsWith(12L);
    } finally {
      SparkSessions.stop(spark);
    }
  }
}
