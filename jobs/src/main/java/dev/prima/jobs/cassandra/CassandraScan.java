package dev.prima.jobs.cassandra;

import com.datastax.spark.connector.cql.CassandraConnector;
import com.datastax.spark.connector.japi.CassandraJavaUtil;
import com.datastax.spark.connector.japi.rdd.CassandraJavaRDD;
import com.datastax.spark.connector.rdd.ReadConf;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a whole table of the global store, token range by token range.
 *
 * <p>Shape: the table's columns in their order, named as there, all nullable, in the forms of
 * {@link CqlType#scanned}: times are microseconds, UUIDs 16 bytes. Nothing is read until an action
 * runs; an action that fails throws what Spark throws, with the driver's exception as its cause.
 */
public final class CassandraScan {
  private final CassandraCluster cluster;
  private final GlobalTable table;

  private CassandraScan(CassandraCluster cluster, GlobalTable table) {
    this.cluster = cluster;
    this.table = table;
  }

  public static CassandraScan of(CassandraCluster cluster, GlobalTable table) {
    return new CassandraScan(cluster, table);
  }

  public static StructType schema(GlobalTable table) {
    return new StructType(
        table.columns().stream()
            .map(
                column ->
                    new StructField(column.name(), column.type().scanned(), true, Metadata.empty()))
            .toArray(StructField[]::new));
  }

  public Dataset<Row> rows(SparkSession spark) {
    return spark.createDataFrame(scan(spark), schema(table));
  }

  /** Counted by the nodes, a token range at a time; runs a job. */
  public long count(SparkSession spark) {
    spark.sparkContext().setJobDescription("count " + table.name() + " in Cassandra");
    try {
      return scan(spark).cassandraCount();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private CassandraJavaRDD<Row> scan(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    for (Map.Entry<String, String> setting : cluster.sparkConf().entrySet()) {
      conf.set(setting.getKey(), setting.getValue());
    }
    return CassandraJavaUtil.javaFunctions(spark.sparkContext())
        .cassandraTable(
            cluster.keyspace().name(), table.name(), new CanonicalRowReader(table.columns()))
        .withConnector(CassandraConnector.apply(conf))
        .withReadConf(ReadConf.fromSparkConf(conf))
        .select(table.columnNames());
  }
}
