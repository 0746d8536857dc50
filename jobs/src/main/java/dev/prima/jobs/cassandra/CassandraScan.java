package dev.prima.jobs.cassandra;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import com.datastax.spark.connector.ColumnRef;
import com.datastax.spark.connector.cql.CassandraConnector;
import com.datastax.spark.connector.japi.CassandraJavaUtil;
import com.datastax.spark.connector.japi.rdd.CassandraJavaRDD;
import com.datastax.spark.connector.rdd.ReadConf;
import com.datastax.spark.connector.writer.SqlRowWriter;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Reads a table of the global store: the whole of it, token range by token range, or rows by keys.
 *
 * <p>Shape: the table's columns in their order, named as there, all nullable, in the forms of
 * {@link CqlType#scanned}: times are microseconds, UUIDs 16 bytes. Nothing is read until an action
 * runs; an action that fails throws what Spark throws, with the driver's exception as its cause.
 */
public final class CassandraScan {
  /** The newest write time of a row. */
  public static final String WRITTEN = "written";

  private final CassandraCluster cluster;
  private final GlobalTable table;
  private final Option<Object> splits;

  private CassandraScan(CassandraCluster cluster, GlobalTable table, Option<Object> splits) {
    this.cluster = cluster;
    this.table = table;
    this.splits = splits;
  }

  /** Divided by what the nodes estimate the table to hold. */
  public static CassandraScan of(CassandraCluster cluster, GlobalTable table) {
    return new CassandraScan(cluster, table, Option.empty());
  }

  /** The same divided into about so many token ranges, whatever the nodes estimate. */
  public CassandraScan dividedInto(int ranges) {
    return new CassandraScan(cluster, table, Option.apply(ranges));
  }

  public static StructType schema(GlobalTable table) {
    return schema(table.columns());
  }

  private static StructType schema(List<GlobalTable.Column> columns) {
    return new StructType(
        columns.stream()
            .map(
                column ->
                    new StructField(column.name(), column.type().scanned(), true, Metadata.empty()))
            .toArray(StructField[]::new));
  }

  public Dataset<Row> rows(SparkSession spark) {
    return spark.createDataFrame(scan(spark), schema(table));
  }

  /**
   * The same rows, in partitions of which the order does not change while the ring does not.
   *
   * @param rows in the partitions of {@link #rows}
   */
  public static JavaRDD<Row> inOrder(JavaRDD<Row> rows) {
    return rows.rdd()
        .coalesce(rows.getNumPartitions(), false, Option.apply(new TokenOrder()), null)
        .toJavaRDD();
  }

  /** Their token ranges in that order, those of a partition in one line. */
  public static List<String> ranges(JavaRDD<Row> rows) {
    return TokenOrder.lines(rows.rdd().partitions());
  }

  /** Into how many partitions {@link #rows} come. */
  public int partitions(SparkSession spark) {
    return scan(spark).getNumPartitions();
  }

  /**
   * The same with each row once, wherever it stands: of a table with ends as it stands under the
   * first of them. For tables that stand in the global store alone; their rows hold all columns.
   */
  public Dataset<Row> once(SparkSession spark) {
    Dataset<Row> rows = rows(spark);
    GlobalShape shape = table.shape();
    return shape.ends().isEmpty()
        ? rows
        : rows.filter(
            rows.col(column(new Origin.End()))
                .equalTo(rows.col(column(new Origin.Column(shape.ends().get(0))))));
  }

  private String column(Origin origin) {
    return table.shape().columns().stream()
        .filter(c -> c.origin().equals(origin))
        .map(GlobalShape.GlobalColumn::name)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(table.name() + " has no " + origin));
  }

  /**
   * The rows under certain keys, each found by its key; none where none stands.
   *
   * @param keys in the order of {@link GlobalTable#key}, times in milliseconds and UUIDs in text;
   *     each once
   */
  public Dataset<Row> rows(Dataset<Row> keys) {
    SparkSession spark = keys.sparkSession();
    JavaRDD<Row> found =
        CassandraJavaUtil.javaFunctions(keys.toJavaRDD())
            .joinWithCassandraTable(
                cluster.keyspace().name(),
                table.name(),
                CassandraJavaUtil.someColumns(table.columnNames()),
                CassandraJavaUtil.someColumns(table.key().toArray(String[]::new)),
                new CanonicalRowReader(table.columns()),
                SqlRowWriter.Factory$.MODULE$)
            .withConnector(CassandraConnector.apply(conf(spark)))
            .values();
    return spark.createDataFrame(found, schema(table));
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

  /**
   * When rows were written. Shape: the key's columns as {@link #rows} has them, {@code source_id},
   * and {@value #WRITTEN}, the newest write time of any of a row's values in microseconds, null
   * where it has none.
   */
  public Dataset<Row> writes(SparkSession spark) {
    List<GlobalTable.Column> columns = new ArrayList<>();
    List<ColumnRef> selected = new ArrayList<>();
    for (GlobalTable.Column column : table.columns()) {
      if (table.key().contains(column.name()) || column.name().equals(GlobalTable.SOURCE)) {
        columns.add(column);
        selected.add(CassandraJavaUtil.column(column.name()));
      }
    }
    List<org.apache.spark.sql.Column> times = new ArrayList<>();
    for (GlobalTable.Column column : table.columns()) {
      if (!table.key().contains(column.name())) {
        String time = "_written_" + times.size();
        columns.add(new GlobalTable.Column(time, CqlType.BIGINT));
        selected.add(CassandraJavaUtil.writeTime(column.name()));
        times.add(col(time));
      }
    }
    // It wants two at least; a null never wins.
    times.add(lit(null).cast(DataTypes.LongType));
    List<org.apache.spark.sql.Column> shape = new ArrayList<>();
    table.key().forEach(key -> shape.add(col(key)));
    shape.add(col(GlobalTable.SOURCE));
    shape.add(greatest(times.toArray(org.apache.spark.sql.Column[]::new)).as(WRITTEN));
    return spark
        .createDataFrame(
            open(spark, columns).select(selected.toArray(ColumnRef[]::new)), schema(columns))
        .select(shape.toArray(org.apache.spark.sql.Column[]::new));
  }

  private CassandraJavaRDD<Row> scan(SparkSession spark) {
    return open(spark, table.columns()).select(table.columnNames());
  }

  private CassandraJavaRDD<Row> open(SparkSession spark, List<GlobalTable.Column> columns) {
    SparkConf conf = conf(spark);
    return CassandraJavaUtil.javaFunctions(spark.sparkContext())
        .cassandraTable(cluster.keyspace().name(), table.name(), new CanonicalRowReader(columns))
        .withConnector(CassandraConnector.apply(conf))
        .withReadConf(reading(ReadConf.fromSparkConf(conf)));
  }

  private ReadConf reading(ReadConf told) {
    return told.copy(
        splits.isEmpty() ? told.splitCount() : splits,
        told.splitSizeInMB(),
        told.fetchSizeInRows(),
        told.consistencyLevel(),
        told.taskMetricsEnabled(),
        told.throughputMiBPS(),
        told.readsPerSec(),
        told.parallelismLevel(),
        told.executeAs());
  }

  private SparkConf conf(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    for (Map.Entry<String, String> setting : cluster.sparkConf().entrySet()) {
      conf.set(setting.getKey(), setting.getValue());
    }
    return conf;
  }
}
