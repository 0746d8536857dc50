package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonNull;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.Conclusion;
import dev.prima.core.report.NextStep;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
import dev.prima.jobs.progress.StepProgress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code status}.
 *
 * @param report null where there is none or it cannot be read, which {@code next} then says
 * @param life whether a process is at work on it
 * @param next what to do; empty for nothing
 */
record RunStatus(RunId id, @Nullable RunReport report, Life life, String next) {
  static final List<String> HEADERS =
      List.of(
          "RUN",
          "COMMAND",
          "STARTED",
          "OUTCOME",
          "STEP",
          "EXIT",
          "TOOK",
          "READ",
          "LOADED",
          "REJECTED",
          "ROWS/S",
          "NEXT");
  static final int FIRST_NUMBER = 5;
  private static final double MILLIS = 1000;

  /**
   * @param progress of the step that is under way; null where none is known
   */
  record Life(boolean running, @Nullable StepProgress progress) {
    static final Life OVER = new Life(false, null);

    static Life of(RunFolder folder) {
      return RunHold.isHeld(folder)
          ? new Life(true, StepProgress.read(folder.progress()).orElse(null))
          : OVER;
    }
  }

  /** Never throws: a run whose report is broken is still a run to be listed. */
  static RunStatus of(RunFolder folder) {
    try {
      Life life = Life.of(folder);
      if (!folder.hasReport()) {
        return new RunStatus(
            folder.id(),
            null,
            life,
            life.running()
                ? ""
                : "it was killed before it had done anything: give its command again");
      }
      RunReport report = folder.readReport();
      return new RunStatus(folder.id(), report, life, life.running() ? "" : next(folder, report));
    } catch (PrimaException e) {
      return new RunStatus(folder.id(), null, Life.OVER, Objects.requireNonNull(e.getMessage()));
    }
  }

  private static String next(RunFolder folder, RunReport report) {
    return Files.exists(folder.undoneBy())
        ? "undone by a repair: start a new run"
        : Conclusion.of(report).nextStep().map(NextStep::toString).orElse("");
  }

  List<String> cells() {
    if (report == null) {
      String outcome = life.running() ? "running" : "unknown";
      return List.of(id.text(), "?", "?", outcome, step(), "", "", "", "", "", "", next);
    }
    Books all = report.totals();
    Duration took = took();
    return List.of(
        id.text(),
        report.run().command(),
        report.run().startedAt().toString(),
        outcome(report),
        step(),
        took == null ? "" : Integer.toString(report.end().exit().status()),
        took == null ? "" : took.toSeconds() + "s",
        count(all.read()),
        count(all.loaded()),
        count(all.rejected()),
        rowsPerSecond() == null ? "" : String.format(Locale.ROOT, "%,.0f", rowsPerSecond()),
        next);
  }

  /** Member names as in {@code report.json}; null for what is not known. */
  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("runId", id.text()).put("running", life.running());
    StepProgress progress = life.progress();
    if (report == null) {
      return json.put("command", (String) null)
          .put("outcome", (String) null)
          .put("exitCode", (Long) null)
          .put("progress", progress == null ? JsonNull.NULL : progress.toJson())
          .put("next", next.isEmpty() ? null : next)
          .build();
    }
    Books all = report.totals();
    Instant finished = report.end().finishedAt();
    Duration took = took();
    json.put("command", report.run().command())
        .put("dryRun", report.run().dryRun())
        .put("outcome", life.running() ? null : report.end().exit().outcome())
        .put("exitCode", took == null ? null : (Long) (long) report.end().exit().status())
        .put("attempt", report.run().attempt())
        .put("startedAt", report.run().startedAt().toString())
        .put("finishedAt", finished == null ? null : finished.toString())
        .put("seconds", took == null ? null : (Double) (took.toMillis() / MILLIS))
        .put("read", all.read())
        .put(report.run().dryRun() ? "wouldLoad" : "loaded", all.loaded())
        .put("duplicates", all.duplicates())
        .put("superseded", all.superseded())
        .put("skipped", all.skipped())
        .put("rejected", all.rejected())
        .put("failed", all.failed())
        .put("rowsPerSecond", rowsPerSecond())
        .put(
            "steps",
            new JsonArray(List.copyOf(report.steps().stream().map(StepReport::toJson).toList())))
        .put("progress", progress == null ? JsonNull.NULL : progress.toJson());
    if (report.end().error() != null) {
      json.put("error", report.end().error().message());
    }
    return json.put("next", next.isEmpty() ? null : next).build();
  }

  private String outcome(RunReport of) {
    if (life.running()) {
      return "running";
    }
    return of.end().finishedAt() == null ? "killed" : of.end().exit().outcome();
  }

  /** The one that is under way, with its share where that is known; else the last that was done. */
  private String step() {
    if (life.progress() != null) {
      return life.progress().words();
    }
    return report == null || report.steps().isEmpty()
        ? ""
        : report.steps().get(report.steps().size() - 1).name();
  }

  /** Of the step under way; of a run that ended, over all its time. */
  private @Nullable Double rowsPerSecond() {
    if (life.progress() != null) {
      return life.progress().rowsPerSecond();
    }
    Duration took = took();
    return report == null || took == null || took.toMillis() <= 0
        ? null
        : (Double) (Math.round(report.totals().read() * MILLIS / took.toMillis() * 10) / 10.0);
  }

  private @Nullable Duration took() {
    Instant finished = report == null ? null : report.end().finishedAt();
    return report == null || finished == null
        ? null
        : Duration.between(report.run().startedAt(), finished);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
