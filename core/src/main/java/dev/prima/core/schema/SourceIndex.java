package dev.prima.core.schema;

import java.util.List;

/**
 * An index of a source table.
 *
 * @param columns the indexed columns in order; empty where one of them is an expression
 * @param constraint whether it stands for a UNIQUE constraint of the table rather than a CREATE
 *     INDEX
 * @param partial whether it has a WHERE clause
 */
public record SourceIndex(
    String name, List<String> columns, boolean unique, boolean constraint, boolean partial)
    implements java.io.Serializable {
  public SourceIndex {
    columns = List.copyOf(columns);
  }
}
