package dev.prima.core.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where rows went: the shard map, and the rows of each node and region. */
final class HtmlPlaces {
  private final Markup html;
  private final RunReport report;

  HtmlPlaces(Markup html, RunReport report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    ShardingReport sharding = report.findings().sharding();
    if (sharding != null) {
      sharding(sharding);
    }
    if (report.tables().stream().anyMatch(table -> !table.targets().isEmpty())) {
      targets();
    }
  }

  private void sharding(ShardingReport report) {
    ShardingReport.Figures it = report.figures();
    html.begin("section", "id", "shards").leaf("h2", "Shard map");
    html.begin("dl", "class", "figures");
    figure("Strategy", it.strategy());
    figure("Agents", Markup.count(it.agents()));
    figure("Edges", Markup.count(it.edges()));
    figure("Shards used", Markup.count(it.shardsUsed()) + " of " + Markup.count(it.shards()));
    if (it.maxOverMean() != null) {
      figure("Fullest over mean", String.format(Locale.ROOT, "%.3f", it.maxOverMean()));
    }
    figure("Agents moved", Markup.count(it.moved()));
    html.endLine();
    if (it.edgeCut() != null || it.crossRegion() != null) {
      HtmlTable table =
          new HtmlTable(
              html,
              "Cut against the legacy hash",
              4,
              "Share of edges",
              "~Less is better",
              "#Value");
      share(table, "between shards", it.edgeCut(), "here");
      if (report.continued() != null) {
        share(table, "between shards, by the last full run", report.fullEdgeCut(), "here");
      }
      share(table, "between shards, by the legacy hash", it.hashEdgeCut(), "hash");
      share(table, "between regions", it.crossRegion(), "here");
      share(table, "between regions, by harmony", it.hashCrossRegion(), "hash");
      table.end();
    }
    if (!report.compared().isEmpty()) {
      compared(report.compared());
    }
    if (report.details() != null) {
      new HtmlShards(html, it.edges(), report.details()).write();
    }
    html.endLine();
  }

  private void compared(List<ShardingReport.Figures> strategies) {
    HtmlTable table =
        new HtmlTable(
            html,
            "Strategies compared",
            4,
            "Strategy, from scratch",
            "#Shards used",
            "#Fullest over mean",
            "#Between shards",
            "#Between regions");
    for (ShardingReport.Figures it : strategies) {
      table.row(it.strategy()).count(it.shardsUsed());
      table.number(decimal("%.3f", it.maxOverMean()), orZero(it.maxOverMean()));
      table.number(percent(it.edgeCut()), orZero(it.edgeCut()));
      table.number(percent(it.crossRegion()), orZero(it.crossRegion()));
      table.endRow();
    }
    table.end();
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "none" : decimal("%.1f %%", share * 100);
  }

  private static String decimal(String format, @Nullable Double value) {
    return value == null ? "none" : String.format(Locale.ROOT, format, value);
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  private void share(HtmlTable table, String name, @Nullable Double share, String kind) {
    if (share == null) {
      return;
    }
    String percent = String.format(Locale.ROOT, "%.1f %%", share * 100);
    table.row(name);
    new Chart(table.cell("chart wide")).span(name, percent, 0, share, 1, kind);
    html.end();
    table.number(percent, share).endRow();
  }

  private void figure(String name, String value) {
    html.begin("div").leaf("dt", name).leaf("dd", value).end();
  }

  private void targets() {
    html.begin("section", "id", "targets").leaf("h2", "Targets");
    Map<String, Map<String, Long>> stores = new TreeMap<>(Comparator.reverseOrder());
    int rows = 0;
    for (TableReport table : report.tables()) {
      for (TableReport.Target target : table.targets()) {
        stores
            .computeIfAbsent(target.store(), store -> new LinkedHashMap<>())
            .merge(place(target), target.rows(), Long::sum);
        rows++;
      }
    }
    stores.forEach(this::places);
    html.begin("details").leaf("summary", "Rows of each target table");
    list(rows);
    html.end().endLine();
  }

  /**
   * A region of a node; in the global store, which has no such nodes, a table or a region of it.
   */
  private static String place(TableReport.Target target) {
    if (target.node() != null) {
      return target.node() + " · " + Objects.requireNonNullElse(target.region(), "no region");
    }
    return target.region() == null ? target.name() : target.name() + " · " + target.region();
  }

  private void places(String store, Map<String, Long> places) {
    boolean postgres = store.equals("postgres");
    html.leaf("h3", postgres ? "PostgreSQL, by node and region" : "Cassandra, by table");
    long most = places.values().stream().mapToLong(Long::longValue).max().orElse(0);
    HtmlTable table =
        new HtmlTable(
            html, "Rows in " + store, 0, postgres ? "Node · region" : "Table", "~Share", "#Rows");
    List<Map.Entry<String, Long>> ordered =
        places.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    for (Map.Entry<String, Long> place : ordered) {
      String words = Markup.count(place.getValue()) + " rows";
      table.row(place.getKey());
      new Chart(table.cell("chart wide"))
          .span(place.getKey(), words, 0, place.getValue(), most, postgres ? "here" : "global");
      html.end();
      table.count(place.getValue()).endRow();
    }
    table.end();
  }

  private void list(int rows) {
    HtmlTable list =
        new HtmlTable(
            html, "Target tables", rows, "Table", "Store", "Target", "Node", "Region", "#Rows");
    for (TableReport table : report.tables()) {
      for (TableReport.Target target : table.targets()) {
        list.row(table.table()).text(target.store()).code(target.name(), target.name());
        list.text(Objects.requireNonNullElse(target.node(), "–"));
        list.text(Objects.requireNonNullElse(target.region(), "–")).count(target.rows()).endRow();
      }
    }
    list.end();
  }
}
