package dev.prima.core.report;

import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code runs/index.html}: all runs, the newest first, in the look of their reports. */
public final class HtmlRuns {
  private static final String NONE = "–";

  /** Of a run without a report: all that follow its verdict. */
  private static final int UNKNOWN_CELLS = 6;

  private HtmlRuns() {}

  /**
   * A run.
   *
   * @param report null where there is none that can be read
   */
  public record Entry(RunId id, @Nullable RunReport report) {}

  /** The whole document; links go to {@code <run-id>/report.html}. */
  public static String render(List<Entry> newestFirst) {
    Markup html = HtmlReport.start("Runs – PRIMA Migrate");
    html.begin("header").begin("p", "class", "brand").leaf("b", "PRIMA Migrate").end();
    html.leaf("h1", Conclusion.counted(newestFirst.size(), "run")).endLine().begin("main");
    if (!newestFirst.isEmpty()) {
      html.begin("section", "id", "runs");
      HtmlTable table =
          new HtmlTable(
              html,
              "Runs, the newest first",
              newestFirst.size(),
              "Run",
              "Command",
              "Outcome",
              "Verdict",
              "Started",
              "#Took",
              "#Read",
              "#Loaded",
              "#Would load",
              "#Rejected");
      newestFirst.forEach(entry -> row(html, table, entry));
      table.end();
      html.endLine();
    }
    return HtmlReport.finish(html.endLine());
  }

  private static void row(Markup html, HtmlTable table, Entry entry) {
    html.begin("tr").begin("th", "scope", "row");
    RunReport report = entry.report();
    if (report == null) {
      html.leaf("code", entry.id().text()).end();
      table.text(NONE);
      html.leaf("td", "unknown", "class", "look");
      table.text("There is no report: the run is under way, or was killed early.");
      for (int unknown = 0; unknown < UNKNOWN_CELLS; unknown++) {
        table.text(NONE);
      }
      table.endRow();
      return;
    }
    html.leaf("a", entry.id().text(), "href", entry.id().text() + "/report.html").end();
    Books all = report.totals();
    Instant finished = report.end().finishedAt();
    table.text(report.run().command());
    String outcome = finished == null ? "unfinished" : report.end().exit().outcome();
    html.leaf("td", outcome, "class", HtmlHead.tone(report.end().exit()));
    table.text(Conclusion.of(report).verdict());
    table.text(report.run().startedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    if (finished == null) {
      table.unknown();
    } else {
      Duration took = Duration.between(report.run().startedAt(), finished);
      table.number(HtmlHead.duration(took), took.toMillis());
    }
    table.count(all.read());
    if (report.run().dryRun()) {
      table.unknown().count(all.loaded());
    } else {
      table.count(all.loaded()).unknown();
    }
    table.count(all.rejected(), "look").endRow();
  }
}
