package dev.prima.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What explains the shard map: crossings, the unavoidable part, sizes and resonance of regions. */
final class HtmlShards {
  /** Steps of shade in the table of regions, each a class of the style sheet. */
  private static final int SHADES = 6;

  private final Markup html;
  private final long edges;
  private final ShardingDetails details;

  HtmlShards(Markup html, long edges, ShardingDetails details) {
    this.html = html;
    this.edges = edges;
    this.details = details;
  }

  void write() {
    crossings();
    unavoidable();
    sizes();
    if (details.regions().size() > 1) {
      regions();
    }
  }

  private void crossings() {
    HtmlTable table =
        new HtmlTable(
            html,
            "Rows that cross",
            2,
            "Rows between two agents",
            "#All",
            "#Between shards",
            "#Between regions");
    row(table, "connections", details.connections());
    row(table, "messages", details.messages());
    table.end();
  }

  private static void row(HtmlTable table, String name, ShardingDetails.Crossing crossing) {
    table.row(name).count(crossing.rows()).count(crossing.shards()).count(crossing.regions());
    table.endRow();
  }

  private void unavoidable() {
    ShardingDetails.Unavoidable it = details.unavoidable();
    List<String> parts = new ArrayList<>();
    if (it.regionFloor() != null) {
      parts.add(percent(it.regionFloor()) + " runs between the regions as they are given");
    }
    if (it.hubs() > 0) {
      parts.add(
          percent(it.hubCut())
              + " is cut at "
              + Markup.count(it.hubs())
              + " agents with more neighbours than a shard holds");
    }
    html.leaf(
        "p",
        parts.isEmpty()
            ? "Nothing of the cut is unavoidable by itself: regions follow the shards, and no agent"
                + " has more neighbours than a shard holds."
            : "Of the resonance no placement could spare: " + String.join("; ", parts) + ".",
        "class",
        "note");
  }

  private void sizes() {
    html.leaf("h3", "Agents by shard, fullest first");
    List<Long> sorted = details.sizes().stream().sorted(Comparator.reverseOrder()).toList();
    new Chart(html).columns("Shard sizes", sizes(sorted), sorted, details.cap());
    html.leaf("p", sizes(sorted), "class", "note");
  }

  private String sizes(List<Long> sorted) {
    if (sorted.isEmpty()) {
      return "no shards";
    }
    return String.format(
        Locale.ROOT,
        "%s: the fullest holds %s agents, the emptiest %s; the line is the most that one may"
            + " hold, %s.",
        sorted.size() == 1 ? "1 shard" : Markup.count(sorted.size()) + " shards",
        Markup.count(sorted.get(0)),
        Markup.count(sorted.get(sorted.size() - 1)),
        Markup.count(details.cap()));
  }

  private void regions() {
    html.leaf("h3", "Resonance between regions");
    List<String> names = details.regions();
    String[] columns = new String[names.size() + 1];
    columns[0] = "~Region";
    for (int r = 0; r < names.size(); r++) {
      columns[r + 1] = "#" + names.get(r);
    }
    double all = 0;
    for (int r = 0; r < names.size(); r++) {
      for (int q = r; q < names.size(); q++) {
        all += details.resonance().get(r).get(q);
      }
    }
    // Not searched, however many: what is left of a matrix tells nothing.
    HtmlTable table = new HtmlTable(html, "Share of all resonance", 0, columns);
    for (int r = 0; r < names.size(); r++) {
      table.row(names.get(r));
      for (int q = 0; q < names.size(); q++) {
        double share = all == 0 ? 0 : details.resonance().get(r).get(q) / all;
        int shade = (int) Math.min(SHADES - 1, Math.ceil(Math.sqrt(share) * (SHADES - 1)));
        table.cell("n heat" + shade).text(percent(share)).end();
      }
      table.endRow();
    }
    table.end();
    html.leaf(
        "p",
        "Share of the resonance of all "
            + Markup.count(edges)
            + " edges that runs between two regions; within a region on the diagonal.",
        "class",
        "note");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
