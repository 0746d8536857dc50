package dev.prima.core.report;

import java.util.List;
import java.util.Objects;

/** Four questions at the top, and the sections that two of the answers point to. */
final class HtmlAnswers {
  private final Markup html;
  private final RunReport report;

  HtmlAnswers(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  /** Questions and answers. */
  void write() {
    Answers answers = new Answers(report);
    boolean reconciled = report.findings().reconciliation() != null;
    boolean rejects = report.totals().rejected() > 0;
    html.begin("section", "id", "answers").leaf("h2", "In short");
    html.begin("dl", "class", "answers");
    answer("Was anything lost?", answers.lost(), reconciled ? "reconciliation" : "books");
    answer("What was refused, and why?", answers.refused(), rejects ? "rejects" : "books");
    boolean placed = AgentQueries.of(report).isPresent();
    answer("Where does a given agent live now?", answers.agents(), placed ? "agents" : "run");
    answer("What was not checked?", answers.unchecked(), "unchecked");
    html.end().endLine();
  }

  private void answer(String question, String answer, String section) {
    html.begin("div").begin("dt").leaf("a", question, "href", "#" + section).end();
    html.leaf("dd", answer).end();
  }

  void agents() {
    AgentQueries.of(report).ifPresent(this::agents);
  }

  private void agents(AgentQueries it) {
    html.begin("section", "id", "agents").leaf("h2", "Where an agent lives");
    html.leaf(
        "p",
        "An agent stands on exactly one node; the directory in Cassandra names its region and"
            + " shard, and the table below the node that serves the region.",
        "class",
        "lead");
    html.begin("div", "data-agent", AgentQueries.AGENT);
    query("Region and shard, from the directory (cqlsh)", it.cql());
    query("The agent itself, on the node of its region (psql)", it.sql());
    html.end();
    html.leaf(
        "p",
        "Without a database: shard-map/ in the run's folder holds agent, region and shard of all"
            + " agents as Parquet, as they were when this run ended.",
        "class",
        "note");
    html.leaf("h3", "Agents by region and node");
    HtmlTable table =
        new HtmlTable(
            html, "Agents by region and node", it.places().size(), "Region", "Node", "#Agents");
    for (TableReport.Target place : it.places()) {
      table.row(Objects.requireNonNullElse(place.region(), "no region"));
      table.text(Objects.requireNonNullElse(place.node(), "–")).count(place.rows()).endRow();
    }
    table.end();
    html.endLine();
  }

  private void query(String title, String query) {
    html.leaf("h3", title).begin("pre").leaf("code", query).endLine();
  }

  void unchecked() {
    html.begin("section", "id", "unchecked").leaf("h2", "What was not checked");
    List<String> sentences = Unchecked.of(report);
    if (sentences.isEmpty()) {
      html.leaf("p", "Nothing was left out.", "class", "lead");
    } else {
      html.begin("ul", "class", "notes");
      sentences.forEach(sentence -> html.leaf("li", sentence));
      html.end();
    }
    html.endLine();
  }
}
