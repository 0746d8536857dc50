package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.prima.core.config.SourceConfig.Deletes;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.Departed;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an earlier run brought and that their file, which is named again and has changed since,
 * no longer holds: a row of the target whose source is an earlier content of a file of this run,
 * and of which no file of this run has a copy.
 *
 * <p>Told of tables with a key that the file still has, and of which no row was rejected: what was
 * rejected may be the row that is missed. Of a table that several files share, that holds for all
 * of them, and none may have been left out or damaged. Found once, from what stood before the load,
 * and kept beside the staging. Where they are propagated, all that comes after takes them for gone.
 */
final class DeletedRows {
  private static final StructType ORIGINS =
      new StructType()
          .add("table_number", DataTypes.IntegerType, false)
          .add("origin", DataTypes.IntegerType, false);

  private DeletedRows() {}

  /**
   * Finds them, once it is known what stands; overwrites.
   *
   * @param changes null where all rows are taken up; else only what changed can have gone
   */
  static void find(RunState state, @Nullable Changes changes) {
    state.deleteStaged(folder(state));
    state.found().forget();
    if (!state.readsTargets() || !state.standing().any()) {
      return;
    }
    List<Row> origins = origins(state);
    if (origins.isEmpty()) {
      return;
    }
    state.spark().sparkContext().setJobDescription("find rows that sources no longer hold");
    Dataset<Row> known = state.spark().createDataFrame(origins, ORIGINS);
    Dataset<Row> standing = state.standing().read();
    Dataset<Row> candidates =
        (changes == null ? standing : changes.only(standing))
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
    Map<Integer, Integer> earlier = EarlierSources.of(state);
    Map<Integer, Integer> ofAnyState = EarlierSources.states(state).files();
    // What is left of a damaged file does not tell what it lacks.
    Set<Integer> whole =
        state.files().stream()
            .filter(f -> f.lost().isEmpty())
            .map(SourceFile::index)
            .collect(Collectors.toSet());
    boolean allWhole = !BadFiles.any(state.context().folder(), state.files());
    Set<Row> origins = new LinkedHashSet<>();
    for (PlannedTable table : state.tables().planned()) {
      String name = table.stagedTarget().name();
      boolean own = table.stagedTarget().separate();
      if (hasKeyOfItsRows(state, table)
          && (own ? whole.contains(table.fileIndex()) : allWhole)
          && rejected(state.manifests(name), table) == 0) {
        (table.stagedTarget().separate() ? ofAnyState : earlier)
            .forEach(
                (id, file) -> {
                  if (file == table.fileIndex()) {
                    origins.add(RowFactory.create(state.number(name), id));
                  }
                });
      }
    }
    return new ArrayList<>(origins);
  }

  /** Keys of unclaimed tables that are made are not those of the rows. */
  private static boolean hasKeyOfItsRows(RunState state, PlannedTable table) {
    String name = table.stagedTarget().name();
    return !table.stagedTarget().key().columns().isEmpty()
        && (!state.tables().unclaimed().containsKey(name)
            || state.tables().scope() != Scope.CONTENT);
  }

  private static long rejected(List<PartManifest> parts, PlannedTable table) {
    return rejected(parts, table, table.fileIndex());
  }

  /**
   * How many rows were rejected that may be among those of a table which are missed: of its file
   * where nobody shares it, else of all files.
   *
   * @param parts of the table
   * @param file the number that the table's file has among theirs
   */
  static long rejected(List<PartManifest> parts, PlannedTable table, int file) {
    return parts.stream()
        .flatMap(part -> part.shares().stream())
        .filter(share -> !table.stagedTarget().separate() || share.source() == file)
        .mapToLong(PartShare::rejects)
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
  static Dataset<Row> read(RunState state) {
    return any(state)
        ? state.spark().read().schema(Copies.SCHEMA).parquet(folder(state))
        : state.spark().createDataFrame(List.of(), Copies.SCHEMA);
  }

  /** How many there are, by table. */
  static Map<String, Long> counts(RunState state) {
    return state.found().deleted(() -> counted(state));
  }

  private static Map<String, Long> counted(RunState state) {
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
    return tables.stream()
        .filter(t -> t.deletes().found() > 0)
        .map(
            t ->
                t.table()
                    + ": rows that stand in the targets and that their sources no longer hold "
                    + fate(state, t.deletes())
                    + ": "
                    + t.deletes().found())
        .toList();
  }

  private static String fate(RunState state, TableReport.Deletes deletes) {
    boolean dry = state.context().dryRun();
    if (!propagates(state)) {
      return (dry ? "would stay" : "stay") + ", for source.deletes is report";
    }
    if (dry) {
      return "would be taken out";
    }
    return deletes.removed() == deletes.found()
        ? "were taken out"
        : "are to be taken out, of which " + deletes.removed() + " were";
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
}
