package dev.prima.core.report;

import dev.prima.core.plan.Foretold;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.plan.Needs;
import dev.prima.core.plan.StoreDdl;
import dev.prima.core.plan.TableForecast;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a dry run foretells, or what a migration's plan foretold beside what it did. */
final class HtmlForetold {
  private static final String UNKNOWN = "–";

  private final Markup html;
  private final RunReport report;

  HtmlForetold(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    MigrationPlan plan = report.forecast().plan();
    if (plan != null) {
      plan(plan);
    }
    Foretold foretold = report.forecast().foretold();
    if (foretold != null) {
      beside(foretold);
    }
  }

  private void plan(MigrationPlan plan) {
    html.begin("section", "id", "plan").leaf("h2", "The plan");
    sentences("What blocks", plan.verdict().blocks());
    sentences("What deserves a look", plan.verdict().looks());
    tables(plan.tables());
    precedence(plan.tables());
    examples(plan.tables());
    needs(plan.needs());
    ddl(plan.ddl());
    html.endLine();
  }

  private void sentences(String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      html.leaf("h3", title).begin("ul", "class", "notes");
      sentences.forEach(each -> html.leaf("li", each));
      html.endLine();
    }
  }

  private void tables(List<TableForecast> tables) {
    HtmlTable table =
        new HtmlTable(
            html,
            "What the plan foretells by table",
            tables.size(),
            "Table",
            "#would load",
            "#would replace",
            "#derived",
            "#of unknown agents",
            "#bytes staged",
            "#bytes to load");
    for (TableForecast each : tables) {
      table.row(each.table()).count(each.books().loaded()).count(each.replaced(), "look");
      table.count(each.derived()).count(each.volume().orphans(), "look");
      table.count(each.volume().stagedBytes());
      bytes(table, each.volume().loadBytes());
      table.endRow();
    }
    table.end();
  }

  private static void bytes(HtmlTable table, @Nullable Long bytes) {
    if (bytes == null) {
      table.unknown();
    } else {
      table.count(bytes);
    }
  }

  private void precedence(List<TableForecast> tables) {
    int rows = tables.stream().mapToInt(t -> t.wins().size()).sum();
    if (rows == 0) {
      return;
    }
    html.leaf("h3", "Which copies win");
    HtmlTable table =
        new HtmlTable(html, "Which copies win", rows, "Table", "Winner", "Rule", "#rows that lose");
    for (TableForecast each : tables) {
      for (TableForecast.Win win : each.wins()) {
        table.row(each.table()).text(win.file()).text(win.rule()).count(win.rows()).endRow();
      }
    }
    table.end();
  }

  private void examples(List<TableForecast> tables) {
    int rows = tables.stream().mapToInt(t -> t.examples().size()).sum();
    if (rows == 0) {
      return;
    }
    html.leaf("h3", "Rows that would be rejected, a few of each reason");
    HtmlTable table =
        new HtmlTable(
            html, "Rejected rows", rows, "Reason", "File", "Table", "#rowid", "Column", "Value");
    for (TableForecast each : tables) {
      for (TableForecast.RejectExample example : each.examples()) {
        table.row(example.reason()).text(example.file()).text(example.table());
        table.count(example.rowid()).text(example.column());
        table.text(example.value() == null ? "not shown" : example.value()).endRow();
      }
    }
    table.end();
  }

  private void needs(Needs needs) {
    html.leaf("h3", "Time and room");
    HtmlTable steps =
        new HtmlTable(
            html, "Time", needs.steps().size(), "Step", "#seconds", "~range", "~where from");
    for (Needs.StepTime each : needs.steps()) {
      steps.row(each.step());
      if (each.seconds() == null) {
        steps.unknown();
      } else {
        steps.number(seconds(each.seconds()), each.seconds());
      }
      steps.text(
          each.least() == null ? UNKNOWN : seconds(each.least()) + " to " + seconds(each.most()));
      steps.text(each.from()).endRow();
    }
    steps.end();
    HtmlTable rooms =
        new HtmlTable(
            html,
            "Room",
            needs.rooms().size(),
            "Place",
            "#bytes needed",
            "#bytes free",
            "~where from");
    for (Needs.Room each : needs.rooms()) {
      rooms.row(each.place());
      bytes(rooms, each.neededBytes());
      bytes(rooms, each.freeBytes());
      rooms.text(each.from()).endRow();
    }
    rooms.end();
  }

  private static String seconds(@Nullable Double seconds) {
    return seconds == null ? UNKNOWN : String.format(Locale.ROOT, "%,.1f", seconds);
  }

  private void ddl(List<StoreDdl> stores) {
    if (stores.isEmpty()) {
      return;
    }
    html.leaf("h3", "What the stores would be told");
    html.leaf(
        "p",
        "Each statement in full, in the order of execution, stands in plan.json under ddl, and"
            + " here where it is unfolded.",
        "class",
        "lead");
    stores.forEach(this::ddl);
  }

  private void ddl(StoreDdl ddl) {
    int count = ddl.before().size() + ddl.after().size();
    html.begin("details", "class", "ddl")
        .leaf("summary", ddl.store() + " " + ddl.name() + ": " + count + " statements");
    html.leaf("pre", text(ddl.before()));
    if (!ddl.after().isEmpty()) {
      html.leaf("p", "After the load:").leaf("pre", text(ddl.after()));
    }
    html.endLine();
  }

  private static String text(List<String> statements) {
    return statements.isEmpty() ? "Nothing." : String.join(";\n", statements) + ";";
  }

  private void beside(Foretold foretold) {
    html.begin("section", "id", "foretold").leaf("h2", "Foretold beside actual");
    List<String> differences = foretold.differences();
    if (differences.isEmpty()) {
      html.leaf("p", "✓ Everything came out as the plan foretold.", "class", "lead good");
    } else {
      sentences("What came out otherwise", differences);
    }
    List<Fate> fates = foretold.tables().stream().flatMap(HtmlForetold::fates).toList();
    HtmlTable table =
        new HtmlTable(
            html, "Foretold beside actual", fates.size(), "Table", "Fate", "#foretold", "#actual");
    for (Fate each : fates) {
      table.row(each.table).text(each.fate).count(each.foretold);
      table.count(each.actual, each.actual == each.foretold ? "" : "bad").endRow();
    }
    table.end();
    html.leaf(
        "p",
        "Fates that no row was foretold to have, and none had, are left out.",
        "class",
        "note");
    html.endLine();
  }

  private record Fate(String table, String fate, long foretold, long actual) {}

  private static Stream<Fate> fates(Foretold.Table table) {
    return table.foretold().entrySet().stream()
        .map(
            e ->
                new Fate(
                    table.table(),
                    e.getKey(),
                    e.getValue(),
                    table.actual().getOrDefault(e.getKey(), 0L)))
        .filter(fate -> fate.foretold + fate.actual > 0);
  }
}
