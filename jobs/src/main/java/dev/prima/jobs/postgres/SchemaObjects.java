package dev.prima.jobs.postgres;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in a schema beside columns and rows.
 *
 * @param owners of every relation its table: of an index the one that it is of, of a primary key's
 *     index and of all else itself
 * @param constraints checks and foreign keys
 * @param aside constraints that were set aside for a load, see {@link SetAside}
 * @param computed columns with a default or an identity, as {@link #column} writes them
 * @param required columns that are NOT NULL
 * @param keyed columns of primary keys
 */
record SchemaObjects(
    Map<String, String> owners,
    List<Constraint> constraints,
    List<Constraint> aside,
    Set<String> computed,
    Set<String> required,
    Set<String> keyed) {
  static final SchemaObjects NONE =
      new SchemaObjects(Map.of(), List.of(), List.of(), Set.of(), Set.of(), Set.of());

  SchemaObjects {
    owners = Map.copyOf(owners);
    constraints = List.copyOf(constraints);
    aside = List.copyOf(aside);
    computed = Set.copyOf(computed);
    required = Set.copyOf(required);
    keyed = Set.copyOf(keyed);
  }

  /**
   * @param parent the table that a foreign key refers to; empty of a check
   * @param definition as the server writes it, without whether it holds
   */
  record Constraint(String table, String name, String parent, boolean holds, String definition) {}

  static String column(String table, String column) {
    return table + "\0" + column;
  }

  /** Columns of a table that are NOT NULL, in the order of their names. */
  List<String> required(String table) {
    return required.stream()
        .filter(c -> c.startsWith(column(table, "")))
        .map(c -> c.substring(column(table, "").length()))
        .sorted()
        .toList();
  }

  boolean hasConstraint(String table, String name) {
    return constraints.stream().anyMatch(c -> c.table().equals(table) && c.name().equals(name))
        || aside.stream().anyMatch(c -> c.table().equals(table) && c.name().equals(name));
  }
}
