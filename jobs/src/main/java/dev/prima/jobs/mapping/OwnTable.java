package dev.prima.jobs.mapping;

import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Extent;
import dev.prima.core.mapping.TargetColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping says of a table that is its own target, read as far as that table alone goes; what
 * it follows may be said of another one.
 *
 * @param value all that is said, for its place
 * @param name the target's name
 * @param columns without one that is found by following
 * @param made the column of the made id; null for a table that is identified by a key
 */
record OwnTable(
    String profile,
    String source,
    YamlValue value,
    String name,
    List<TargetColumn> columns,
    List<ColumnRule> rules,
    Identity identity,
    @Nullable String made,
    Map<String, YamlValue> entries,
    Extent extent) {
  OwnTable {
    columns = List.copyOf(columns);
    rules = List.copyOf(rules);
  }

  YamlValue placement() {
    return value.required(entries, "placement");
  }

  /** The entries of its placement; empty for one that is a single word. */
  Map<String, YamlValue> placing() {
    return placement().isMap() ? placement().entries() : Map.of();
  }

  /** The table that it follows, by its name in the mapping; null where it names the entity. */
  @Nullable YamlValue followed() {
    return placing().get("of");
  }

  boolean distributes() {
    return placing().containsKey("distribute");
  }

  /** The columns by which rows are found again. */
  List<String> key() {
    return made == null ? identity.columns() : List.of(made);
  }

  /** The rule that fills a column; empty for one that no source column fills. */
  Optional<ColumnRule> rule(String target) {
    return rules.stream().filter(r -> r.target().equals(target)).findFirst();
  }

  /** The same with a further column and what fills it. */
  OwnTable with(TargetColumn column, ColumnRule rule) {
    List<TargetColumn> all = new ArrayList<>(columns);
    all.add(column);
    List<ColumnRule> more = new ArrayList<>(rules);
    more.add(rule);
    return new OwnTable(profile, source, value, name, all, more, identity, made, entries, extent);
  }
}
