package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.json.JsonValue;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.reconcile.SourceCopies.Slice;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowRanges;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.Divided;
import dev.prima.jobs.spark.JsonForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** The rows that the sources, read again, say should stand: one truth per key. */
final class SourceRows {
  private static final long ROWS_PER_SLICE = 250_000;

  /** Columns of copies that are null in all rows of sources. */
  private static final String[] OF_TARGETS = {
    "region_id",
    "shard_id",
    "source_id",
    "strength",
    "interactions",
    "trust",
    "compatibility",
    "secondary",
    "legacy_region"
  };

  private static final JsonForm<Map<String, Long>> FATES =
      new JsonForm<>(JsonValue::ofCounts, JsonValue::asCounts);

  private final SparkSession spark;
  private final Inputs.Sources sources;
  private final Tables tables;
  private final Leniency leniency;
  private final Map<Integer, SourceFile> files = new HashMap<>();
  private final List<Slice> slices;
  private Accounts accounts = new Accounts(0, 0, 0, 0);

  /**
   * What became of rows of the sources.
   *
   * @param counted by SQLite, when the snapshots were looked at
   * @param standing rows that should stand, each the best copy of its key
   * @param further copies of rows of which another one stands for all: equal to it, or superseded
   * @param rejected that no target can hold
   */
  record Accounts(long counted, long standing, long further, long rejected) {}

  SourceRows(SparkSession spark, Inputs.Sources sources, Tables tables, Leniency leniency) {
    this.leniency = leniency;
    this.spark = spark;
    this.sources = sources;
    this.tables = tables;
    sources.files().forEach(file -> files.put(file.index(), file));
    slices = slices();
  }

  /**
   * All values of rows that were read, in {@value dev.prima.jobs.resolve.StandingRows#ROW}.
   *
   * @param rows of {@link #winners}, whatever else they have by now
   */
  Dataset<Row> withValues(Dataset<Row> rows) {
    return SourceValues.added(spark, rows, slices, tables);
  }

  /**
   * Shape: {@link dev.prima.jobs.resolve.Copies} without what only rows of targets have, with
   * {@code id}, {@code key}, {@code hash}, and the columns of a {@link Side} but for the place.
   * Runs a job.
   */
  Dataset<Row> winners(Kept kept) {
    Divided copied = SourceCopies.of(spark, slices, leniency);
    Dataset<Row> read = kept.keep("sources", copied.with(copied.rows().drop(OF_TARGETS)));
    Column made = tables.rowsOf(t -> t.key().made());
    List<IdentityCounts> counts =
        kept.answer(
            "identities", () -> IdentityCounts.of(read, counted()), IdentityCounts.FORM.list());
    Set<Integer> rivals = rivals(counts);
    Dataset<Row> copies = read.filter(not(col(SourceCopies.REJECTED)));
    Dataset<Row> winners = Resolver.unrivalled(copies, made);
    long standing = alone(counts, rivals);
    long further = 0;
    if (!rivals.isEmpty()) {
      Column rival = col("_table").isin(rivals.toArray());
      Dataset<Row> resolved =
          kept.keep(
              Resolver.resolve(copies.filter(rival), made)
                  .withColumn("legacy_id", coalesce(col("oldest_id"), col("legacy_id"))));
      Dataset<Row> best = resolved.filter(col("fate").equalTo(Resolver.LOADED));
      winners = winners.filter(not(rival)).unionByName(best.select(columns(winners)));
      Map<String, Long> fates = kept.answer("fates", () -> fates(resolved), FATES);
      standing += fates.getOrDefault(Resolver.LOADED, 0L);
      further =
          fates.getOrDefault(Resolver.DUPLICATE, 0L) + fates.getOrDefault(Resolver.SUPERSEDED, 0L);
    }
    long rejected = counts.stream().mapToLong(IdentityCounts::rejected).sum();
    accounts = new Accounts(counted(), standing, further, rejected);
    return winners
        .withColumn("key", key(tables))
        .withColumn("hash", coalesce(col(SourceCopies.COMPARED), col("_hash")))
        .withColumn("own", lit(true));
  }

  /** Tables with copies; most have every row once, and to order copies takes two sorts. */
  private static Set<Integer> rivals(List<IdentityCounts> counts) {
    return counts.stream()
        .filter(c -> c.taken() > c.identities())
        .map(IdentityCounts::table)
        .collect(Collectors.toSet());
  }

  /** Rows of tables without copies. */
  private static long alone(List<IdentityCounts> counts, Set<Integer> rivals) {
    return counts.stream()
        .filter(c -> !rivals.contains(c.table()))
        .mapToLong(IdentityCounts::identities)
        .sum();
  }

  private static Map<String, Long> fates(Dataset<Row> resolved) {
    return resolved.groupBy("fate").count().collectAsList().stream()
        .collect(Collectors.toMap(r -> r.getString(0), r -> r.getLong(1)));
  }

  /** Rows of the tables that are read, as SQLite counts them. */
  private long counted() {
    return counted(p -> tables.find(p.stagedTarget().name()).isPresent());
  }

  /** About how many rows of a table come of the sources, those that are derived included. */
  long expected(Numbered table) {
    String name = table.table().name();
    long read = counted(name);
    return name.equals(DerivedConnections.TABLE) ? read + counted(DerivedCheck.MESSAGES) : read;
  }

  private long counted(String table) {
    return counted(p -> p.stagedTarget().name().equals(table));
  }

  private long counted(Predicate<PlannedTable> which) {
    return sources.planned().stream()
        .filter(which)
        .mapToLong(p -> snapshot(file(p.fileIndex()), p).rows())
        .sum();
  }

  /** What {@link #winners} found. */
  Accounts accounts() {
    return accounts;
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(c -> col(c)).toArray(Column[]::new);
  }

  /**
   * By which a row is found on both sides, of {@code id} and {@code k}; the latter tells rows apart
   * that have no key.
   */
  static Column key(Tables tables) {
    Column number = col("k").cast(DataTypes.StringType).cast(DataTypes.BinaryType);
    return when(tables.rowsOf(Tables::keyless), concat(col("id"), number)).otherwise(col("id"));
  }

  /** The same of rows of which every node has a copy; needs {@code node}. */
  static Column onNode(Tables tables, Column key) {
    return when(
            tables.rowsOf(TargetTable::everywhere),
            concat(key, col("node").cast(DataTypes.BinaryType)))
        .otherwise(key);
  }

  private List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    for (PlannedTable planned : sources.planned()) {
      Optional<Numbered> table = tables.find(planned.stagedTarget().name());
      SourceFile file = file(planned.fileIndex());
      if (table.isPresent()) {
        for (RowRange range : ranges(file, planned)) {
          slices.add(
              new Slice(
                  slices.size(),
                  table.get().number(),
                  file,
                  planned.sourceTable(),
                  planned.claim(),
                  planned.stagedTarget(),
                  range));
        }
      }
    }
    return slices;
  }

  private static List<RowRange> ranges(SourceFile file, PlannedTable planned) {
    SnapshotTable table = snapshot(file, planned);
    return table.rows() == 0 ? List.of() : RowRanges.divide(file, table, ROWS_PER_SLICE);
  }

  private static SnapshotTable snapshot(SourceFile file, PlannedTable planned) {
    String name = planned.sourceTable().name();
    return file.tables().stream()
        .filter(t -> t.table().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No table " + name + " in " + file.path()));
  }

  private SourceFile file(int index) {
    SourceFile file = files.get(index);
    if (file == null) {
      throw new IllegalArgumentException("No source file " + index);
    }
    return file;
  }
}
