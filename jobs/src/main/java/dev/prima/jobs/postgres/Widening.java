package dev.prima.jobs.postgres;

import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gives columns of an unclaimed table types that take the values of a run too. Values that stand
 * there become what they were in SQLite, by SQL, and so do those in rows that are kept.
 *
 * <p>What stands on such a column is taken away where the load makes it anew: its default, checks
 * and indexes that the source declares. Where something else stands on it, the run is blocked.
 */
final class Widening {
  private final PostgresTable table;
  private final PostgresTable mixed;
  private final StandingCatalog catalog;
  private final Set<String> remade;
  private final List<String> statements = new ArrayList<>();

  /** Something that stands on a column. */
  record Dependent(Kind kind, String name, String title) {
    /** What becomes of it. */
    enum Kind {
      DEFAULT,
      CHECK,
      INDEX,
      OTHER
    }
  }

  /**
   * @param remade names of indexes and checks that the load makes where they do not stand
   */
  Widening(PostgresTable table, StandingCatalog catalog, Set<String> remade) {
    this.table = table;
    this.catalog = catalog;
    this.remade = Set.copyOf(remade);
    TargetTable target = table.target();
    mixed = StandingShape.mixed(target);
  }

  /** The statements, of all columns that {@link #add} took. */
  List<String> statements() {
    return List.copyOf(statements);
  }

  /**
   * Adds what one column needs; nothing where it stands as it should.
   *
   * @return why it cannot be, empty where it can
   */
  String add(String column) throws SQLException {
    Landing to = table.landing(table.physical(List.of(column)).get(0));
    Landing from = StandingShape.column(catalog, mixed, column).orElse(null);
    if (from == null) {
      return " is of a type or a form that is none of its own";
    }
    if (from.equals(to)) {
      return "";
    }
    Column value = table.physical(List.of(column)).get(0);
    if (!to.takes(from) && !catalog.isEmpty(table, value)) {
      return " is " + from.title() + ", not " + to.title();
    }
    for (Dependent each : catalog.dependents(table, value)) {
      boolean anew =
          each.kind() == Dependent.Kind.DEFAULT
              || each.kind() != Dependent.Kind.OTHER && remade.contains(each.name());
      if (!anew) {
        return " is "
            + from.title()
            + " and would have to become "
            + to.title()
            + ", which "
            + each.title()
            + " keeps it from";
      }
      statements.addAll(taken(each, value));
    }
    alter(column, from, to);
    return "";
  }

  private List<String> taken(Dependent each, Column value) {
    String alter = "ALTER TABLE " + table.qualified();
    return switch (each.kind()) {
      case DEFAULT -> List.of(alter + " ALTER COLUMN " + value.quoted() + " DROP DEFAULT");
      case INDEX -> List.of("DROP INDEX IF EXISTS " + SqlName.quote(table.schema(), each.name()));
      // It was set aside a moment ago.
      case CHECK ->
          List.of(
              "DELETE FROM \"prima\".\"set_aside\" WHERE table_name = "
                  + SqlName.literal(table.name())
                  + " AND constraint_name = "
                  + SqlName.literal(each.name()));
      case OTHER -> List.of();
    };
  }

  private void alter(String column, Landing from, Landing to) {
    List<Column> physical = table.physical(List.of(column));
    Column value = physical.get(0);
    String alter = "ALTER TABLE " + table.qualified();
    keptRows(column, from, to);
    if (to.equals(Landing.MIXED)) {
      Column beside = physical.get(1);
      statements.add(PostgresDdl.addColumn(table, nullable(beside)));
      statements.add(
          "UPDATE "
              + table.qualified()
              + " SET "
              + beside.quoted()
              + " = "
              + from.sql().mixedClass(value.quoted())
              + " WHERE "
              + value.quoted()
              + " IS NOT NULL");
      if (beside.notNull()) {
        statements.add(alter + " ALTER COLUMN " + beside.quoted() + " SET NOT NULL");
      }
    }
    if (!from.sqlType().equals(to.sqlType())) {
      statements.add(
          alter
              + " ALTER COLUMN "
              + value.quoted()
              + " TYPE "
              + to.sqlType()
              + (to.sqlType().equals("text") ? " COLLATE \"C\"" : "")
              + " USING "
              + converted(value.quoted(), from, to));
    }
    statements.add(PostgresDdl.comment(table, value));
  }

  /** Rows come before the column is required to have a value. */
  private static Column nullable(Column column) {
    return new Column(
        column.name(), column.type(), false, column.role(), column.ordinal(), column.key());
  }

  private String converted(String value, Landing from, Landing to) {
    if (to.equals(Landing.MIXED)) {
      return "(" + from.sql().mixedText(value) + ")";
    }
    if (!to.takes(from)) {
      // There is no value.
      return "NULL";
    }
    return to.byDeclaration()
        ? value + "::" + to.sqlType()
        : "(" + from.sql().original(value) + ")::" + to.sqlType();
  }

  /** Rows that were replaced go back as they are now. */
  private void keptRows(String column, Landing from, Landing to) {
    List<Column> physical = table.physical(List.of(column));
    if (!to.takes(from)) {
      return;
    }
    String name = SqlName.literal(physical.get(0).name());
    String value = "((row ->> " + name + ")::" + from.sqlType() + ")";
    statements.add(
        "UPDATE \"prima\".\"superseded\" SET row = row || jsonb_build_object("
            + name
            + ", "
            + converted(value, from, to)
            + (to.equals(Landing.MIXED)
                ? ", "
                    + SqlName.literal(physical.get(1).name())
                    + ", "
                    + from.sql().mixedClass(value)
                : "")
            + ") WHERE table_name = "
            + SqlName.literal(table.target().name())
            + " AND row ->> "
            + name
            + " IS NOT NULL");
  }
}
