package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.ReconciliationReport.Check;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Rules on rows between two agents. */
final class EndChecks {
  private static final String ENDS_EXIST = "ends-exist";
  private static final String CROSSING = "crossing-under-both-ends";

  private final Reading reading;
  private final Tables tables;

  EndChecks(Reading reading) {
    this.reading = reading;
    tables = reading.tables();
  }

  /**
   * No connection stands one of whose ends the sources know but no node has. An end that no source
   * knows is allowed: rows of unknown agents load all the same.
   */
  Check endsExist() {
    int agents = tables.entity().number();
    Dataset<Row> standing = reading.standing(Store.POSTGRES).rows();
    Dataset<Row> known = reading.winners().filter(col("_table").equalTo(agents)).select("end1");
    Dataset<Row> there = standing.filter(col("_table").equalTo(agents)).select("end1");
    Dataset<Row> lost = known.except(there);
    if (lost.isEmpty()) {
      long connecting =
          reading.standing(Store.POSTGRES).rows(g -> connects(tables.table(g.table())));
      return new Check(ENDS_EXIST, connecting, 0);
    }
    return Checks.check(
        ENDS_EXIST,
        standing
            .filter(tables.rowsOf(EndChecks::connects))
            .select("end1", "end2")
            .join(
                broadcast(lost.select(col("end1").as("lost1"))),
                col("end1").equalTo(col("lost1")),
                "left_outer")
            .join(
                broadcast(lost.select(col("end1").as("lost2"))),
                col("end2").equalTo(col("lost2")),
                "left_outer")
            .select(col("lost1").isNotNull().or(col("lost2").isNotNull()).as("violated")));
  }

  /** Whether the rows of a table join two entities for longer than an exchange. */
  private static boolean connects(TargetTable table) {
    return table.edges() != null && table.edges(Edges.Exchange.class) == null;
  }

  /**
   * What crosses regions stands in Cassandra under both its ends, and nothing else does. Of rows
   * that are not compared with a source: of those that are, each end that lacks is missing and each
   * that is too many is unexpected already.
   */
  Check crossingUnderBothEnds() {
    if (uncompared(Store.POSTGRES) + uncompared(Store.CASSANDRA) == 0) {
      return new Check(CROSSING, 0, 0);
    }
    Column uncompared =
        tables
            .rowsOfGlobal(GlobalShape::crossingOnly)
            .and(col("derived").or(col("own").equalTo(false)));
    Dataset<Row> due =
        GlobalExpected.of(
                reading
                    .standing(Store.POSTGRES)
                    .rows()
                    .filter(uncompared)
                    .withColumn("id", col("key"))
                    .withColumn("_global", lit(null).cast(DataTypes.BinaryType)),
                tables,
                reading.directory())
            .select(col("_table").as("d_table"), col("key").as("d_key"));
    Dataset<Row> there =
        reading.standing(Store.CASSANDRA).rows().filter(uncompared).select("_table", "key");
    Row rows = sums(due, "d_table", "d_key");
    if (rows.equals(sums(there, "_table", "key"))) {
      return new Check(CROSSING, rows.getLong(0), 0);
    }
    return Checks.check(
        CROSSING,
        due.join(
                there,
                col("_table").equalTo(col("d_table")).and(col("key").equalTo(col("d_key"))),
                "full_outer")
            .select(col("key").isNull().or(col("d_key").isNull()).as("violated")));
  }

  /** The fingerprint of rows: to hold each against the other they would have to be sorted. */
  private static Row sums(Dataset<Row> rows, String table, String key) {
    return rows.agg(
            count(lit(1)), sum(xxhash64(col(table), col(key))), sum(xxhash64(col(key), col(table))))
        .first();
  }

  /** How many rows there are whose crossing nothing else has looked at. */
  private long uncompared(Store store) {
    return reading
        .standing(store)
        .rows(
            g ->
                (g.derived() || !g.own())
                    && tables
                        .table(g.table())
                        .stores()
                        .global()
                        .filter(GlobalShape::crossingOnly)
                        .isPresent());
  }
}
