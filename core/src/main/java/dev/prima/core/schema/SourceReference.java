package dev.prima.core.schema;

import java.util.List;

/**
 * A foreign key of a source table.
 *
 * @param parent as written
 * @param parentColumns empty where it refers to the parent's primary key
 * @param onDelete as SQLite names it: {@code NO ACTION}, {@code CASCADE}, ...
 */
public record SourceReference(
    List<String> columns,
    String parent,
    List<String> parentColumns,
    String onDelete,
    String onUpdate)
    implements java.io.Serializable {
  public SourceReference {
    columns = List.copyOf(columns);
    parentColumns = List.copyOf(parentColumns);
  }
}
