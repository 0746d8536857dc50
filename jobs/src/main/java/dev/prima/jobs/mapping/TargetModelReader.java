package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Clustering;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.PostgresShape.Generated;
import dev.prima.core.mapping.PostgresShape.Index;
import dev.prima.core.mapping.PostgresShape.Partitioning;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the target model. */
final class TargetModelReader {
  private static final Pattern FUNCTION = Pattern.compile("\\$([a-z-]+)(?:\\((\\w+)\\))?");
  private static final Pattern BY_MONTH = Pattern.compile("month\\((\\w+)\\)");

  List<TargetTable> read(YamlValue root) {
    List<TargetTable> tables = new ArrayList<>();
    root.required(root.entries(Set.of("tables")), "tables")
        .entries()
        .forEach((name, table) -> tables.add(table(name, table)));
    return tables;
  }

  private static TargetTable table(String name, YamlValue value) {
    Map<String, YamlValue> entries =
        value.entries(Set.of("columns", "key", "precedence", "placement", "postgres", "global"));
    List<TargetColumn> columns = new ArrayList<>();
    value
        .required(entries, "columns")
        .entries()
        .forEach((column, type) -> columns.add(column(column, type)));
    Map<String, YamlValue> key =
        value.required(entries, "key").entries(Set.of("columns", "unordered", "made"));
    PlacementReader.Read placement =
        PlacementReader.read(value.required(entries, "placement"), new Columns(name, columns));
    return new TargetTable(
        name,
        columns,
        new TargetKey(
            value.required(key, "columns").texts(), isTrue(key, "unordered"), isTrue(key, "made")),
        precedence(value.required(entries, "precedence")),
        placement.placement(),
        new Stores(postgres(entries.get("postgres")), global(entries.get("global"), columns)),
        placement.edges());
  }

  static boolean isTrue(Map<String, YamlValue> entries, String key) {
    YamlValue value = entries.get(key);
    return value != null && value.text().equals("true");
  }

  static TargetColumn column(String name, YamlValue value) {
    List<String> words = Arrays.asList(value.text().split(" "));
    List<String> flags = words.subList(1, words.size());
    if (!Set.of("not-null", "lineage", "made").containsAll(flags)) {
      throw value.problem("a column is TYPE [not-null] [lineage] [made]");
    }
    for (ColumnType type : ColumnType.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(words.get(0))) {
        boolean content = !flags.contains("lineage") && !flags.contains("made");
        return new TargetColumn(name, type, flags.contains("not-null"), content);
      }
    }
    throw value.problem("no type " + words.get(0));
  }

  static Precedence precedence(YamlValue value) {
    Map<String, YamlValue> entries = value.entries(Set.of("love", "benefit", "time"));
    YamlValue love = entries.get("love");
    return new Precedence(
        love == null ? null : love.text(), lists(entries, "benefit"), lists(entries, "time"));
  }

  static List<List<String>> lists(Map<String, YamlValue> entries, String key) {
    YamlValue value = entries.get(key);
    return value == null ? List.of() : value.textLists();
  }

  private static @Nullable PostgresShape postgres(@Nullable YamlValue value) {
    if (value == null) {
      return null;
    }
    Map<String, YamlValue> entries =
        value.entries(Set.of("primary-key", "unique", "indexes", "partition-by", "generated"));
    YamlValue key = entries.get("primary-key");
    return new PostgresShape(
        "prima",
        key == null ? List.of() : key.texts(),
        lists(entries, "unique"),
        lists(entries, "indexes").stream().map(columns -> new Index(columns, false)).toList(),
        partitioning(entries.get("partition-by")),
        generated(entries.get("generated")));
  }

  static List<Generated> generated(@Nullable YamlValue value) {
    List<Generated> generated = new ArrayList<>();
    if (value != null) {
      value
          .entries()
          .forEach(
              (name, text) -> {
                String[] parts = text.text().split(" ", 2);
                if (parts.length < 2) {
                  throw text.problem("a generated column is TYPE EXPRESSION");
                }
                generated.add(new Generated(name, parts[0], parts[1]));
              });
    }
    return generated;
  }

  static Partitioning partitioning(@Nullable YamlValue value) {
    if (value == null) {
      return Partitioning.NONE;
    }
    if (value.text().equals("shard")) {
      return new Partitioning(By.SHARD, null);
    }
    Matcher month = BY_MONTH.matcher(value.text());
    if (month.matches()) {
      return new Partitioning(By.MONTH, month.group(1));
    }
    throw value.problem("partition-by is shard or month(COLUMN)");
  }

  static @Nullable GlobalShape global(@Nullable YamlValue value, List<TargetColumn> tableColumns) {
    if (value == null) {
      return null;
    }
    Map<String, YamlValue> entries =
        value.entries(Set.of("table", "rows", "ends", "partition-key", "clustering", "columns"));
    List<Clustering> clustering =
        !entries.containsKey("clustering")
            ? List.of()
            : value.required(entries, "clustering").texts().stream()
                .map(t -> new Clustering(t.split(" ")[0], t.endsWith(" desc")))
                .toList();
    YamlValue rows = entries.get("rows");
    YamlValue ends = entries.get("ends");
    return new GlobalShape(
        value.required(entries, "table").text(),
        value.required(entries, "partition-key").texts(),
        clustering,
        ends == null ? List.of() : ends.texts(),
        rows != null && rows.text().equals("crossing"),
        globalColumns(value.required(entries, "columns"), tableColumns));
  }

  private static List<GlobalColumn> globalColumns(
      YamlValue value, List<TargetColumn> tableColumns) {
    if (value.isText() && value.text().equals("all")) {
      return tableColumns.stream()
          .map(c -> new GlobalColumn(c.name(), new Origin.Column(c.name())))
          .toList();
    }
    List<GlobalColumn> columns = new ArrayList<>();
    value.entries().forEach((name, origin) -> columns.add(new GlobalColumn(name, origin(origin))));
    return columns;
  }

  private static Origin origin(YamlValue value) {
    Matcher function = FUNCTION.matcher(value.text());
    if (!function.matches()) {
      return new Origin.Column(value.text());
    }
    String argument = function.group(2) == null ? "" : function.group(2);
    return switch (function.group(1)) {
      case "end" -> new Origin.End();
      case "peer" -> new Origin.Peer();
      case "region" -> new Origin.Region();
      case "shard" -> new Origin.Shard();
      case "month" -> new Origin.Month(argument);
      case "day" -> new Origin.Day(argument);
      case "key-time" -> new Origin.KeyTime(argument);
      default -> throw value.problem("no function " + value.text());
    };
  }
}
