package dev.prima.core.schema;

import java.util.List;

/**
 * Values of a table in whose place others are read: keys that are local to the file give way to
 * keys that are made from content, and references to such keys follow.
 *
 * @param database path of the database that has the new keys
 */
public record MadeKeys(String database, List<Replaced> values) implements java.io.Serializable {
  /** Every value as it stands. */
  public static final MadeKeys NONE = new MadeKeys("", List.of());

  public MadeKeys {
    values = List.copyOf(values);
  }

  /**
   * A column.
   *
   * @param keys table of the database: {@code old} and {@code new}
   * @param own whether it is the table's own key rather than a reference
   */
  public record Replaced(String column, String keys, boolean own) implements java.io.Serializable {}
}
