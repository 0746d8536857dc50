package dev.prima.jobs.run;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.landing.Census;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.postgres.StandingShape;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** The sources of a run that reads them to hold them against the targets. Immutable. */
public final class SourcesAgain {
  private final RunContext context;
  private final Destinations destinations;
  private final List<SourceFile> files;
  private final RunTables tables;
  private final StepReport step;

  private SourcesAgain(
      RunContext context, Destinations destinations, List<SourceFile> files, Instant begin) {
    this.context = context;
    this.destinations = destinations;
    this.files = List.copyOf(files);
    tables = RunTables.checked(files, context);
    PostgresSchema.requireSameMerge(
        destinations.home(), tables.unclaimed().values().stream().map(this::typed).toList());
    KeyFiles.make(tables, this.files, context.folder().snapshots());
    step = StepReport.of("snapshot", Duration.between(begin, Instant.now()), rows());
  }

  /** Looks whether the targets can be read, and takes snapshots. */
  public static SourcesAgain read(RunContext context, Destinations destinations) {
    Targets.check(destinations, context.catalog().targets(), NodeCheck.Purpose.READ);
    if (SparkSessions.drivenByYarn()) {
      RunSession.open(context, destinations); // What is opened later is the same one.
    }
    Instant begin = Instant.now();
    return new SourcesAgain(context, destinations, SnapshotStep.take(context), begin);
  }

  /** How long it took. */
  public StepReport step() {
    return step;
  }

  public long rows() {
    long left = tables.leftOut().stream().mapToLong(RunTables.LeftOut::rows).sum();
    return files.stream().flatMap(f -> f.tables().stream()).mapToLong(SnapshotTable::rows).sum()
        - left;
  }

  public List<SourceReport> reports() {
    return files.stream().map(f -> report(f, tables)).toList();
  }

  /** A sentence on each source that could not be read, or not whole. */
  public List<String> notes() {
    return BadFiles.notes(context.folder(), files);
  }

  /** A session that suits their number of rows; the caller closes it. */
  public SparkSession open() {
    SparkSession spark = RunSession.open(context, destinations);
    SparkSessions.suit(spark, rows(), context.config().spark().shufflePartitions());
    return spark;
  }

  /** What is to be compared, all of it. */
  public Inputs inputs() {
    return Reconciling.inputs(
        new Reconciling.Subject(
            files,
            tables.planned(),
            shapes(),
            ownIds(),
            Set.of(),
            tables.notCompared(context.catalog(), context.selection())),
        context.catalog(),
        destinations,
        context.config().reconcile());
  }

  /** Compares. */
  public Reconciler.Result compare(SparkSession spark, ReconcileConfig told, Path discrepancies) {
    return Reconciling.run(spark, inputs(), told, discrepancies, null);
  }

  /** Under which numbers the targets know them; a source that they do not know has none. */
  public Map<Integer, Integer> knownIds() {
    return SourceIds.known(destinations.home(), sourceFiles());
  }

  /** Under which numbers they were known first, whatever they held then. */
  public Map<Integer, Integer> firstIds() {
    return SourceIds.first(destinations.home(), sourceFiles());
  }

  private List<SourceIds.SourceFile> sourceFiles() {
    return files.stream()
        .map(
            f ->
                new SourceIds.SourceFile(
                    f.path(), String.valueOf(f.sha256()), tables.profiles(f.index())))
        .toList();
  }

  /** The whole model, and unclaimed tables in the types in which they stand. */
  private List<TargetTable> shapes() {
    return Stream.concat(
            context.catalog().targets().stream(),
            StandingShape.of(
                destinations.home(), tables.unclaimed().values().stream().map(this::typed).toList())
                .stream())
        .toList();
  }

  private TargetTable typed(SourceTable table) {
    List<Census> nothing = table.columns().stream().map(c -> Census.NONE).toList();
    return UnclaimedTable.typed(table, UnclaimedTable.landings(table, nothing), tables.scope());
  }

  private Set<Integer> ownIds() {
    List<String> paths = new ArrayList<>(files.stream().map(SourceFile::path).toList());
    paths.add(Targets.DERIVED_SOURCE);
    return SourceIds.ofFiles(destinations.home(), paths);
  }

  private static SourceReport report(SourceFile file, RunTables tables) {
    return new SourceReport(
        file.path(),
        file.bytes(),
        file.sha256(),
        tables.profiles(file.index()),
        file.tables().stream()
            .map(t -> new SourceReport.SourceTable(t.table().name(), t.rows()))
            .toList(),
        BadFiles.lost(file));
  }
}
