package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.ExtraColumns;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Extent;
import dev.prima.core.mapping.TargetColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a mapping says of a table that is its own target. */
final class OwnTableReader {
  private static final Set<String> KEYS =
      Set.of(
          "as",
          "requires",
          "optional",
          "placement",
          "identity",
          "columns",
          "precedence",
          "indexes",
          "unique",
          "partition-by",
          "generated",
          "global");

  /** Columns that every table of ours has. */
  private static final Set<String> OURS = Set.of("region_id", "shard_id", "source_id");

  private static final String MADE = "row_id";
  private static final Set<Conversion> UNITS = Set.of(Conversion.SECONDS, Conversion.MILLISECONDS);

  private final String profile;
  private final Conversion timeUnit;
  private final Problems problems;

  OwnTableReader(String profile, Conversion timeUnit, Problems problems) {
    this.profile = profile;
    this.timeUnit = timeUnit;
    this.problems = problems;
  }

  /** Null where too little can be made of it; what is wrong with it is kept. */
  @Nullable OwnTable read(String source, YamlValue value) {
    return problems.attempt(() -> table(source, value));
  }

  private OwnTable table(String source, YamlValue value) {
    Map<String, YamlValue> entries = value.entries(KEYS);
    value.required(entries, "placement");
    YamlValue identity = value.required(entries, "identity");
    List<TargetColumn> columns = new ArrayList<>();
    List<ColumnRule> rules = new ArrayList<>();
    Set<String> taken = new HashSet<>(OURS);
    value
        .required(entries, "columns")
        .entries()
        .forEach((from, to) -> problems.check(() -> column(from, to, columns, rules, taken)));
    String made = null;
    Map<String, YamlValue> parts = identity.entries(Set.of("key", "content", "unordered", "as"));
    if (parts.containsKey("content")) {
      YamlValue as = parts.get("as");
      made = as == null ? MADE : as.text();
      take(as == null ? identity : as, made, taken);
      columns.add(0, new TargetColumn(made, ColumnType.UUID, true, false));
    }
    problems.check(() -> take(value, ExtraColumns.COLUMN, taken));
    columns.add(new TargetColumn(ExtraColumns.COLUMN, ColumnType.JSONB, false, true));
    YamlValue as = entries.get("as");
    String name = as == null ? source : as.text();
    return new OwnTable(
        profile,
        source,
        value,
        name,
        columns,
        rules,
        identity(identity, parts, new Columns(name, columns)),
        made,
        entries,
        extent(entries));
  }

  private static Extent extent(Map<String, YamlValue> entries) {
    if (entries.containsKey("requires")) {
      return Extent.LENIENT;
    }
    return TargetModelReader.isTrue(entries, "optional") ? Extent.WHOLE : Extent.PRESENT;
  }

  private static void take(YamlValue place, String name, Set<String> taken) {
    if (name.isBlank()) {
      throw place.problem("a column has no name");
    }
    if (!taken.add(name)) {
      throw place.problem(
          "two columns are called "
              + name
              + "; "
              + OURS.stream().sorted().toList()
              + " and extra are ours: name another with to:");
    }
  }

  private void column(
      String from,
      YamlValue value,
      List<TargetColumn> columns,
      List<ColumnRule> rules,
      Set<String> taken) {
    if (value.isText()) {
      TargetColumn column = TargetModelReader.column(from, value);
      add(from, value, column, ConvertWords.NONE, columns, rules, taken);
      return;
    }
    Map<String, YamlValue> entries = value.entries(Set.of("to", "type", "convert", "leave"));
    if (entries.containsKey("leave")) {
      String reason = value.required(entries, "leave").text();
      if (reason.isBlank() || entries.size() > 1) {
        throw value.problem("a column is left out by leave: REASON, and nothing else");
      }
      rules.add(new ColumnRule(from, "", Conversion.NONE, reason));
      return;
    }
    YamlValue to = entries.get("to");
    TargetColumn column =
        TargetModelReader.column(to == null ? from : to.text(), value.required(entries, "type"));
    ConvertWords told = ConvertWords.of(entries.get("convert"), column.type());
    add(from, value, column, told, columns, rules, taken);
  }

  private void add(
      String from,
      YamlValue place,
      TargetColumn column,
      ConvertWords told,
      List<TargetColumn> columns,
      List<ColumnRule> rules,
      Set<String> taken) {
    if (column.type() == ColumnType.UUID || column.type() == ColumnType.TAGGED) {
      throw place.problem(
          "a column of a source is no " + column.type().name().toLowerCase(java.util.Locale.ROOT));
    }
    take(place, column.name(), taken);
    columns.add(column);
    Conversion conversion = told.conversion().orElse(Conversion.NONE);
    boolean time = column.type() == ColumnType.TIMESTAMPTZ && !UNITS.contains(conversion);
    rules.add(new ColumnRule(from, column.name(), time ? timeUnit : conversion, "", told.texts()));
  }

  private static Identity identity(
      YamlValue value, Map<String, YamlValue> entries, Columns columns) {
    boolean key = entries.containsKey("key");
    if (key == entries.containsKey("content")) {
      throw value.problem("an identity is key: [COLUMNS] or content: [COLUMNS]");
    }
    List<YamlValue> names = value.required(entries, key ? "key" : "content").list();
    if (names.isEmpty()) {
      throw value.problem("an identity without columns makes one row of all");
    }
    List<String> identifying = names.stream().map(columns::name).toList();
    boolean unordered = TargetModelReader.isTrue(entries, "unordered");
    if (unordered && (!key || identifying.size() != 2)) {
      throw value.problem("unordered is of a key of two columns");
    }
    if (!key) {
      return new Identity.Content(identifying);
    }
    if (entries.containsKey("as")) {
      throw value.problem("as names the id that is made of content; a key needs none");
    }
    return new Identity.Key(identifying, unordered);
  }
}
