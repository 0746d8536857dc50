package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.Conclusion;
import dev.prima.core.report.NextStep;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
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
 * @param next what to do; empty for nothing
 */
record RunStatus(RunId id, @Nullable RunReport report, String next) {
  static final List<String> HEADERS =
      List.of(
          "RUN",
          "COMMAND",
          "STARTED",
          "OUTCOME",
          "EXIT",
          "TOOK",
          "READ",
          "LOADED",
          "REJECTED",
          "NEXT");
  static final int FIRST_NUMBER = 4;

  /** Never throws: a run whose report is broken is still a run to be listed. */
  static RunStatus of(RunFolder folder) {
    if (!folder.hasReport()) {
      return new RunStatus(
          folder.id(),
          null,
          "under way or killed; if nothing runs: scripts/prima migrate --resume " + folder.id());
    }
    try {
      RunReport report = folder.readReport();
      String next =
          Files.exists(folder.undoneBy())
              ? "undone by a repair: start a new run"
              : Conclusion.of(report).nextStep().map(NextStep::toString).orElse("");
      return new RunStatus(folder.id(), report, next);
    } catch (PrimaException e) {
      return new RunStatus(folder.id(), null, Objects.requireNonNull(e.getMessage()));
    }
  }

  List<String> cells() {
    if (report == null) {
      return List.of(id.text(), "?", "?", "unknown", "", "", "", "", "", next);
    }
    Books all = report.totals();
    Duration took = took(report);
    return List.of(
        id.text(),
        report.run().command(),
        report.run().startedAt().toString(),
        outcome(report),
        took == null ? "" : Integer.toString(report.end().exit().status()),
        took == null ? "" : took.toSeconds() + "s",
        count(all.read()),
        count(all.loaded()),
        count(all.rejected()),
        next);
  }

  /** Member names as in {@code report.json}; null for what is not known. */
  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("runId", id.text());
    if (report == null) {
      return json.put("command", (String) null)
          .put("outcome", (String) null)
          .put("exitCode", (Long) null)
          .put("next", next)
          .build();
    }
    Books all = report.totals();
    Instant finished = report.end().finishedAt();
    Duration took = took(report);
    return json.put("command", report.run().command())
        .put("dryRun", report.run().dryRun())
        .put("outcome", outcome(report))
        .put("exitCode", took == null ? null : (Long) (long) report.end().exit().status())
        .put("attempt", report.run().attempt())
        .put("startedAt", report.run().startedAt().toString())
        .put("finishedAt", finished == null ? null : finished.toString())
        .put("seconds", took == null ? null : (Double) (took.toMillis() / 1000.0))
        .put("read", all.read())
        .put(report.run().dryRun() ? "wouldLoad" : "loaded", all.loaded())
        .put("rejected", all.rejected())
        .put("next", next.isEmpty() ? null : next)
        .build();
  }

  private static String outcome(RunReport report) {
    return report.end().finishedAt() == null ? "unfinished" : report.end().exit().outcome();
  }

  private static @Nullable Duration took(RunReport report) {
    Instant finished = report.end().finishedAt();
    return finished == null ? null : Duration.between(report.run().startedAt(), finished);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
