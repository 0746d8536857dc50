package dev.prima.jobs.load.cassandra;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;

import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.GlobalTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts what a run wrote into a table of the global store, by the times that stand there. */
public final class GlobalWrites {
  private final CassandraCluster cluster;
  private final GlobalTable table;

  private GlobalWrites(CassandraCluster cluster, GlobalTable table) {
    this.cluster = cluster;
    this.table = table;
  }

  /**
   * @param table whose key identifies its rows; of pairs, that stands under each end
   */
  public static GlobalWrites of(CassandraCluster cluster, GlobalTable table) {
    return new GlobalWrites(cluster, table);
  }

  /**
   * Rows of the source that stand with this time, a pair once; reads the whole table.
   *
   * @param writeTimeMicros that {@link CassandraLoad#write} was given
   */
  public long count(SparkSession spark, long writeTimeMicros) {
    spark.sparkContext().setJobDescription("count what was written to " + table.name());
    Dataset<Row> written =
        CassandraScan.of(cluster, table)
            .writes(spark)
            .filter(col(CassandraScan.WRITTEN).equalTo(writeTimeMicros));
    if (table.shape().ends().isEmpty()) {
      return written.count();
    }
    String end = column(Origin.End.class);
    String peer = column(Origin.Peer.class);
    return written
        .select(least(col(end), col(peer)).as("a"), greatest(col(end), col(peer)).as("b"))
        .distinct()
        .count();
  }

  private String column(Class<? extends Origin> origin) {
    return table.shape().columns().stream()
        .filter(c -> origin.isInstance(c.origin()))
        .map(GlobalColumn::name)
        .findFirst()
        .orElseThrow();
  }
}
