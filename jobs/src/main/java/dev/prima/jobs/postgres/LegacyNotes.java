package dev.prima.jobs.postgres;

import dev.prima.core.dialect.TableExtras;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import dev.prima.jobs.postgres.PostgresTable.Role;
import dev.prima.jobs.postgres.SchemaObjects.Constraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of tables that no profile claims is otherwise on the node than in the source: sentences by
 * the canonical name of the table.
 */
public final class LegacyNotes {
  private LegacyNotes() {}

  /** What stands on a node after a load otherwise than it should. */
  public static Map<String, List<String>> afterLoad(PostgresNode node, List<TargetTable> targets) {
    List<PostgresTable> tables = targets.stream().map(PostgresTable::new).toList();
    return node.call(
        "read the catalog",
        connection -> {
          SchemaObjects standing = new PostgresCatalog(connection).objects(LegacyObjects.SCHEMA);
          return afterLoad(LegacyObjects.of(tables, standing), standing);
        });
  }

  private static Map<String, List<String>> afterLoad(LegacyObjects legacy, SchemaObjects standing) {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (PostgresTable table : legacy.tables()) {
      List<String> mine = notes.computeIfAbsent(table.target().name(), n -> new ArrayList<>());
      for (TableExtras.Index index : table.shape().extras().indexes()) {
        if (!legacy.stands(table, index)) {
          mine.add("index " + index.name() + " does not stand: values break it, or are too long");
        } else if (!index.constraint() && !legacy.name(table, index).equals(index.name())) {
          mine.add("index " + index.name() + " is named " + legacy.name(table, index));
        }
      }
      List<String> key = table.shape().primaryKey();
      if (!key.isEmpty()
          && table.physical(key).stream()
              .noneMatch(
                  c -> standing.keyed().contains(SchemaObjects.column(table.name(), c.name())))) {
        mine.add("it stands without its primary key: rows of an earlier run lack a part of it");
      }
      for (Constraint constraint : standing.constraints()) {
        if (constraint.table().equals(table.name()) && !constraint.holds()) {
          mine.add(
              (constraint.parent().isEmpty() ? "check " : "foreign key ")
                  + constraint.name()
                  + " stands NOT VALID: rows of the table break it");
        }
      }
      for (Constraint constraint : standing.aside()) {
        if (constraint.table().equals(table.name())) {
          mine.add("constraint " + constraint.name() + " could not be put back after the load");
        }
      }
    }
    return notes;
  }

  /** Notes on names and types that are otherwise here, by canonical name. */
  public static Map<String, List<String>> names(List<TargetTable> targets) {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (TargetTable target : targets) {
      if (target
          .stores()
          .postgres()
          .filter(s -> s.schema().equals(LegacyObjects.SCHEMA))
          .isEmpty()) {
        continue;
      }
      PostgresTable table = new PostgresTable(target);
      List<String> mine = notes.computeIfAbsent(target.name(), n -> new ArrayList<>());
      if (!target.name().equals(LegacyObjects.SCHEMA + "." + table.name())) {
        mine.add("the table is named " + table.name());
      }
      for (Column column : table.columns()) {
        if (column.ordinal() < 0) {
          continue;
        }
        String name = target.columns().get(column.ordinal()).name();
        if (column.role() == Role.TAGGED_CLASS) {
          mine.add(
              "column "
                  + name
                  + " has values of several classes: text, with them in "
                  + column.name());
          continue;
        }
        Landing landing = table.landing(column);
        if (landing.byDeclaration()) {
          mine.add(
              "column "
                  + name
                  + " is "
                  + landing.sqlType()
                  + ": "
                  + landing.sql().comment(column.quoted()));
        }
        if (!column.name().equals(name)) {
          mine.add("column " + name + " is named " + column.name());
        }
      }
    }
    return notes;
  }
}
