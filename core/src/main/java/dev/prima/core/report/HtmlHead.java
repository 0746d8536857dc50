package dev.prima.core.report;

import dev.prima.core.error.ExitCode;
import dev.prima.core.run.Books;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The head of the page: the verdict in one sentence, what to do now, and the numbers that matter.
 */
final class HtmlHead {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private final Markup html;
  private final RunReport report;

  HtmlHead(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    html.begin("header");
    html.begin("p", "class", "brand").leaf("b", "PRIMA Migrate").text(" ");
    html.leaf("span", report.run().command() + (report.run().dryRun() ? " (dry run)" : ""));
    html.text(" ").leaf("code", report.run().runId().text());
    html.text(" ").leaf("time", MINUTE.format(report.run().startedAt().atOffset(ZoneOffset.UTC)));
    html.endLine();
    verdict();
    figures();
    html.endLine();
  }

  private void verdict() {
    Conclusion conclusion = Conclusion.of(report);
    String tone = tone(report.end().exit());
    html.begin("div", "class", "verdict " + tone);
    icon(tone);
    html.begin("div");
    html.begin("p", "class", "outcome").text("Outcome: " + report.end().exit().outcome());
    html.text(" · exit code " + report.end().exit().status()).end();
    html.leaf("h1", conclusion.verdict());
    RunEnd.Failure error = report.end().error();
    if (error != null) {
      html.leaf("p", error.message(), "class", "cause");
    }
    conclusion.nextStep().ifPresent(this::next);
    html.end().endLine();
  }

  private void next(NextStep step) {
    html.begin("p").text("Next: " + step.words() + " ");
    if (step.command() != null) {
      html.leaf("code", step.command());
    }
    html.end();
  }

  /** The class of the style sheet that an outcome is shown in. */
  static String tone(ExitCode exit) {
    return switch (exit) {
      case OK -> "good";
      case REJECTS, BLOCKED, INTERRUPTED -> "look";
      case BUG, EXTERNAL, DISCREPANCIES, USAGE -> "bad";
    };
  }

  private void icon(String tone) {
    String path =
        switch (tone) {
          case "good" -> "M7 12.5l3.4 3.4L17 9";
          case "look" -> "M12 6.5v7M12 16.8v.4";
          default -> "M8 8l8 8M16 8l-8 8";
        };
    html.begin("svg", "class", "icon", "viewBox", "0 0 24 24", "aria-hidden", "true");
    html.empty("circle", "cx", "12", "cy", "12", "r", "11").empty("path", "d", path).end();
  }

  private void figures() {
    Books all = report.totals();
    html.begin("dl", "class", "figures");
    ReconciliationReport compared = report.findings().reconciliation();
    if (report.tables().isEmpty() && compared != null) {
      compared(compared);
    } else {
      books(all);
    }
    figure("Sources", Markup.count(report.sources().size()));
    Instant finished = report.end().finishedAt();
    if (finished != null) {
      figure("Took", duration(Duration.between(report.run().startedAt(), finished)));
    }
    html.endLine();
  }

  /** Of a run that compared and did nothing else. */
  private void compared(ReconciliationReport it) {
    figure("Rows that should stand", sum(it, ReconciliationReport.Compared::sourceRows));
    figure("Matched", sum(it, ReconciliationReport.Compared::matched));
    figure("Differences", Markup.count(it.discrepancies()));
    figure("Broken checks", Markup.count(it.violations()));
  }

  private static String sum(
      ReconciliationReport it, ToLongFunction<ReconciliationReport.Compared> rows) {
    return Markup.count(it.tables().stream().mapToLong(rows).sum());
  }

  private void books(Books all) {
    figure("Rows read", Markup.count(all.read()));
    figure(report.run().dryRun() ? "Would load" : "Loaded", Markup.count(all.loaded()));
    figure("Rejected", Markup.count(all.rejected()));
    if (all.failed() > 0) {
      figure("Failed", Markup.count(all.failed()));
    }
  }

  private void figure(String name, String value) {
    html.begin("div").leaf("dt", name).leaf("dd", value).end();
  }

  static String duration(Duration duration) {
    if (duration.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (duration.toHours() == 0) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }
}
