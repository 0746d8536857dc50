package dev.prima.jobs.load.cassandra;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.CqlType;
import dev.prima.jobs.cassandra.GlobalTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The keys of a table of the global store with the times at which its rows were written.
 *
 * <p>Shape: the keys as {@link GlobalRemoval} takes them, then {@code source_id} and {@link
 * CassandraScan#WRITTEN}.
 */
public final class WrittenRows {
  private static final long MICROS_PER_MILLI = 1000;

  private WrittenRows() {}

  public static Dataset<Row> of(SparkSession spark, CassandraCluster cluster, GlobalTable table) {
    List<Column> columns = new ArrayList<>();
    for (String key : table.key()) {
      CqlType type =
          table.columns().stream()
              .filter(c -> c.name().equals(key))
              .findFirst()
              .orElseThrow()
              .type();
      Column value = col(key);
      columns.add(
          (switch (type) {
                case TIMESTAMP -> call_function("div", value, lit(MICROS_PER_MILLI));
                case UUID -> GlobalRows.uuidText(value);
                default -> value;
              })
              .as(key));
    }
    columns.add(col(GlobalTable.SOURCE));
    columns.add(col(CassandraScan.WRITTEN));
    return CassandraScan.of(cluster, table).writes(spark).select(columns.toArray(Column[]::new));
  }
}
