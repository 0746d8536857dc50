package dev.prima.core.schema;

import java.util.List;

/**
 * An index of a source table.
 *
 * @param parts what is indexed, in order
 * @param constraint whether it stands for a UNIQUE constraint of the table rather than a CREATE
 *     INDEX
 * @param partial whether it has a WHERE clause
 * @param sql the CREATE INDEX; empty for a constraint
 */
public record SourceIndex(
    String name, List<Part> parts, boolean unique, boolean constraint, boolean partial, String sql)
    implements java.io.Serializable {
  public SourceIndex {
    parts = List.copyOf(parts);
  }

  /**
   * @param column empty where it is an expression, or a rowid that no column names
   */
  public record Part(String column, boolean descending, String collation)
      implements java.io.Serializable {}

  /** The indexed columns in order; empty where one of them is an expression. */
  public List<String> columns() {
    return parts.stream().anyMatch(p -> p.column().isEmpty())
        ? List.of()
        : parts.stream().map(Part::column).toList();
  }
}
