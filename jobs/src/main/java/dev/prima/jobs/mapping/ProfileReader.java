package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads one profile against the target model. */
final class ProfileReader {
  private final List<TargetTable> targets;

  ProfileReader(List<TargetTable> targets) {
    this.targets = targets;
  }

  Profile read(YamlValue root) {
    Map<String, YamlValue> top =
        root.entries(Set.of("profile", "time-unit", "derive-connections-from", "tables"));
    String name = root.required(top, "profile").text();
    Conversion timeUnit = conversion(root.required(top, "time-unit"));
    List<TableClaim> claims = new ArrayList<>();
    root.required(top, "tables")
        .entries()
        .forEach((source, claim) -> claims.add(claim(name, timeUnit, source, claim)));
    YamlValue derived = top.get("derive-connections-from");
    return new Profile(name, claims, derived == null ? "" : derived.text());
  }

  private TableClaim claim(String profile, Conversion timeUnit, String source, YamlValue value) {
    Map<String, YamlValue> entries =
        value.entries(Set.of("requires", "target", "identity", "columns"));
    YamlValue targetName = value.required(entries, "target");
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
        .forEach((column, rule) -> rules.add(rule(target, timeUnit, column, rule)));
    return new TableClaim(
        profile,
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
    Conversion conversion =
        entries.containsKey("convert")
            ? conversion(value.required(entries, "convert"))
            : unit(target, to.text(), timeUnit);
    return new ColumnRule(source, to.text(), conversion, "");
  }

  private static Conversion unit(TargetTable target, String column, Conversion timeUnit) {
    boolean time = target.columns().get(target.ordinal(column)).type() == ColumnType.TIMESTAMPTZ;
    return time ? timeUnit : Conversion.NONE;
  }

  private static void checkColumn(TargetTable target, YamlValue column) {
    if (!target.has(column.text())) {
      throw column.problem("no column " + column.text() + " in target table " + target.name());
    }
  }

  private static Conversion conversion(YamlValue word) {
    for (Conversion conversion : Conversion.values()) {
      if (conversion.name().equals(word.text().toUpperCase(Locale.ROOT).replace('-', '_'))) {
        return conversion;
      }
    }
    throw word.problem("no conversion " + word.text());
  }
}
