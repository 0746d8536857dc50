package dev.prima.core.report;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** What was checked: sources against targets, and the field coherence before and after. */
final class HtmlProof {
  private final Markup html;
  private final RunReport report;

  HtmlProof(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    ReconciliationReport reconciliation = report.findings().reconciliation();
    if (reconciliation != null) {
      reconciliation(reconciliation);
    }
    CoherenceReport coherence = report.findings().coherence();
    if (coherence != null) {
      coherence(coherence);
    }
  }

  private void reconciliation(ReconciliationReport it) {
    html.begin("section", "id", "reconciliation").leaf("h2", "Reconciliation");
    html.begin("p", "class", "lead");
    switch (it.verdict()) {
      case RECONCILED -> html.leaf("strong", "✓ reconciled", "class", "pill good");
      case DIFFERENCES -> html.leaf("strong", "✕ differences", "class", "pill bad");
      case NOT_RUN -> html.leaf("strong", "not run", "class", "pill look");
    }
    if (it.level() != null) {
      html.text(
              it.scope().since() == null
                  ? " Sources, read again, against the targets, at level "
                  : " What changed, as it was staged, against the targets, at level ")
          .leaf("b", it.level());
      html.text(".");
    }
    html.endLine();
    if (!it.tables().isEmpty()) {
      compared(it);
    }
    if (!it.checks().isEmpty()) {
      html.leaf("h3", "Checks across tables and stores");
      HtmlTable table =
          new HtmlTable(
              html, "Checks", it.checks().size(), "Check", "#checked", "#violations", "Result");
      for (ReconciliationReport.Check check : it.checks()) {
        table.row(check.name()).count(check.checked()).count(check.violations(), "bad");
        result(check.violations() == 0, "holds", "broken");
        table.endRow();
      }
      table.end();
    }
    html.endLine();
  }

  private void compared(ReconciliationReport it) {
    HtmlTable table =
        new HtmlTable(
            html,
            "Sources against targets",
            it.tables().size(),
            "Table",
            "Store",
            "#source rows",
            "#target rows",
            "#matched",
            "#missing",
            "#unexpected",
            "#mismatched",
            "#misplaced",
            "#other sources",
            "Result");
    for (ReconciliationReport.Compared each : it.tables()) {
      table.row(each.table()).text(each.store()).count(each.sourceRows()).count(each.targetRows());
      table.count(each.matched()).count(each.missing(), "bad").count(each.unexpected(), "bad");
      table.count(each.mismatched(), "bad").count(each.misplaced(), "bad");
      table.count(each.otherSources());
      result(each.discrepancies() == 0, "agrees", "differs");
      table.endRow();
    }
    table.end();
  }

  private void result(boolean good, String yes, String no) {
    html.leaf("td", good ? "✓ " + yes : "✕ " + no, "class", good ? "good" : "bad");
  }

  private void coherence(CoherenceReport it) {
    html.begin("section", "id", "coherence").leaf("h2", "Field coherence");
    html.leaf(
        "p",
        "The mean coherence of " + Markup.count(it.activeAgents()) + " active agents.",
        "class",
        "lead");
    html.begin("dl", "class", "figures");
    figure("Before, in the sources", it.source());
    figure("After, in the targets", it.targets());
    html.begin("div").leaf("dt", "Difference");
    if (it.source() == null || it.targets() == null) {
      html.leaf("dd", "–");
    } else if (it.source().equals(it.targets())) {
      html.leaf("dd", "✓ none, to the last digit", "class", "good");
    } else {
      html.leaf("dd", "✕ " + percent(it.targets() - it.source()), "class", "bad");
    }
    html.end().end().endLine();
  }

  private void figure(String name, @Nullable Double value) {
    html.begin("div").leaf("dt", name);
    html.leaf("dd", value == null ? "–" : percent(value)).end();
  }

  private static String percent(double value) {
    return Json.write(JsonValue.of(value)) + " %";
  }
}
