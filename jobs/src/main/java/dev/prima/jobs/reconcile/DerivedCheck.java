package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.DerivedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Connections that no source holds, made again from the messages that stand: of each pair of known
 * agents between whom messages of deriving profiles went, unless the pair has a connection of its
 * own.
 *
 * @see "LEGACY.md, Profile unified"
 */
final class DerivedCheck {
  static final String MESSAGES = "messages";

  private static final String NAME = "derived-connections";

  private static final int IDENTITY = 3;
  private static final int HASH = 4;
  private static final StructType MADE =
      new StructType()
          .add("m_key", DataTypes.BinaryType, false)
          .add("m_hash", DataTypes.BinaryType, false);

  private final TargetTable connections;
  private final Directory directory;
  private final Set<Integer> derivingSources;

  DerivedCheck(TargetTable connections, Directory directory, Inputs inputs) {
    this.connections = connections;
    this.directory = directory;
    Set<String> profiles = inputs.lineage().derivingProfiles();
    derivingSources =
        inputs.stores().nodes().get(0).call("read the sources", c -> sources(c, profiles));
  }

  private static Set<Integer> sources(Connection connection, Set<String> profiles)
      throws SQLException {
    Set<Integer> ids = new HashSet<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery("SELECT source_id, profiles FROM prima.migration_sources")) {
      while (row.next()) {
        if (!Collections.disjoint(Arrays.asList(row.getString(2).split(",", -1)), profiles)) {
          ids.add(row.getInt(1));
        }
      }
    }
    return ids;
  }

  /**
   * @param messages and
   * @param standing connections that stand in PostgreSQL, as {@link PostgresRows} gives them
   */
  Check of(Side messages, Side standing) {
    if (derivingSources.isEmpty()) {
      // None should stand then.
      long derived = standing.rows(Side.Group::derived);
      return new Check(NAME, derived, derived);
    }
    Dataset<Row> made = made(messages.rows());
    Dataset<Row> rows = standing.rows();
    return Checks.check(
        NAME,
        made.join(rows, made.col("m_key").equalTo(rows.col("key")), "full_outer")
            .filter(col("key").isNull().or(col("derived")))
            .withColumn("violated", not(coalesce(col("m_hash").equalTo(col("hash")), lit(false)))));
  }

  private Dataset<Row> made(Dataset<Row> messages) {
    Column from = col("end1");
    Column to = col("end2");
    Dataset<Row> pairs =
        messages
            .filter(col("source_id").isin(derivingSources.toArray()))
            .filter(from.isNotNull().and(to.isNotNull()).and(from.notEqual(to)))
            .filter(DerivedConnections.hasOldId(col("key"), col("legacy_id")))
            .select(
                least(from, to).as("a"),
                greatest(from, to).as("b"),
                when(col("_time").notEqual(Long.MIN_VALUE), col("_time")).as("at"))
            .groupBy("a", "b")
            .agg(count(lit(1)).as("n"), min("at").as("first"), max("at").as("last"))
            .filter(directory.place(col("a")).isNotNull())
            .filter(directory.place(col("b")).isNotNull())
            .select(col("a"), col("b"), col("n"), col("first"), col("last"), lit(0L).as("part"));
    SparkSession spark = messages.sparkSession();
    TargetTable table = connections;
    return spark.createDataFrame(
        pairs.toJavaRDD().mapPartitions(p -> keysAndHashes(DerivedRows.of(table, p, 0))), MADE);
  }

  private static Iterator<Row> keysAndHashes(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        return RowFactory.create(row.get(IDENTITY), row.get(HASH));
      }
    };
  }
}
