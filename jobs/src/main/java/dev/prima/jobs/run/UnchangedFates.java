package dev.prima.jobs.run;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.prima.jobs.resolve.ChangedCopies;
import dev.prima.jobs.resolve.ChangedRows;
import dev.prima.jobs.run.TakenUp.Unchanged;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How many copies changed, and the fates of those that are as they were when an earlier run took
 * them up: what had lost has lost again, all else is a duplicate of what stands. Each is counted,
 * in one scan.
 *
 * @param taken how many copies of rows that changed are in which part, by the number of the table
 * @param unchanged the others, by its name
 */
record UnchangedFates(Map<Integer, Map<Long, Long>> taken, Map<String, Unchanged> unchanged) {
  private static final double MOST = 0.5;
  private static final String CHANGED = "changed";
  private static final String LOST = "lost";
  private static final List<String> NAME = List.of("_table", "_source", "row", "hash");

  UnchangedFates {
    taken = Map.copyOf(taken);
    unchanged = Map.copyOf(unchanged);
  }

  /**
   * Counts.
   *
   * @param copies of all rows, shape {@link dev.prima.jobs.resolve.Copies}
   * @param changed rows, see {@link ChangedRows}
   * @param losers shape {@link LosersRegister}: others that lost when they were taken up
   */
  static UnchangedFates of(
      RunState state, Dataset<Row> copies, Dataset<Row> changed, Dataset<Row> losers) {
    Map<Integer, Map<Long, Long>> taken = new HashMap<>();
    Map<Integer, Unchanged> others = new HashMap<>();
    Map<Integer, Long> registered = registered(losers);
    if (registered.isEmpty() && changed.count() <= ChangedCopies.MOST) {
      for (ChangedCopies part : ChangedCopies.of(state.spark(), extracted(state), changed)) {
        add(taken, part.table(), part.part(), part.changed());
        others.merge(part.table(), new Unchanged(part.others(), 0), UnchangedFates::added);
      }
    } else {
      for (Row row : counted(copies, changed, losers).collectAsList()) {
        int table = row.getInt(0);
        if (CHANGED.equals(row.getString(1))) {
          add(taken, table, row.getLong(2), row.getLong(3));
        } else {
          others.merge(table, new Unchanged(row.getLong(3), row.getLong(4)), UnchangedFates::added);
        }
      }
    }
    Map<String, Unchanged> unchanged = new TreeMap<>();
    for (String table : state.tableNames()) {
      unchanged.put(table, others.getOrDefault(state.number(table), Unchanged.NONE));
    }
    UnchangedFates fates = new UnchangedFates(taken, unchanged);
    if (!fates.mostChanged()) {
      fates.require(state, registered);
    }
    return fates;
  }

  private static void add(Map<Integer, Map<Long, Long>> taken, int table, long part, long copies) {
    if (copies > 0) {
      taken.computeIfAbsent(table, t -> new HashMap<>()).put(part, copies);
    }
  }

  private static Map<Integer, List<StagedPart>> extracted(RunState state) {
    return state.tableNames().stream().collect(toMap(state::number, state::extracted));
  }

  /** Every loser that is registered must be there. */
  private void require(RunState state, Map<Integer, Long> registered) {
    for (String table : state.tableNames()) {
      Unchanged mine = unchanged.getOrDefault(table, Unchanged.NONE);
      long lost = registered.getOrDefault(state.number(table), 0L);
      if (mine.superseded() != lost) {
        throw new IllegalStateException(
            table
                + ": "
                + lost
                + " rows had lost, and "
                + mine.superseded()
                + " of them are there");
      }
    }
  }

  private static Unchanged added(Unchanged a, Unchanged b) {
    return new Unchanged(a.duplicates() + b.duplicates(), a.superseded() + b.superseded());
  }

  /** Copies of rows that changed. */
  long changed() {
    return taken.values().stream()
        .flatMap(parts -> parts.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Whether so many changed that it costs more to tell them apart than to take up all. */
  boolean mostChanged() {
    return changed() > all() * MOST;
  }

  private long all() {
    return changed() + unchanged.values().stream().mapToLong(Unchanged::rows).sum();
  }

  private static Map<Integer, Long> registered(Dataset<Row> losers) {
    Map<Integer, Long> registered = new HashMap<>();
    losers
        .groupBy("_table")
        .agg(sum("rows"))
        .collectAsList()
        .forEach(r -> registered.put(r.getInt(0), r.getLong(1)));
    return registered;
  }

  /**
   * {@code _table}, what copies are, the part of those of rows that changed, and how many are
   * duplicates and superseded. Only those that may be of a loser are told apart, all others are
   * counted in a heap.
   */
  private static Dataset<Row> counted(
      Dataset<Row> copies, Dataset<Row> changed, Dataset<Row> losers) {
    Dataset<Row> marks =
        changed
            .withColumn("mark", lit(CHANGED))
            .unionByName(
                losers
                    .select(col("_table"), col("row").as(ChangedRows.ROW))
                    .distinct()
                    .withColumn("mark", lit(LOST)));
    Column named = col("mark").equalTo(LOST);
    Column superseded = least(col("rows"), coalesce(col("lost"), lit(0L)));
    return ChangedRows.marked(copies, marks)
        .groupBy(
            col("_table"),
            col("mark"),
            partOfChanged(),
            when(named, col("_source")).as("_source"),
            when(named, col(ChangedRows.ROW)).as("row"),
            when(named, col("_hash")).as("hash"))
        .agg(count(lit(1)).as("rows"))
        .join(losers.withColumnRenamed("rows", "lost"), asScala(NAME), "left")
        .groupBy("_table", "mark", "part")
        .agg(sum(col("rows").minus(superseded)).as("duplicates"), sum(superseded).as("superseded"));
  }

  private static Column partOfChanged() {
    return when(col("mark").equalTo(CHANGED), col(StagingSchema.PART)).as("part");
  }

  private static Seq<String> asScala(List<String> names) {
    return CollectionConverters.asScala(names).toSeq();
  }
}
