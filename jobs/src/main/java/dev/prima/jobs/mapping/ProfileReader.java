package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one mapping file: tables that fill targets of a model, and tables that are their own
 * targets.
 */
final class ProfileReader {
  private static final String TARGET = "target";

  private final Map<String, YamlValue> top;
  private final String name;
  private final Conversion timeUnit;
  private final Map<String, YamlValue> claiming = new LinkedHashMap<>();
  private final OwnModel own;
  private final Problems problems;

  ProfileReader(YamlValue root, Problems problems) {
    this.problems = problems;
    top = root.entries(Set.of("profile", "time-unit", "derive-connections-from", "tables"));
    name = root.required(top, "profile").text();
    YamlValue unit = top.get("time-unit");
    timeUnit = unit == null ? Conversion.SECONDS : ConvertWords.conversion(unit);
    own = new OwnModel(problems);
    OwnTableReader reader = new OwnTableReader(name, timeUnit, problems);
    root.required(top, "tables")
        .entries()
        .forEach(
            (source, value) -> {
              if (value.isMap() && value.entries().containsKey(TARGET)) {
                claiming.put(source, value);
              } else {
                own.read(reader, source, value);
              }
            });
  }

  String name() {
    return name;
  }

  /** The targets that tables of this file fill beside their own. */
  List<String> filled() {
    List<String> names = new ArrayList<>();
    claiming
        .values()
        .forEach(
            value ->
                problems.check(() -> names.add(value.required(value.entries(), TARGET).text())));
    return names;
  }

  /** The tables that are their own targets, as they stand in the file. */
  OwnModel own() {
    return own;
  }

  /** The profile, of which the targets are known by now. */
  Profile profile(List<OwnModel.Made> made, List<TargetTable> targets) {
    List<TableClaim> claims = new ArrayList<>();
    claiming.forEach(
        (source, value) -> problems.check(() -> claims.add(claim(targets, source, value))));
    made.forEach(m -> claims.add(m.claim()));
    YamlValue derived = top.get("derive-connections-from");
    return new Profile(name, claims, derived == null ? "" : derived.text(), own.skipped());
  }

  private TableClaim claim(List<TargetTable> targets, String source, YamlValue value) {
    Map<String, YamlValue> entries =
        value.entries(Set.of("requires", TARGET, "identity", "columns"));
    YamlValue targetName = value.required(entries, TARGET);
    TargetTable target =
        targets.stream()
            .filter(t -> t.name().equals(targetName.text()))
            .findFirst()
            .orElseThrow(
                () ->
                    targetName.problem(
                        "no target table "
                            + targetName.text()
                            + "; there are "
                            + targets.stream().map(TargetTable::name).toList()));
    List<ColumnRule> rules = new ArrayList<>();
    value
        .required(entries, "columns")
        .entries()
        .forEach(
            (column, rule) ->
                problems.check(() -> rules.add(rule(target, timeUnit, column, rule))));
    return new TableClaim(
        name,
        source,
        value.required(entries, "requires").texts(),
        target.name(),
        identity(target, value.required(entries, "identity")),
        rules);
  }

  private static Identity identity(TargetTable target, YamlValue value) {
    Map<String, YamlValue> entries = value.entries(Set.of("key", "content", "unordered"));
    YamlValue columns = entries.containsKey("key") ? entries.get("key") : entries.get("content");
    if (columns == null) {
      throw value.problem("an identity is key: [COLUMNS] or content: [COLUMNS]");
    }
    columns.list().forEach(c -> checkColumn(target, c));
    boolean unordered =
        entries.containsKey("unordered") && entries.get("unordered").text().equals("true");
    return entries.containsKey("key")
        ? new Identity.Key(columns.texts(), unordered)
        : new Identity.Content(columns.texts());
  }

  private static ColumnRule rule(
      TargetTable target, Conversion timeUnit, String source, YamlValue value) {
    if (value.isText()) {
      checkColumn(target, value);
      return new ColumnRule(source, value.text(), unit(target, value.text(), timeUnit), "");
    }
    Map<String, YamlValue> entries = value.entries(Set.of("to", "convert", "leave"));
    if (entries.containsKey("leave")) {
      return new ColumnRule(source, "", Conversion.NONE, value.required(entries, "leave").text());
    }
    YamlValue to = value.required(entries, "to");
    checkColumn(target, to);
    ConvertWords told = ConvertWords.of(entries.get("convert"), type(target, to.text()));
    Conversion conversion = told.conversion().orElseGet(() -> unit(target, to.text(), timeUnit));
    return new ColumnRule(source, to.text(), conversion, "", told.texts());
  }

  private static ColumnType type(TargetTable target, String column) {
    return target.columns().get(target.ordinal(column)).type();
  }

  private static Conversion unit(TargetTable target, String column, Conversion timeUnit) {
    return type(target, column) == ColumnType.TIMESTAMPTZ ? timeUnit : Conversion.NONE;
  }

  private static void checkColumn(TargetTable target, YamlValue column) {
    if (!target.has(column.text())) {
      throw column.problem("no column " + column.text() + " in target table " + target.name());
    }
  }
}
