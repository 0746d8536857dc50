package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Profile.SkippedTable;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Extent;
import dev.prima.core.mapping.TableClaim.Hop;
import dev.prima.core.mapping.TableClaim.Through;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of one mapping file that are their own targets: finds for each that follows another
 * one the way to the entity, and makes target tables and claims of all.
 */
final class OwnModel {
  private final Map<String, OwnTable> tables = new LinkedHashMap<>();
  private final List<SkippedTable> skipped = new ArrayList<>();
  private final Problems problems;

  OwnModel(Problems problems) {
    this.problems = problems;
  }

  /** A target and what fills it. */
  record Made(TargetTable target, TableClaim claim) {}

  /**
   * The way by which rows of a table come to the entity.
   *
   * @param column that names it
   * @param naming the rule that fills this
   */
  private record Way(List<Hop> hops, String take, TargetColumn column, ColumnRule naming) {
    Through through() {
      String tables = hops.stream().map(Hop::table).collect(Collectors.joining(" > "));
      return new Through(hops.get(0).by() + " > " + tables + "." + take, hops, take);
    }
  }

  /** Reads what is said of a table. */
  void read(OwnTableReader reader, String source, YamlValue value) {
    if (skips(value)) {
      problems.check(() -> skip(source, value));
      return;
    }
    OwnTable table = reader.read(source, value);
    if (table != null) {
      tables.put(source, table);
    }
  }

  private static boolean skips(YamlValue value) {
    YamlValue placement = value.isMap() ? value.entries().get("placement") : null;
    return placement != null && placement.isMap() && placement.entries().containsKey("skip");
  }

  private void skip(String source, YamlValue value) {
    Map<String, YamlValue> entries = value.entries(Set.of("placement", "optional"));
    YamlValue reason =
        value.required(entries, "placement").entries(Set.of("skip")).getOrDefault("skip", value);
    if (!reason.isText() || reason.text().isBlank() || reason.text().equals("true")) {
      throw reason.problem("a table is skipped for a reason: skip: REASON");
    }
    skipped.add(
        new SkippedTable(
            source,
            reason.text(),
            TargetModelReader.isTrue(entries, "optional") ? Extent.WHOLE : Extent.PRESENT));
  }

  List<SkippedTable> skipped() {
    return skipped;
  }

  List<OwnTable> tables() {
    return List.copyOf(tables.values());
  }

  /** All that can be made; what cannot is kept as a problem. */
  List<Made> made() {
    List<Made> made = new ArrayList<>();
    for (OwnTable table : tables.values()) {
      Made one = problems.attempt(() -> made(table));
      if (one != null) {
        made.add(one);
      }
    }
    return made;
  }

  private Made made(OwnTable table) {
    YamlValue followed = table.followed();
    if (followed == null) {
      return new OwnTarget(table, problems).made();
    }
    Map<String, YamlValue> placing = table.placement().entries(Set.of("follow", "of", "as"));
    YamlValue by = table.placement().required(placing, "follow");
    OwnTable parent = tables.get(followed.text());
    if (parent != null && parent.distributes()) {
      // It names the entity itself.
      entityKey(parent, followed);
      return new OwnTarget(table, problems).following(by);
    }
    Way way = way(table, new ArrayList<>());
    YamlValue as = placing.get("as");
    String name = as == null ? way.column().name() : as.text();
    if (table.columns().stream().anyMatch(c -> c.name().equals(name))) {
      throw table
          .placement()
          .problem(
              "there is a column "
                  + name
                  + " already, and the entity that a row follows is kept under this name; name it"
                  + " with as:");
    }
    TargetColumn found = new TargetColumn(name, ColumnType.TEXT, false, true);
    OwnTable whole =
        table.with(
            found,
            new ColumnRule(
                way.through().column(), name, way.naming().conversion(), "", way.naming().texts()));
    return new OwnTarget(whole, problems).following(way.through(), name);
  }

  private static void entityKey(OwnTable parent, YamlValue followed) {
    if (parent.identity().columns().size() != 1) {
      throw followed.problem(parent.source() + " is not known by a single column");
    }
  }

  /** The way of a table that follows another one. */
  private Way way(OwnTable table, List<String> passed) {
    YamlValue placement = table.placement();
    YamlValue followed = placement.required(table.placing(), "of");
    if (passed.contains(table.source())) {
      throw placement.problem(
          "a cycle: " + String.join(" follows ", passed) + " follows " + table.source());
    }
    passed.add(table.source());
    String by = source(table, placement.required(table.placing(), "follow"));
    OwnTable parent = tables.get(followed.text());
    if (parent == null) {
      throw followed.problem(
          "no table " + followed.text() + " in this mapping; there are " + tables.keySet());
    }
    Hop hop = new Hop(by, parent.source(), key(parent, followed));
    if (parent.followed() == null || names(parent)) {
      ColumnRule rule = namingRule(parent, followed);
      return new Way(
          List.of(hop),
          rule.source(),
          new Columns(parent.name(), parent.columns()).column(followed, rule.target()),
          rule);
    }
    Way rest = way(parent, passed);
    List<Hop> hops = new ArrayList<>(List.of(hop));
    hops.addAll(rest.hops());
    return new Way(hops, rest.take(), rest.column(), rest.naming());
  }

  /** Whether a table that follows another one names the entity, which that one is. */
  private boolean names(OwnTable table) {
    YamlValue followed = table.followed();
    OwnTable parent = followed == null ? null : tables.get(followed.text());
    return parent != null && parent.distributes();
  }

  /** What fills the column by which the parent is placed. */
  private static ColumnRule namingRule(OwnTable parent, YamlValue followed) {
    Map<String, YamlValue> placing = parent.placing();
    YamlValue column = placing.get("follow");
    if (column == null && placing.get("connect") != null) {
      column = placing.get("connect").list().get(0);
    }
    if (column == null) {
      throw followed.problem(
          parent.source()
              + " is neither distributed nor follows what is: its rows cannot be followed");
    }
    String name = column.text();
    return parent
        .rule(name)
        .orElseThrow(() -> followed.problem("no column of a source fills " + name));
  }

  /** The column of the source by which rows of the parent are known. */
  private static String key(OwnTable parent, YamlValue followed) {
    entityKey(parent, followed);
    String column = parent.identity().columns().get(0);
    if (parent.made() != null) {
      throw followed.problem(
          parent.source() + " is identified by content: it has no key to be followed by");
    }
    return parent
        .rule(column)
        .map(ColumnRule::source)
        .orElseThrow(() -> followed.problem("no column of a source fills " + column));
  }

  private static String source(OwnTable table, YamlValue column) {
    return table
        .rule(new Columns(table.name(), table.columns()).name(column))
        .map(ColumnRule::source)
        .orElseThrow(() -> column.problem("no column of a source fills " + column.text()));
  }
}
