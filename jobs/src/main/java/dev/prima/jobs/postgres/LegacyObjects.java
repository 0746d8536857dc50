package dev.prima.jobs.postgres;

import dev.prima.core.dialect.SqlTemplate;
import dev.prima.core.dialect.TableExtras;
import dev.prima.core.mapping.LegacyReferences;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import dev.prima.jobs.postgres.SchemaObjects.Constraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Indexes, checks, defaults, sequences and foreign keys of the tables that no profile claims, as
 * statements. What stands under its name is left as it is. Asks no server.
 */
final class LegacyObjects {
  static final String SCHEMA = "legacy";

  private final List<PostgresTable> tables;
  private final SchemaObjects standing;
  private final Map<Named, String> names = new HashMap<>();
  private final Map<String, String> owners;

  private LegacyObjects(List<PostgresTable> tables, SchemaObjects standing) {
    this.tables = tables;
    this.standing = standing;
    owners = new HashMap<>(standing.owners());
    tables.forEach(t -> owners.putIfAbsent(t.name(), t.name()));
    // By the names that the server gives the indexes of primary keys.
    tables.forEach(t -> owners.putIfAbsent(SqlName.fit(t.name() + "_pkey"), ""));
  }

  /** An index of a table. */
  private record Named(String table, TableExtras.Index index) {}

  /** Of those among these tables that land in schema {@code legacy}. */
  static LegacyObjects of(List<PostgresTable> tables, SchemaObjects standing) {
    return new LegacyObjects(
        tables.stream().filter(t -> t.schema().equals(SCHEMA)).toList(), standing);
  }

  /** Statements of one table; where some may fail because of its rows, they are left out then. */
  record Group(PostgresTable table, String doing, List<String> statements) {
    Group {
      statements = List.copyOf(statements);
    }
  }

  /**
   * The name of an index: its own, unless another relation has it; then with that of its table. The
   * same whenever it is asked, as long as what stands stays.
   */
  String name(PostgresTable table, TableExtras.Index index) {
    return names.computeIfAbsent(
        new Named(table.name(), index),
        named -> {
          String wanted = SqlName.fit(index.name());
          for (int k = 2; ; k++) {
            String owner = owners.putIfAbsent(wanted, table.name());
            boolean own = owner == null || owner.equals(table.name()) && !wanted.equals(owner);
            if (own && !names.containsValue(wanted)) {
              return wanted;
            }
            wanted = SqlName.fit(table.name() + "_" + index.name() + (k == 2 ? "" : "_" + k));
          }
        });
  }

  List<PostgresTable> tables() {
    return tables;
  }

  boolean stands(PostgresTable table, TableExtras.Index index) {
    return table.name().equals(standing.owners().get(name(table, index)));
  }

  /** Names of what is made after the load where it does not stand, of indexes and checks. */
  Set<String> remade(PostgresTable table) {
    Set<String> names = new HashSet<>();
    if (tables.contains(table)) {
      TableExtras extras = table.shape().extras();
      extras.indexes().stream()
          .filter(i -> !i.constraint())
          .forEach(i -> names.add(name(table, i)));
      extras.checks().forEach(c -> names.add(SqlName.fit(c.name())));
    }
    return names;
  }

  /** What keeps rows out or is in their way is taken away before they come. */
  List<Constraint> inTheWay() {
    List<String> mine = tables.stream().map(PostgresTable::name).toList();
    return standing.constraints().stream()
        .filter(c -> mine.contains(c.table()) || mine.contains(c.parent()))
        .toList();
  }

  /**
   * Columns that lack values now take NULL, those that the sources no longer have included.
   *
   * @throws dev.prima.core.error.PrimaException {@link PostgresError#OTHER_SHAPE} where a primary
   *     key keeps it from doing so
   */
  List<String> loosened(PostgresNode node) {
    List<String> statements = new ArrayList<>();
    for (PostgresTable table : tables) {
      Set<String> filled =
          table.columns().stream()
              .filter(Column::notNull)
              .map(Column::name)
              .collect(Collectors.toSet());
      for (String column : standing.required(table.name())) {
        if (filled.contains(column)) {
          continue;
        }
        if (standing.keyed().contains(SchemaObjects.column(table.name(), column))) {
          throw PostgresError.OTHER_SHAPE.on(
              node.name(),
              "table "
                  + table.title()
                  + ", column "
                  + column
                  + " is part of its primary key, but not of the sources'");
        }
        statements.add(
            "ALTER TABLE "
                + table.qualified()
                + " ALTER COLUMN "
                + SqlName.quote(column)
                + " DROP NOT NULL");
      }
    }
    return statements;
  }

  /** Unique indexes of tables that do not stand yet: rows that break them are refused. */
  List<Group> guards() {
    return groups(i -> i.unique(), t -> !standing.owners().containsKey(t.name()));
  }

  /** These as they will stand when rows have come: with the guards, without what was in the way. */
  LegacyObjects afterLoad(List<PostgresTable> all) {
    Map<String, String> then = new HashMap<>(standing.owners());
    List<Group> guards = guards();
    for (PostgresTable table : tables) {
      for (TableExtras.Index index : table.shape().extras().indexes()) {
        String made = ddl(table, index, name(table, index));
        if (guards.stream().anyMatch(g -> g.statements().contains(made))) {
          then.put(name(table, index), table.name());
        }
      }
      then.put(table.name(), table.name());
    }
    List<Constraint> away = inTheWay();
    return of(
        all,
        new SchemaObjects(
            then,
            standing.constraints().stream().filter(c -> !away.contains(c)).toList(),
            Stream.concat(standing.aside().stream(), away.stream()).distinct().toList(),
            standing.computed(),
            standing.required(),
            standing.keyed()));
  }

  private List<Group> groups(Predicate<TableExtras.Index> which, Predicate<PostgresTable> whose) {
    List<Group> groups = new ArrayList<>();
    for (PostgresTable table : tables) {
      for (TableExtras.Index index : table.shape().extras().indexes()) {
        String name = name(table, index);
        if (whose.test(table) && which.test(index) && !stands(table, index)) {
          groups.add(new Group(table, "index " + table.title(), List.of(ddl(table, index, name))));
        }
      }
    }
    return groups;
  }

  /** Indexes that are missing once the load is done. */
  List<Group> indexes() {
    return groups(i -> !i.constraint(), t -> true);
  }

  /** What is missing beside, table by table; to be done once all indexes stand. */
  List<Group> rest() {
    List<Group> groups = groups(i -> i.constraint(), t -> true);
    for (PostgresTable table : tables) {
      List<String> statements = new ArrayList<>();
      TableExtras extras = table.shape().extras();
      String alter = "ALTER TABLE " + table.qualified();
      for (TableExtras.Default each : extras.defaults()) {
        Column column = table.physical(List.of(each.column())).get(0);
        if (!computed(table, column)) {
          statements.add(
              alter + " ALTER COLUMN " + column.quoted() + " SET DEFAULT " + each.expression());
        }
      }
      TableExtras.Identity identity = extras.identity();
      if (identity != null) {
        Column column = table.physical(List.of(identity.column())).get(0);
        if (!computed(table, column)) {
          statements.add(
              alter + " ALTER COLUMN " + column.quoted() + " ADD GENERATED BY DEFAULT AS IDENTITY");
        }
        statements.add(advance(table, column, identity.used()));
      }
      for (TableExtras.Check check : extras.checks()) {
        String name = SqlName.fit(check.name());
        if (!standing.hasConstraint(table.name(), name)) {
          statements.addAll(
              SetAside.add(
                  table.qualified(), name, "CHECK (" + render(table, check.condition()) + ")"));
        }
      }
      if (!statements.isEmpty()) {
        groups.add(new Group(table, "finish " + table.title(), statements));
      }
    }
    groups.addAll(references());
    return groups;
  }

  private boolean computed(PostgresTable table, Column column) {
    return standing.computed().contains(SchemaObjects.column(table.name(), column.name()));
  }

  /** The sequence never goes back: numbers that were given after a load stay given. */
  private static String advance(PostgresTable table, Column column, long used) {
    String sequence =
        "pg_get_serial_sequence("
            + SqlName.literal(table.qualified())
            + ", "
            + SqlName.literal(column.name())
            + ")::regclass";
    return "SELECT setval(s.sequence, s.used) FROM (SELECT "
        + sequence
        + " AS sequence, greatest((SELECT max("
        + column.quoted()
        + ") FROM "
        + table.qualified()
        + "), '"
        + used
        + "'::bigint, pg_sequence_last_value("
        + sequence
        + ")) AS used) s WHERE s.sequence IS NOT NULL AND s.used > 0";
  }

  private List<Group> references() {
    Map<TargetTable, PostgresTable> byTarget = new LinkedHashMap<>();
    tables.forEach(t -> byTarget.put(t.target(), t));
    List<Group> groups = new ArrayList<>();
    for (LegacyReferences.Held held : LegacyReferences.of(List.copyOf(byTarget.keySet())).held()) {
      PostgresTable child = table(byTarget, held.child());
      PostgresTable parent = table(byTarget, held.parent());
      String name = SqlName.fit(held.reference().name());
      if (!standing.hasConstraint(child.name(), name)) {
        groups.add(
            new Group(
                child,
                "finish " + child.title(),
                SetAside.add(
                    child.qualified(),
                    name,
                    "FOREIGN KEY ("
                        + list(child, held.reference().columns())
                        + ") REFERENCES "
                        + parent.qualified()
                        + " ("
                        + list(parent, held.parentColumns())
                        + ")"
                        + actions(child, held.reference()))));
      }
    }
    for (PostgresTable table : tables) {
      standing.aside().stream()
          .filter(c -> c.table().equals(table.name()))
          .forEach(
              c -> groups.add(new Group(table, "finish " + table.title(), SetAside.putBack(c))));
    }
    return groups;
  }

  /** Where the lineage is a part of the foreign key, it is not set with the rest. */
  private static String actions(PostgresTable child, TableExtras.Reference reference) {
    String actions = reference.actions();
    if (!child.target().separate()) {
      return actions;
    }
    String columns =
        list(
            child,
            reference.columns().stream().filter(c -> !c.equals(PostgresShape.LINEAGE)).toList());
    for (String setting : List.of(" ON DELETE SET NULL", " ON DELETE SET DEFAULT")) {
      actions = actions.replace(setting, setting + " (" + columns + ")");
    }
    return actions;
  }

  private static PostgresTable table(Map<TargetTable, PostgresTable> byTarget, TargetTable target) {
    PostgresTable table = byTarget.get(target);
    if (table == null) {
      throw new IllegalStateException("No table " + target.name());
    }
    return table;
  }

  private static String list(PostgresTable table, List<String> columns) {
    return columns.stream()
        .flatMap(c -> table.physical(List.of(c)).stream())
        .map(Column::quoted)
        .collect(Collectors.joining(", "));
  }

  private static String ddl(PostgresTable table, TableExtras.Index index, String name) {
    if (index.constraint()) {
      List<String> columns =
          index.elements().stream().map(e -> e.expression().columns().get(0)).toList();
      return "ALTER TABLE "
          + table.qualified()
          + " ADD CONSTRAINT "
          + SqlName.quote(name)
          + " UNIQUE ("
          + list(table, columns)
          + ")";
    }
    SqlTemplate where = index.where();
    return "CREATE "
        + (index.unique() ? "UNIQUE " : "")
        + "INDEX "
        + SqlName.quote(name)
        + " ON "
        + table.qualified()
        + index.elements().stream()
            .flatMap(
                e ->
                    e.plain()
                        ? table.physical(e.expression().columns()).stream()
                            .map(c -> c.quoted() + direction(e))
                        : Stream.of("(" + render(table, e.expression()) + ")" + direction(e)))
            .collect(Collectors.joining(", ", " (", ")"))
        + (where == null ? "" : " WHERE " + render(table, where));
  }

  private static String direction(TableExtras.Element element) {
    return element.descending() ? " DESC" : "";
  }

  /** A mixed column stands in no expression, so that every column is one. */
  private static String render(PostgresTable table, SqlTemplate template) {
    return template.render(c -> table.physical(List.of(c)).get(0).quoted());
  }
}
