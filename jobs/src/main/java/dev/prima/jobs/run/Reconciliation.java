package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.mapping.UnclaimedTable.Census;
import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.postgres.StandingShape;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.spark.SparkSessions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reconciliation by itself: needs config, sources and targets, no run that was before it, and
 * writes to neither.
 */
public final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final RunContext context;
  private final Destinations destinations;
  private final List<StepReport> steps = new ArrayList<>();
  private List<SourceReport> sources = List.of();
  private Findings findings = Findings.NONE;

  public Reconciliation(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
  }

  /** Runs to the end and writes the report. */
  public RunReport run() {
    RunFolder.writeAtomically(context.folder().effectiveConfig(), context.config().effective());
    @Nullable Throwable failure = null;
    try {
      compare();
    } catch (Exception e) {
      LOG.error("The run ended early", e);
      failure = e;
    }
    RunReport report =
        new RunReport(
            new RunFacts(
                context.folder().id(),
                context.command(),
                false,
                context.attempt().number(),
                context.attempt().firstStart()),
            new RunEnd(exit(failure), Instant.now(), failure(failure)),
            new Environment(
                ToolVersion.text(),
                new Environment.Spark(context.config().spark().master(), "client", null)),
            sources,
            List.of(),
            findings,
            steps,
            Remarks.NONE);
    context.folder().write(report);
    RunFiles.deleteSnapshots(context.folder());
    return report;
  }

  private void compare() {
    Targets.check(destinations, context.catalog().targets(), NodeCheck.Purpose.READ);
    Instant begin = Instant.now();
    List<SourceFile> files = SnapshotStep.take(context);
    RunTables tables = RunTables.of(files, context.catalog());
    long rows =
        files.stream().flatMap(f -> f.tables().stream()).mapToLong(SnapshotTable::rows).sum();
    steps.add(StepReport.of("snapshot", Duration.between(begin, Instant.now()), rows));
    sources = files.stream().map(f -> source(f, tables)).toList();
    begin = Instant.now();
    Map<String, String> settings = new HashMap<>(destinations.cassandra().sparkConf());
    settings.putAll(context.config().spark().plainConf());
    try (Progress.Step progress = context.progress().step("reconcile", rows);
        SparkSession spark =
            SparkSessions.open(
                context.config().spark().master(), context.folder().work(), settings)) {
      SparkSessions.suit(spark, rows, context.config().spark().shufflePartitions());
      Reconciler.Result result =
          Reconciling.run(
              spark,
              new Reconciling.Subject(files, tables.planned(), shapes(tables), ownIds(files)),
              context.catalog(),
              destinations,
              context.config(),
              context.folder().discrepancies());
      findings = new Findings(null, result.coherence(), result.report());
      progress.advance(rows);
      progress.done();
      long compared = result.report().tables().stream().mapToLong(Compared::targetRows).sum();
      steps.add(StepReport.of("reconcile", Duration.between(begin, Instant.now()), compared));
    }
  }

  /** The whole model, and unclaimed tables in the types in which they stand. */
  private List<TargetTable> shapes(RunTables tables) {
    return Stream.concat(
            context.catalog().targets().stream(),
            tables.unclaimed().values().stream().map(this::shape))
        .toList();
  }

  private TargetTable shape(SourceTable table) {
    List<Census> nothing = table.columns().stream().map(c -> Census.NONE).toList();
    return StandingShape.of(destinations.home(), UnclaimedTable.typed(table, nothing));
  }

  private Set<Integer> ownIds(List<SourceFile> files) {
    List<String> paths = new ArrayList<>(files.stream().map(SourceFile::path).toList());
    paths.add(Targets.DERIVED_SOURCE);
    return SourceIds.ofFiles(destinations.home(), paths);
  }

  private static SourceReport source(SourceFile file, RunTables tables) {
    return new SourceReport(
        file.path(),
        file.bytes(),
        file.sha256(),
        tables.profiles(file.index()),
        file.tables().stream()
            .map(t -> new SourceReport.SourceTable(t.table().name(), t.rows()))
            .toList());
  }

  private ExitCode exit(@Nullable Throwable failure) {
    if (failure != null) {
      return failure instanceof PrimaException known ? known.exit() : ExitCode.BUG;
    }
    return findings.reconciliation() != null
            && findings.reconciliation().verdict() == Verdict.DIFFERENCES
        ? ExitCode.DISCREPANCIES
        : ExitCode.OK;
  }

  private static RunEnd.@Nullable Failure failure(@Nullable Throwable failure) {
    return failure == null ? null : RunFiles.failure(failure);
  }
}
