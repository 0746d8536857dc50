package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.run.Finding;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.report.RunFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private List<String> notes = List.of();
  private Environment environment = RunEnvironment.withoutSession();

  public Reconciliation(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
  }

  /** Runs to the end and writes the report. */
  public RunReport run() {
    RunFolder.writeAtomically(context.folder().effectiveConfig(), context.config().effective());
    context.folder().write(report(RunEnd.NOT_YET));
    @Nullable Throwable failure = null;
    try {
      compare();
    } catch (Exception e) {
      LOG.error("The run ended early", e);
      PrimaException known = RunFiles.known(e);
      failure = known == null ? e : known;
    }
    RunReport report = report(new RunEnd(exit(failure), Instant.now(), failure(failure)));
    context.folder().write(report);
    RunFiles.deleteSnapshots(context.folder());
    return report;
  }

  private RunReport report(RunEnd end) {
    return context.report(end, environment, sources, findings, steps, notes);
  }

  private void compare() {
    SourcesAgain again = SourcesAgain.read(context, destinations);
    steps.add(again.step());
    sources = again.reports();
    notes = again.notes();
    context.folder().writeUnderWay(report(RunEnd.NOT_YET));
    try (SparkSession spark = again.open()) {
      environment = RunEnvironment.of(spark);
      compare(spark, again);
    }
  }

  private void compare(SparkSession spark, SourcesAgain again) {
    Instant begin = Instant.now();
    try (Progress.Step progress = context.progress().step("reconcile", again.rows())) {
      Reconciler.Result result =
          again.compare(spark, context.config().reconcile(), context.folder().discrepancies());
      findings = new Findings(null, result.coherence(), result.report());
      progress.advance(again.rows());
      progress.done();
      steps.add(StepReport.of("reconcile", Duration.between(begin, Instant.now()), again.rows()));
    }
  }

  private ExitCode exit(@Nullable Throwable failure) {
    if (failure != null) {
      return failure instanceof PrimaException known ? known.exit() : ExitCode.BUG;
    }
    if (findings.reconciliation() != null
        && findings.reconciliation().verdict() == Verdict.DIFFERENCES) {
      return ExitCode.DISCREPANCIES;
    }
    return notes.isEmpty() ? ExitCode.OK : Finding.BAD_FILE.exit();
  }

  private static RunEnd.@Nullable Failure failure(@Nullable Throwable failure) {
    return failure == null ? null : RunFiles.failure(failure);
  }
}
