package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.config.SourceConfig.Deletes;
import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.load.postgres.Deletion;
import dev.prima.jobs.load.postgres.Deletion.Gone;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.Departed;
import dev.prima.jobs.resolve.KeyFilter;
import dev.prima.jobs.resolve.Pace;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.resolve.StandingRows.Manner;
import dev.prima.jobs.resolve.StandingRows.Moment;
import dev.prima.jobs.staging.PartManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that an earlier run brought and that their file, which is named again and has changed since,
 * no longer holds: a row of the target whose source is an earlier content of a file of this run,
 * and of which no file of this run has a copy.
 *
 * <p>Told of tables with a key that the file still has, and of which none of its rows was rejected:
 * what was rejected may be the row that is missed. Found once, from what stood before the load, and
 * kept beside the staging. Where they are propagated, all that comes after takes them for gone.
 */
final class DeletedRows {
  /** What one transaction takes. */
  private static final long ROWS_PER_UNIT = 20_000;

  private static final StructType ORIGINS =
      new StructType()
          .add("table_number", DataTypes.IntegerType, false)
          .add("origin", DataTypes.IntegerType, false);

  private DeletedRows() {}

  /** Finds them, once it is known what stands; overwrites. */
  static void find(RunState state) {
    delete(state);
    if (!state.readsTargets() || !state.standing().any()) {
      return;
    }
    List<Row> origins = origins(state);
    if (origins.isEmpty()) {
      return;
    }
    state.spark().sparkContext().setJobDescription("find rows that sources no longer hold");
    Dataset<Row> known = state.spark().createDataFrame(origins, ORIGINS);
    Dataset<Row> candidates =
        state
            .standing()
            .read()
            .filter("not derived")
            .join(
                broadcast(known),
                col("_table")
                    .equalTo(col("table_number"))
                    .and(col("source_id").equalTo(col("origin"))),
                "left_semi");
    Set<String> names = new LinkedHashSet<>();
    for (Row origin : origins) {
      names.add(name(state, origin.getInt(0)));
    }
    Object[] made =
        names.stream().filter(n -> state.staged(n).key().made()).map(state::number).toArray();
    Departed.among(candidates, state.copies(names.stream()), col("_table").isin(made))
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy("_table")
        .parquet(folder(state));
    if (propagates(state) && any(state)) {
      state.standing().leaveOut(read(state));
    }
  }

  /** Tables by number, each with earlier sources of which it may miss rows. */
  private static List<Row> origins(RunState state) {
    Map<Integer, Integer> earlier =
        SourceIds.ofEarlier(
            state.destinations().home(),
            state.files().stream()
                .map(f -> new SourceIds.SourceFile(f.path(), f.sha256(), List.of()))
                .toList());
    Set<Row> origins = new LinkedHashSet<>();
    for (PlannedTable table : state.tables().planned()) {
      String name = table.stagedTarget().name();
      if (!table.stagedTarget().key().columns().isEmpty()
          && rejected(state, name, table.fileIndex()) == 0) {
        earlier.forEach(
            (id, file) -> {
              if (file == table.fileIndex()) {
                origins.add(RowFactory.create(state.number(name), id));
              }
            });
      }
    }
    return new ArrayList<>(origins);
  }

  private static long rejected(RunState state, String table, int file) {
    return state.manifests(table).stream()
        .filter(m -> m.source() == file)
        .mapToLong(PartManifest::rejects)
        .sum();
  }

  private static String name(RunState state, int number) {
    return state.tables().planned().stream()
        .map(t -> t.stagedTarget().name())
        .filter(n -> state.number(n) == number)
        .findFirst()
        .orElseThrow();
  }

  /** Whether this run takes them out of the stores. */
  static boolean propagates(RunState state) {
    return state.context().config().source().deletes() == Deletes.PROPAGATE;
  }

  private static String folder(RunState state) {
    return state.stagingFolder("deleted", "rows");
  }

  private static void delete(RunState state) {
    Path folder = new Path(folder(state));
    try {
      folder.getFileSystem(state.layout().configuration()).delete(folder, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there are any. */
  static boolean any(RunState state) {
    Path folder = new Path(folder(state));
    try {
      FileSystem files = folder.getFileSystem(state.layout().configuration());
      if (!files.exists(folder)) {
        return false;
      }
      for (var file : files.listStatus(folder)) {
        if (file.isDirectory()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shape {@link Copies}. */
  private static Dataset<Row> read(RunState state) {
    return any(state)
        ? state.spark().read().schema(Copies.SCHEMA).parquet(folder(state))
        : state.spark().createDataFrame(List.of(), Copies.SCHEMA);
  }

  /** How many there are, by table. */
  static Map<String, Long> counts(RunState state) {
    if (!any(state)) {
      return Map.of();
    }
    state.spark().sparkContext().setJobDescription("count rows that sources no longer hold");
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : read(state).groupBy("_table").count().collectAsList()) {
      counts.put(name(state, row.getInt(0)), row.getLong(1));
    }
    return counts;
  }

  /** A sentence for each table of which there are any. */
  static List<String> told(RunState state, List<TableReport> tables) {
    boolean dry = state.context().dryRun();
    String fate =
        propagates(state)
            ? (dry ? "would be taken out" : "were taken out")
            : (dry ? "would stay" : "stay") + ", for source.deletes is report";
    return tables.stream()
        .filter(t -> t.deletes().found() > 0)
        .map(
            t ->
                t.table()
                    + ": rows that stand in the targets and that their sources no longer hold "
                    + fate
                    + ": "
                    + t.deletes().found())
        .toList();
  }

  /** Tables of which rows are taken out of the stores. */
  static List<TargetTable> propagated(RunState state) {
    return propagates(state)
        ? counts(state).keySet().stream().map(state::target).toList()
        : List.of();
  }

  /** {@code agent_id} of agents who are taken out. */
  static Dataset<Row> agents(RunState state) {
    Dataset<Row> all =
        propagates(state) ? read(state) : state.spark().createDataFrame(List.of(), Copies.SCHEMA);
    return all.filter(col("_table").equalTo(state.number(Agents.table(state).name())))
        .select(col("end1").as("agent_id"))
        .distinct();
  }

  /** {@code _identity} of those of one table. */
  static Dataset<Row> identities(RunState state, TargetTable table) {
    return read(state)
        .filter(col("_table").equalTo(state.number(table.name())))
        .select("_identity");
  }

  /**
   * Takes them away from the nodes, where they are propagated. Returns how often transactions were
   * tried again, by node.
   */
  static Map<String, Integer> carryOut(RunState state) {
    List<Numbered> tables =
        propagated(state).stream()
            .filter(t -> t.stores().postgres().isPresent())
            .map(t -> new Numbered(t, state.number(t.name())))
            .toList();
    if (tables.isEmpty()) {
      return Map.of();
    }
    Dataset<Row> gone = read(state);
    long units = (gone.count() + ROWS_PER_UNIT - 1) / ROWS_PER_UNIT;
    Broadcast<KeyFilter> identities = KeyFilter.of(gone.select("_identity"));
    state.spark().sparkContext().setJobDescription("take away what sources no longer hold");
    List<PostgresNode> nodes = state.destinations().nodes();
    Map<Integer, TargetTable> byNumber = new HashMap<>();
    tables.forEach(t -> byNumber.put(t.number(), t.table()));
    Map<Integer, Deletion> deletions = new HashMap<>();
    tables.forEach(
        t ->
            deletions.put(
                t.number(), new Deletion(PostgresStep.target(state, t.table(), Set.of()))));
    Dataset<Row> standing =
        StandingRows.withValues(
            state.spark(),
            nodes.stream().map(n -> new Moment(n, null)).toList(),
            tables,
            new Manner(Pace.UNLIMITED, Leniency.NONE),
            identities);
    StructType shape =
        new StructType()
            .add("node", DataTypes.StringType, false)
            .add("_table", DataTypes.IntegerType, false)
            .add("_identity", DataTypes.BinaryType, false)
            .add("_hash", DataTypes.BinaryType, false)
            .add("source_id", DataTypes.IntegerType, false)
            .add("key", DataTypes.BinaryType, false);
    Dataset<Row> keys =
        state
            .spark()
            .createDataFrame(
                Departed.only(standing, gone)
                    .select("node", "_table", "_identity", "_hash", "source_id", StandingRows.ROW)
                    .toJavaRDD()
                    .map(row -> keyed(byNumber, row)),
                shape);
    return keys
        .withColumn("unit", pmod(xxhash64(col("_identity")), lit(units)))
        .repartition(
            state.context().config().load().connectionsPerNode(),
            col("node"),
            col("_table"),
            col("unit"))
        .sortWithinPartitions("node", "_table", "unit", "_identity")
        .toJavaRDD()
        .mapPartitions(rows -> new Units(nodes, deletions).carryOut(rows).entrySet().iterator())
        .collect()
        .stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  private static Row keyed(Map<Integer, TargetTable> tables, Row row) {
    TargetTable table = tables.get(row.getInt(1));
    if (table == null) {
      throw new IllegalStateException("No table " + row.getInt(1));
    }
    HeldRow whole = new HeldRow(table.columns().size(), row.<byte[]>getAs(5));
    return RowFactory.create(
        row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), Deletion.key(table, whole));
  }

  /** Collects the rows of one unit after the other. */
  private record Units(List<PostgresNode> nodes, Map<Integer, Deletion> deletions) {
    Map<String, Integer> carryOut(Iterator<Row> rows) {
      Map<String, Integer> retried = new TreeMap<>();
      List<Gone> unit = new ArrayList<>();
      Row previous = null;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (previous != null && !sameUnit(previous, row)) {
          carryOut(previous, unit, retried);
          unit.clear();
        }
        unit.add(new Gone(row.getAs(5), row.getAs(2), row.getAs(3), row.getInt(4)));
        previous = row;
      }
      if (previous != null) {
        carryOut(previous, unit, retried);
      }
      return retried;
    }

    private static boolean sameUnit(Row a, Row b) {
      return a.getString(0).equals(b.getString(0))
          && a.getInt(1) == b.getInt(1)
          && a.getLong(6) == b.getLong(6);
    }

    private void carryOut(Row of, List<Gone> rows, Map<String, Integer> retried) {
      PostgresNode node =
          nodes.stream().filter(n -> n.name().equals(of.getString(0))).findFirst().orElseThrow();
      Deletion deletion = deletions.get(of.getInt(1));
      if (deletion == null) {
        throw new IllegalStateException("No table " + of.getInt(1));
      }
      deletion
          .carryOut(node, of.getLong(6), List.copyOf(rows))
          .forEach((name, times) -> retried.merge(name, times, Integer::sum));
    }
  }
}
