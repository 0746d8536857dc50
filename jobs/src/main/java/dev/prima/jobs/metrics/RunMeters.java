package dev.prima.jobs.metrics;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Fate;
import dev.prima.jobs.progress.StepProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Registers what a report says, as gauges and, of retries, counters: each is of one run, however
 * many attempts it took, and stands as the report has it. {@code jobs/docs/operations.md} lists
 * them.
 */
final class RunMeters {
  private static final double MILLIS = 1000;

  private final MeterRegistry registry;

  private RunMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param underWay how far the step is that the report does not know yet; null for none
   */
  static void register(MeterRegistry registry, RunReport report, @Nullable StepProgress underWay) {
    RunMeters meters = new RunMeters(registry);
    meters.run(report);
    report.tables().forEach(table -> meters.table(table, report.run().dryRun()));
    report.steps().forEach(meters::step);
    ReconciliationReport reconciliation = report.findings().reconciliation();
    if (reconciliation != null && reconciliation.verdict() != Verdict.NOT_RUN) {
      meters.gauge(
          "prima.reconciliation.discrepancies",
          "Rows that differ between sources and targets",
          Tags.empty(),
          reconciliation.discrepancies());
      meters.gauge(
          "prima.reconciliation.violations",
          "Violations of checks across the targets",
          Tags.empty(),
          reconciliation.violations());
    }
    if (underWay != null) {
      meters.underWay(underWay);
    }
  }

  private void run(RunReport report) {
    Instant finished = report.end().finishedAt();
    gauge(
        "prima.run.info",
        "Which run this is",
        Tags.of(
            "run_id",
            report.run().runId().text(),
            "command",
            report.run().command(),
            "version",
            report.environment().toolVersion(),
            "outcome",
            finished == null ? "running" : report.end().exit().outcome()),
        1);
    gauge("prima.run.attempts", "1, and one more for each resume", report.run().attempt());
    gauge(
        "prima.run.started.timestamp.seconds",
        "When its first attempt began; what sources got later is not in it",
        seconds(report.run().startedAt()));
    gauge("prima.run.finished", "1 once the run has ended, however", finished == null ? 0 : 1);
    if (finished == null) {
      return;
    }
    double took = Duration.between(report.run().startedAt(), finished).toMillis() / MILLIS;
    gauge("prima.run.exit.code", "0 is ok; README.md lists them", report.end().exit().status());
    gauge("prima.run.finished.timestamp.seconds", "When it ended", seconds(finished));
    gauge("prima.run.seconds", "From its first start to its end", took);
    gauge(
        "prima.run.rows.per.second",
        "Rows read, over all that time",
        took > 0 ? report.totals().read() / took : 0);
    if (report.run().command().equals("migrate") && isInTheTargets(report)) {
      gauge(
          "prima.source.lag.seconds",
          "How old the targets' view of the sources was at most when the run ended",
          took);
    }
  }

  private static boolean isInTheTargets(RunReport report) {
    return report.end().exit() == ExitCode.OK || report.end().exit() == ExitCode.REJECTS;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }

  private void table(TableReport table, boolean dryRun) {
    Tags tags = Tags.of("table", table.table());
    gauge("prima.rows.read", "Rows read from the sources", tags, table.books().read());
    for (Fate fate : Fate.values()) {
      String name =
          dryRun && fate == Fate.LOADED ? "would_load" : fate.name().toLowerCase(Locale.ROOT);
      gauge(
          "prima.rows",
          "Rows by what became of them",
          tags.and("fate", name),
          table.books().count(fate));
    }
    gauge(
        "prima.rows.replaced",
        "Rows of targets that better copies replaced",
        tags,
        table.replaced());
    gauge("prima.rows.derived", "Rows that no source holds as such", tags, table.derived());
    if (table.deletes().found() > 0) {
      gauge(
          "prima.rows.deleted.in.sources",
          "Rows of targets that their sources no longer hold",
          tags,
          table.deletes().found());
      gauge(
          "prima.rows.removed",
          "Rows that the run took out of the targets for that",
          tags,
          table.deletes().removed());
    }
    table
        .rejectReasons()
        .forEach(
            (reason, rows) ->
                gauge(
                    "prima.rows.rejected.by.reason",
                    "Rejected rows by reason",
                    tags.and("reason", reason),
                    rows));
  }

  private void step(StepReport step) {
    Tags tags = Tags.of("step", step.name());
    gauge("prima.step.seconds", "Time that a step took, all attempts", tags, step.seconds());
    gauge("prima.step.rows", "Rows that a step worked on", tags, step.rows());
    gauge("prima.step.rows.per.second", "Of a step", tags, step.rowsPerSecond());
    for (StepReport.Retried retried : step.retries()) {
      String node = retried.node();
      Counter.builder("prima.step.retries")
          .description("How often work on a store was tried again because that failed")
          .tags(tags.and("store", retried.store(), "node", node == null ? "" : node))
          .register(registry)
          .increment(retried.times());
    }
  }

  private void underWay(StepProgress progress) {
    Tags tags = Tags.of(Tag.of("step", progress.step()));
    gauge(
        "prima.progress.rows",
        "Rows that a step under way has gone through",
        tags,
        progress.rows());
    if (progress.totalRows() != null) {
      gauge(
          "prima.progress.total.rows", "Rows that it will go through", tags, progress.totalRows());
    }
  }

  private void gauge(String name, String description, double value) {
    gauge(name, description, Tags.empty(), value);
  }

  private void gauge(String name, String description, Tags tags, double value) {
    Gauge.builder(name, () -> value).description(description).tags(tags).register(registry);
  }
}
