package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.EntityColumns;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.WeightExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads where the rows of a table go, and what they say of who belongs together. */
final class PlacementReader {
  private static final Set<String> KINDS =
      Set.of("distribute", "follow", "connect", "legacy-region");

  private PlacementReader() {}

  /**
   * @param edges null where the rows are none
   */
  record Read(Placement placement, @Nullable Edges edges) {}

  static Read read(YamlValue value, Columns columns) {
    if (value.isText()) {
      return switch (value.text()) {
        case "home", "global" -> new Read(new Placement.Home(), null);
        case "reference" -> new Read(new Placement.Everywhere(), null);
        default -> throw unknown(value);
      };
    }
    Map<String, YamlValue> entries = value.entries();
    List<String> kinds = entries.keySet().stream().filter(KINDS::contains).toList();
    if (kinds.size() != 1) {
      throw unknown(value);
    }
    YamlValue column = value.required(entries, kinds.get(0));
    return switch (kinds.get(0)) {
      case "distribute" -> new Read(distribute(value, columns), null);
      case "connect" -> connect(value, columns);
      case "follow" -> {
        value.entries(Set.of("follow"));
        yield new Read(new Placement.Follow(columns.entity(column)), null);
      }
      default -> {
        value.entries(Set.of("legacy-region"));
        yield new Read(new Placement.LegacyRegion(columns.name(column)), null);
      }
    };
  }

  private static RuntimeException unknown(YamlValue value) {
    return value.problem(
        "a placement is one of distribute: COLUMN, follow: COLUMN, connect: [COLUMN, COLUMN],"
            + " legacy-region: COLUMN, reference, home, global, skip: REASON");
  }

  private static Placement distribute(YamlValue value, Columns columns) {
    Map<String, YamlValue> entries =
        value.entries(
            Set.of(
                "distribute", "harmony", "secondary", "region", "regions", "coherence", "status"));
    Map<String, String> regions = new LinkedHashMap<>();
    YamlValue named = entries.get("regions");
    if (named != null) {
      value.required(entries, "region");
      named.entries().forEach((name, region) -> regions.put(name, region.text()));
    }
    YamlValue coherence = entries.get("coherence");
    if (coherence != null
        && columns.column(coherence, coherence.text()).type() != ColumnType.DOUBLE) {
      throw coherence.problem("coherence is a column of type double");
    }
    return new Placement.Distribute(
        columns.entity(value.required(entries, "distribute")),
        new EntityColumns(
            text(entries.get("harmony"), columns),
            text(entries.get("secondary"), columns),
            text(entries.get("region"), columns),
            regions,
            coherence == null ? null : coherence.text(),
            text(entries.get("status"), columns)));
  }

  private static @Nullable String text(@Nullable YamlValue column, Columns columns) {
    if (column == null) {
      return null;
    }
    ColumnType type = columns.column(column, column.text()).type();
    if (type != ColumnType.TEXT && type != ColumnType.JSONB) {
      throw column.problem(column.text() + " is looked at as a text: give it type text");
    }
    return column.text();
  }

  private static Read connect(YamlValue value, Columns columns) {
    Map<String, YamlValue> entries = value.entries(Set.of("connect", "weight", "resonance"));
    YamlValue both = value.required(entries, "connect");
    List<YamlValue> ends = both.list();
    if (ends.size() != 2 || ends.get(0).text().equals(ends.get(1).text())) {
      throw both.problem("connect is [COLUMN, COLUMN], the two ends of an edge");
    }
    String first = columns.entity(ends.get(0));
    String second = columns.entity(ends.get(1));
    return new Read(new Placement.Follow(first), edges(value, entries, first, second, columns));
  }

  private static Edges edges(
      YamlValue value,
      Map<String, YamlValue> entries,
      String first,
      String second,
      Columns columns) {
    YamlValue weight = entries.get("weight");
    YamlValue resonance = entries.get("resonance");
    if ((weight == null) == (resonance == null)) {
      throw value.problem(
          "what connects has a weight, an expression over its columns such as 1 or ln(1 + orders)");
    }
    if (weight != null) {
      return new Edges.Weighted(first, second, weight(weight, columns));
    }
    YamlValue by = value.required(entries, "resonance");
    if (by.isText()) {
      if (!by.text().equals("exchange")) {
        throw by.problem("resonance is exchange, or names strength, interactions, trust and more");
      }
      return new Edges.Exchange(first, second);
    }
    Map<String, YamlValue> names =
        by.entries(Set.of("strength", "interactions", "trust", "compatibility"));
    return new Edges.Resonance(
        first,
        second,
        columns.name(by.required(names, "strength")),
        columns.name(by.required(names, "interactions")),
        columns.name(by.required(names, "trust")),
        columns.name(by.required(names, "compatibility")));
  }

  private static WeightExpression weight(YamlValue value, Columns columns) {
    try {
      WeightExpression weight = WeightExpression.parse(value.text());
      weight.columns().forEach(c -> columns.number(value, c));
      return weight;
    } catch (WeightExpression.SyntaxException e) {
      throw value.problem("the weight '" + value.text() + "' cannot be read: " + e.getMessage());
    }
  }
}
