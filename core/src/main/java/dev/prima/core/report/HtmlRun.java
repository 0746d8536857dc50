package dev.prima.core.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the run went: its steps, its sources, what deserves a look, and what it ran on. */
final class HtmlRun {
  /** A page of a hundred thousand files would open in no browser; report.json has them all. */
  private static final int MOST_SOURCES = 10_000;

  private static final int SHORT_HASH = 12;

  private final Markup html;
  private final RunReport report;
  private final @Nullable String config;

  HtmlRun(Markup html, RunReport report, @Nullable String config) {
    this.html = html;
    this.report = report;
    this.config = config;
  }

  void write() {
    if (!report.remarks().notes().isEmpty() || !report.remarks().warnings().isEmpty()) {
      remarks();
    }
    if (!report.steps().isEmpty()) {
      steps();
    }
    if (!report.sources().isEmpty()) {
      sources();
    }
    facts();
    if (config != null) {
      config(config);
    }
  }

  private void remarks() {
    html.begin("section", "id", "notes").leaf("h2", "What deserves a look");
    if (!report.remarks().notes().isEmpty()) {
      html.begin("ul", "class", "notes");
      report.remarks().notes().forEach(note -> html.leaf("li", note));
      html.endLine();
    }
    if (!report.remarks().warnings().isEmpty()) {
      HtmlTable table =
          new HtmlTable(html, "Warnings", report.remarks().warnings().size(), "Warning", "#Times");
      report
          .remarks()
          .warnings()
          .forEach((name, count) -> table.row(name).count(count, "look").endRow());
      table.end();
    }
    html.endLine();
  }

  private void steps() {
    html.begin("section", "id", "steps").leaf("h2", "Steps");
    double whole = report.steps().stream().mapToDouble(StepReport::seconds).sum();
    HtmlTable table =
        new HtmlTable(
            html,
            "Steps",
            report.steps().size(),
            "~Step",
            "~One after the other",
            "#Seconds",
            "#Rows",
            "#Rows a second");
    double from = 0;
    for (StepReport step : report.steps()) {
      String seconds = String.format(Locale.ROOT, "%,.1f", step.seconds());
      table.row(step.name());
      new Chart(table.cell("chart wide"))
          .span(step.name(), seconds + " s", from, step.seconds(), whole, "here");
      html.end();
      table.number(seconds, step.seconds()).count(step.rows());
      table.number(String.format(Locale.ROOT, "%,.0f", step.rowsPerSecond()), step.rowsPerSecond());
      table.endRow();
      from += step.seconds();
    }
    table.end();
    html.endLine();
  }

  private void sources() {
    html.begin("section", "id", "sources").leaf("h2", "Sources");
    List<SourceReport> shown =
        report.sources().subList(0, Math.min(MOST_SOURCES, report.sources().size()));
    HtmlTable table =
        new HtmlTable(
            html,
            "Sources",
            shown.size(),
            "File",
            "#Bytes",
            "SHA-256",
            "Profiles",
            "#Rows",
            "~Tables");
    for (SourceReport source : shown) {
      String hash = source.sha256();
      table.row(source.file()).count(source.bytes());
      if (hash == null) {
        table.text("not read");
      } else {
        table.code(hash.substring(0, Math.min(SHORT_HASH, hash.length())), hash);
      }
      table.text(source.profiles().isEmpty() ? "none" : String.join(", ", source.profiles()));
      table.count(source.tables().stream().mapToLong(SourceReport.SourceTable::read).sum());
      List<String> tables = new ArrayList<>();
      source.tables().forEach(each -> tables.add(each.table() + " " + Markup.count(each.read())));
      html.leaf("td", String.join(", ", tables), "class", "small");
      table.endRow();
    }
    table.end();
    int left = report.sources().size() - shown.size();
    if (left > 0) {
      html.leaf(
          "p",
          "Shown are the first "
              + Markup.count(shown.size())
              + " files; "
              + Markup.count(left)
              + " more stand in report.json.",
          "class",
          "note");
    }
    html.endLine();
  }

  private void facts() {
    html.begin("section", "id", "run").leaf("h2", "The run").begin("dl", "class", "facts");
    fact("Run", report.run().runId().text());
    fact("Command", report.run().command());
    fact("Attempt", Integer.toString(report.run().attempt()));
    fact("Started", report.run().startedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    Instant finished = report.end().finishedAt();
    if (finished != null) {
      fact("Finished", finished.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    fact("PRIMA Migrate", report.environment().toolVersion());
    Environment.Spark spark = report.environment().spark();
    if (spark != null) {
      fact("Spark master", spark.master());
      fact("Deploy mode", spark.deployMode());
      if (spark.applicationId() != null) {
        fact("Spark application", spark.applicationId());
      }
    }
    html.end().endLine();
  }

  private void config(String text) {
    html.begin("section", "id", "config").leaf("h2", "Effective config");
    html.begin("details").leaf("summary", "Every value that held, secrets as ***");
    html.begin("pre").leaf("code", text).end().end().endLine();
  }

  private void fact(String name, String value) {
    html.begin("div").leaf("dt", name).leaf("dd", value).end();
  }
}
