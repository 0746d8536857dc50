package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.jobs.resolve.Standing.Numbered;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the rows of a store that are not as they should be, counts them, and lists them if asked
 * to. All but counts and the lines that are being written stays on the executors.
 */
final class Differences {
  /** Rows whose values differ, but by no more than they may; they count as matched. */
  static final String WITHIN = "within tolerance";

  private static final String MATCHED = "matched";
  private static final String MISMATCHED = "mismatched";
  private static final StructType TOLD =
      new StructType()
          .add("_table", DataTypes.IntegerType, false)
          .add("key", DataTypes.BinaryType, false)
          .add("line", DataTypes.StringType, true);

  private final Reading reading;
  private final Depth depth;
  private final Kept kept;
  private final DiscrepancyFile file;

  Differences(Reading reading, Depth depth, Kept kept, DiscrepancyFile file) {
    this.reading = reading;
    this.depth = depth;
    this.kept = kept;
    this.file = file;
  }

  /**
   * Rows of tables by number, and by what is the matter with them; {@value #WITHIN} and {@link
   * Comparison#GONE} beside.
   */
  Map<Integer, Map<String, Long>> kinds(
      Store store, List<Numbered> tables, Side sources, Side target) {
    Column these = among(tables);
    Dataset<Row> expected = sources.rows().filter(these);
    Dataset<Row> actual = target.rows().filter(these);
    Map<Integer, Map<String, Long>> kinds = new HashMap<>();
    if (Strangers.mayPrevail(sources.total(), target.rows(g -> !g.own()))) {
      Strangers strangers = Strangers.to(expected);
      count(strangers.among(actual), kinds);
      actual = strangers.without(actual);
    }
    KeyRanges ranges = KeyRanges.narrowed(expected, actual);
    Dataset<Row> judged = kept.keep(Comparison.judged(ranges.expected(), ranges.actual()));
    ranges.matched().forEach((table, rows) -> add(kinds, table, MATCHED, rows));
    Column gone = col("e_hash").isNull().and(col("a_gone"));
    for (Row row :
        judged.groupBy(col("_table"), col("kind"), gone.as("gone")).count().collectAsList()) {
      add(kinds, row.getInt(0), row.getString(1), row.getLong(3));
      if (!row.isNullAt(2) && row.getBoolean(2)) {
        add(kinds, row.getInt(0), Comparison.GONE, row.getLong(3));
      }
    }
    List<Numbered> looked = tables.stream().filter(t -> depth.looksAtRows(t.table())).toList();
    if (!looked.isEmpty()) {
      look(store, judged.filter(among(looked)), kinds);
    }
    return kinds;
  }

  /** Counts rows of other sources. */
  private static void count(Dataset<Row> strangers, Map<Integer, Map<String, Long>> kinds) {
    Column gone = coalesce(col("gone"), lit(false)).as("gone");
    for (Row row : strangers.groupBy(col("_table"), gone).count().collectAsList()) {
      add(kinds, row.getInt(0), Comparison.OTHER, row.getLong(2));
      if (row.getBoolean(1)) {
        add(kinds, row.getInt(0), Comparison.GONE, row.getLong(2));
      }
    }
  }

  private static Column among(List<Numbered> tables) {
    return col("_table").isin(tables.stream().map(Numbered::number).toArray());
  }

  private static void add(
      Map<Integer, Map<String, Long>> kinds, int table, String kind, long rows) {
    kinds.computeIfAbsent(table, t -> new HashMap<>()).merge(kind, rows, Long::sum);
  }

  private void look(Store store, Dataset<Row> judged, Map<Integer, Map<String, Long>> kinds) {
    Dataset<Row> told = kept.keep(told(store, faulty(store, judged)));
    for (Row row : told.filter("line IS NULL").groupBy("_table").count().collectAsList()) {
      add(kinds, row.getInt(0), MISMATCHED, -row.getLong(1));
      add(kinds, row.getInt(0), MATCHED, row.getLong(1));
      add(kinds, row.getInt(0), WITHIN, row.getLong(1));
    }
    if (depth.level() == Level.ROW) {
      file.append(told.filter("line IS NOT NULL"));
    }
  }

  /** Those rows with all values of both sides: {@code row} of the source's, {@code a_row}. */
  private Dataset<Row> faulty(Store store, Dataset<Row> judged) {
    JudgedRows rows = new JudgedRows(reading, store);
    Dataset<Row> faulty = JudgedRows.placed(JudgedRows.faulty(judged));
    Dataset<Row> both = rows.withExpected(faulty, col("kind").isin("missing", MISMATCHED));
    Dataset<Row> standing =
        rows.standing(faulty.filter(col("a_key").isNotNull()))
            // Of rows that are the same in all this, one speaks for all.
            .dropDuplicates("s_table", "s_key", "s_hash", "s_node", "s_region", "s_shard");
    return both.join(standing, JudgedRows.same(), "left_outer");
  }

  private Dataset<Row> told(Store store, Dataset<Row> faulty) {
    RowTellers tellers =
        new RowTellers(
            reading.tables().all(), store, depth.leniency(), depth.listing().showValues());
    return faulty
        .sparkSession()
        .createDataFrame(faulty.toJavaRDD().mapPartitions(tellers::told), TOLD);
  }
}
