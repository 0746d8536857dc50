package dev.prima.core.schema;

import org.jspecify.annotations.Nullable;

/**
 * A column of a source table.
 *
 * @param declaredType as written, empty where none is
 * @param keyPosition its place in the primary key, from 1; 0 where it is no part of it
 * @param generated whether SQLite computes it
 * @param expression the SQL that gives its value, of what is no column of the file; null for one
 *     that is
 */
public record SourceColumn(
    String name,
    String declaredType,
    boolean notNull,
    int keyPosition,
    boolean generated,
    @Nullable String expression)
    implements java.io.Serializable {
  /** One of the file. */
  public SourceColumn(
      String name, String declaredType, boolean notNull, int keyPosition, boolean generated) {
    this(name, declaredType, notNull, keyPosition, generated, null);
  }

  /** A value that an expression of ours finds for each row. */
  public static SourceColumn found(String name, String expression) {
    return new SourceColumn(name, "", false, 0, false, expression);
  }
}
