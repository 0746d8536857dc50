package dev.prima.core.report;

import dev.prima.core.mapping.RejectReason;
import dev.prima.core.run.Books;
import dev.prima.core.run.Fate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What happened to every row: the books, the rejects and the conversions. */
final class HtmlRows {
  private final Markup html;
  private final RunReport report;

  HtmlRows(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    if (!report.tables().isEmpty() || report.findings().reconciliation() == null) {
      books();
    }
    rejects();
    conversions();
    differences();
  }

  private void books() {
    html.begin("section", "id", "books").leaf("h2", "The books");
    if (report.tables().isEmpty()) {
      html.leaf("p", "No table was read.").endLine();
      return;
    }
    String loaded = report.run().dryRun() ? "would load" : "loaded";
    html.leaf(
        "p",
        "read = "
            + loaded
            + " + duplicates + superseded + skipped + rejected + failed, for every table.",
        "class",
        "lead");
    legend(loaded);
    boolean outside =
        report.tables().stream().anyMatch(table -> table.replaced() + table.derived() > 0);
    HtmlTable table =
        outside
            ? new HtmlTable(
                html,
                "Books",
                report.tables().size(),
                "Table",
                "~Fates",
                "#read",
                "#" + loaded,
                "#duplicates",
                "#superseded",
                "#skipped",
                "#rejected",
                "#failed",
                "Balance",
                "#replaced",
                "#derived")
            : new HtmlTable(
                html,
                "Books",
                report.tables().size(),
                "Table",
                "~Fates",
                "#read",
                "#" + loaded,
                "#duplicates",
                "#superseded",
                "#skipped",
                "#rejected",
                "#failed",
                "Balance");
    for (TableReport each : report.tables()) {
      row(table, each.books());
      if (outside) {
        table.count(each.replaced()).count(each.derived());
      }
      table.endRow();
    }
    table.totals();
    row(table, report.totals());
    if (outside) {
      table.count(report.tables().stream().mapToLong(TableReport::replaced).sum());
      table.count(report.tables().stream().mapToLong(TableReport::derived).sum());
    }
    table.endRow().end();
    if (outside) {
      html.leaf(
          "p",
          "Outside the books: replaced are rows of the target that give way to a better copy and are"
              + " kept in prima.superseded; derived rows stand in no source as such.",
          "class",
          "note");
    }
    html.endLine();
  }

  private void row(HtmlTable table, Books books) {
    table.row(books.table());
    new Chart(table.cell("chart")).fates(books);
    html.end();
    table.count(books.read()).count(books.loaded()).count(books.duplicates());
    table.count(books.superseded()).count(books.skipped());
    table.count(books.rejected(), "look").count(books.failed(), "bad");
    if (books.balanced()) {
      html.leaf("td", "✓ balances", "class", "good");
    } else if (Conclusion.of(report).complete()) {
      html.leaf("td", "✕ off by " + Markup.count(books.difference()), "class", "bad");
    } else {
      html.leaf("td", "… " + Markup.count(books.difference()) + " open", "class", "look");
    }
  }

  private void legend(String loaded) {
    html.begin("ul", "class", "legend", "aria-hidden", "true");
    for (Fate fate : Fate.values()) {
      html.begin("li").begin("svg", "viewBox", "0 0 10 10");
      html.empty("rect", "class", "f-" + Chart.word(fate), "width", "10", "height", "10").end();
      html.text(fate == Fate.LOADED ? loaded : Chart.word(fate)).end();
    }
    html.endLine();
  }

  private void rejects() {
    List<Counted> rejects = counted(TableReport::rejectReasons);
    if (rejects.isEmpty()) {
      return;
    }
    html.begin("section", "id", "rejects").leaf("h2", "Rejects by reason");
    HtmlTable out =
        new HtmlTable(
            html, "Rejects by reason", rejects.size(), "Table", "Reason", "~Meaning", "#Rows");
    for (Counted each : rejects) {
      out.row(each.table).code(each.name, each.name).text(meaning(each.name));
      out.count(each.count, "look").endRow();
    }
    out.end();
    html.leaf(
        "p",
        "Each of these rows stands whole in rejects/TABLE.jsonl in the run's folder, with its file,"
            + " table, row and the column at fault.",
        "class",
        "note");
    html.endLine();
  }

  private record Counted(String table, String name, long count) {}

  private List<Counted> counted(Function<TableReport, Map<String, Long>> counts) {
    return report.tables().stream()
        .flatMap(
            table ->
                counts.apply(table).entrySet().stream()
                    .map(e -> new Counted(table.table(), e.getKey(), e.getValue())))
        .toList();
  }

  private static String meaning(String reason) {
    return Arrays.stream(RejectReason.values())
        .filter(known -> known.name().equals(reason))
        .findFirst()
        .map(RejectReason::meaning)
        .orElse("–");
  }

  private void conversions() {
    List<Counted> conversions = counted(TableReport::conversions);
    if (conversions.isEmpty()) {
      return;
    }
    html.begin("section", "id", "conversions").leaf("h2", "Conversions");
    HtmlTable out =
        new HtmlTable(html, "Conversions", conversions.size(), "Table", "Conversion", "#Values");
    for (Counted each : conversions) {
      out.row(each.table).code(each.name, each.name).count(each.count).endRow();
    }
    out.end();
    html.endLine();
  }

  private void differences() {
    int rows = report.tables().stream().mapToInt(t -> t.notes().size()).sum();
    if (rows == 0) {
      return;
    }
    String title = "What of schemas is otherwise in the target";
    html.begin("section", "id", "differences").leaf("h2", title);
    HtmlTable out = new HtmlTable(html, title, rows, "Table", "~What");
    for (TableReport table : report.tables()) {
      table.notes().forEach(note -> out.row(table.table()).text(note).endRow());
    }
    out.end();
    html.endLine();
  }
}
