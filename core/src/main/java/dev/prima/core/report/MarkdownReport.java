package dev.prima.core.report;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.plan.Foretold;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.run.Books;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code report.md}: what a reviewer wants to see in a pull request, as GitHub's Markdown. */
public final class MarkdownReport {
  private final StringBuilder out = new StringBuilder();
  private final RunReport report;

  private MarkdownReport(RunReport report) {
    this.report = report;
  }

  /** The whole document; every name and message is escaped. */
  public static String render(RunReport report) {
    return new MarkdownReport(report).document();
  }

  private String document() {
    Conclusion conclusion = Conclusion.of(report);
    line("## " + mark() + " " + escape(conclusion.verdict()), "");
    line(
        "`"
            + report.run().command()
            + "` run `"
            + report.run().runId()
            + "` · outcome **"
            + report.end().exit().outcome()
            + "** · exit code "
            + report.end().exit().status(),
        "");
    if (report.end().error() != null) {
      line("> " + escape(report.end().error().message()), "");
    }
    conclusion.nextStep().ifPresent(step -> line("Next: " + nextStep(step), ""));
    books();
    counts();
    differences();
    forecast();
    proof();
    steps();
    notes();
    return out.toString().stripTrailing() + "\n";
  }

  private static String nextStep(NextStep step) {
    String command = step.command();
    return (step.words() + (command == null ? "" : " `" + command + "`")).strip();
  }

  private String mark() {
    return switch (report.end().exit()) {
      case OK -> "✅";
      case REJECTS, BLOCKED, INTERRUPTED -> "⚠️";
      case BUG, EXTERNAL, DISCREPANCIES, USAGE -> "❌";
    };
  }

  private void books() {
    if (report.tables().isEmpty()) {
      return;
    }
    header(
        "|table",
        "read",
        report.run().dryRun() ? "would load" : "loaded",
        "duplicates",
        "superseded",
        "skipped",
        "rejected",
        "failed",
        "|balance");
    report.tables().forEach(table -> row(table.books()));
    row(report.totals());
    line("");
  }

  private void row(Books books) {
    line(
        "| "
            + escape(books.table())
            + counts(
                books.read(),
                books.loaded(),
                books.duplicates(),
                books.superseded(),
                books.skipped(),
                books.rejected(),
                books.failed())
            + " | "
            + (books.balanced() ? "✓" : "✕ " + Markup.count(books.difference()))
            + " |");
  }

  private void counts() {
    List<String> lines = new ArrayList<>();
    for (TableReport table : report.tables()) {
      add(lines, table.table(), "rejected", table.rejectReasons());
      add(lines, table.table(), "converted", table.conversions());
    }
    if (!lines.isEmpty()) {
      header("|table", "|what", "|name", "count");
      lines.forEach(this::line);
      line("");
    }
  }

  private void differences() {
    List<String> lines = new ArrayList<>();
    for (TableReport table : report.tables()) {
      table
          .notes()
          .forEach(note -> lines.add("| " + escape(table.table()) + " | " + escape(note) + " |"));
    }
    if (!lines.isEmpty()) {
      header("|table", "|what of its schema is otherwise in the target");
      lines.forEach(this::line);
      line("");
    }
  }

  private void forecast() {
    MigrationPlan plan = report.forecast().plan();
    if (plan != null) {
      plan.verdict().blocks().forEach(each -> line("- ✕ blocks: " + escape(each)));
      plan.verdict().looks().forEach(each -> line("- deserves a look: " + escape(each)));
      line("");
    }
    Foretold foretold = report.forecast().foretold();
    if (foretold != null) {
      boolean right = foretold.differences().isEmpty();
      line(
          "**Foretold beside actual:** "
              + (right
                  ? "✓ everything came out as the plan foretold"
                  : "✕ these came out otherwise"),
          "");
      foretold.differences().forEach(each -> line("- " + escape(each)));
      line("");
    }
  }

  private static void add(List<String> lines, String table, String what, Map<String, Long> counts) {
    counts.forEach(
        (name, count) ->
            lines.add(
                "| " + escape(table) + " | " + what + " | " + escape(name) + counts(count) + " |"));
  }

  private void proof() {
    ReconciliationReport it = report.findings().reconciliation();
    if (it != null) {
      String level = it.level() == null ? "" : ", level " + it.level();
      line("**Reconciliation: " + it.verdict().word() + "**" + level, "");
      if (!it.tables().isEmpty()) {
        header(
            "|table",
            "|store",
            "source",
            "target",
            "matched",
            "missing",
            "unexpected",
            "mismatched",
            "misplaced",
            "other sources");
        for (ReconciliationReport.Compared each : it.tables()) {
          line(
              "| "
                  + escape(each.table())
                  + " | "
                  + each.store()
                  + counts(
                      each.sourceRows(),
                      each.targetRows(),
                      each.matched(),
                      each.missing(),
                      each.unexpected(),
                      each.mismatched(),
                      each.misplaced(),
                      each.otherSources())
                  + " |");
        }
        line("");
      }
      for (ReconciliationReport.Check check : it.checks()) {
        line(
            "- "
                + (check.violations() == 0 ? "✓ " : "✕ ")
                + escape(check.name())
                + ": "
                + Markup.count(check.violations())
                + " violations in "
                + Markup.count(check.checked()));
      }
      line("");
    }
    CoherenceReport coherence = report.findings().coherence();
    if (coherence != null) {
      line(
          "**Field coherence** of "
              + Markup.count(coherence.activeAgents())
              + " active agents: "
              + percent(coherence.source())
              + " before, "
              + percent(coherence.targets())
              + " after",
          "");
    }
  }

  private static String percent(@Nullable Double value) {
    return value == null ? "unknown" : Json.write(JsonValue.of(value)) + " %";
  }

  private void steps() {
    if (report.steps().isEmpty()) {
      return;
    }
    header("|step", "seconds", "rows", "rows a second");
    for (StepReport step : report.steps()) {
      line(
          String.format(
              Locale.ROOT,
              "| %s | %,.1f | %,d | %,.0f |",
              escape(step.name()),
              step.seconds(),
              step.rows(),
              step.rowsPerSecond()));
    }
    line("");
  }

  private void notes() {
    report.remarks().notes().forEach(note -> line("- " + escape(note)));
    report
        .remarks()
        .warnings()
        .forEach((name, count) -> line("- " + escape(name) + ": " + Markup.count(count)));
  }

  private void header(String... columns) {
    StringBuilder names = new StringBuilder("|");
    StringBuilder rule = new StringBuilder("|");
    for (String column : columns) {
      boolean text = column.startsWith("|");
      names.append(' ').append(text ? column.substring(1) : column).append(" |");
      rule.append(text ? "---|" : "---:|");
    }
    line(names.toString(), rule.toString());
  }

  private static String counts(long... counts) {
    StringBuilder cells = new StringBuilder();
    for (long count : counts) {
      cells.append(" | ").append(Markup.count(count));
    }
    return cells.toString();
  }

  private void line(String... lines) {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }

  /** On one line, without effect on the Markdown around it. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    String line = text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]|~#@!])", "\\\\$1");
    Markup.escape(line, escaped);
    return escaped.toString();
  }
}
