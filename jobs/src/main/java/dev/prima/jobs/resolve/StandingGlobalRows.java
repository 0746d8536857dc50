package dev.prima.jobs.resolve;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.GlobalTable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that stand in Cassandra alone as {@link Copies}; of a row under two ends, the first
 * end's.
 */
final class StandingGlobalRows {
  private StandingGlobalRows() {}

  /**
   * @param choice null for all rows
   */
  static Dataset<Row> of(
      SparkSession spark,
      CassandraCluster cluster,
      Standing.Numbered numbered,
      @Nullable StandingChoice choice) {
    TargetTable table = numbered.table();
    GlobalTable global = GlobalTable.of(table);
    Dataset<Row> rows = CassandraScan.of(cluster, global).once(spark);
    StructType schema = rows.schema();
    JavaRDD<Row> copies = rows.toJavaRDD().mapPartitions(found -> copies(found, numbered, schema));
    return spark.createDataFrame(
        choice == null ? copies : copies.filter(row -> choice.takes(known(row))), Copies.SCHEMA);
  }

  private static CopyShape.Known known(Row copy) {
    // Rows of tasks have no schema.
    return new CopyShape.Known(
        copy.getInt(Copies.SCHEMA.fieldIndex("_table")),
        copy.getAs(Copies.SCHEMA.fieldIndex("_identity")),
        copy.getString(Copies.SCHEMA.fieldIndex("end1")),
        copy.getString(Copies.SCHEMA.fieldIndex("end2")));
  }

  private static Iterator<Row> copies(
      Iterator<Row> found, Standing.Numbered numbered, StructType schema) {
    TargetTable table = numbered.table();
    CopyShape shape = new CopyShape(table, numbered.number());
    GlobalRowValues values =
        new GlobalRowValues(table, table.stores().global().orElseThrow(), schema);
    int source = schema.fieldIndex(GlobalTable.SOURCE);
    return new Iterator<Row>() {
      @Override
      public boolean hasNext() {
        return found.hasNext();
      }

      @Override
      public Row next() {
        Row row = found.next();
        @Nullable Integer sourceId = row.isNullAt(source) ? null : row.getInt(source);
        return shape.ofTarget(values.at(row), new CopyShape.Place(null, null, sourceId));
      }
    };
  }
}
