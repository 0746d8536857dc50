package dev.prima.core.schema;

import java.util.Comparator;
import java.util.List;

/**
 * An ordinary table of one SQLite file.
 *
 * @param hasRowid false for WITHOUT ROWID
 * @param made values that are read in the place of others
 */
public record SourceTable(
    String name,
    List<SourceColumn> columns,
    boolean hasRowid,
    List<SourceIndex> indexes,
    TableDeclaration declaration,
    MadeKeys made)
    implements java.io.Serializable {
  public SourceTable {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
  }

  /** One that is read as it stands. */
  public SourceTable(
      String name,
      List<SourceColumn> columns,
      boolean hasRowid,
      List<SourceIndex> indexes,
      TableDeclaration declaration) {
    this(name, columns, hasRowid, indexes, declaration, MadeKeys.NONE);
  }

  /** One that declares nothing else. */
  public SourceTable(
      String name, List<SourceColumn> columns, boolean hasRowid, List<SourceIndex> indexes) {
    this(name, columns, hasRowid, indexes, TableDeclaration.NONE);
  }

  /** The same with a further column at the end. */
  public SourceTable with(SourceColumn column) {
    List<SourceColumn> all = new java.util.ArrayList<>(columns);
    all.add(column);
    return new SourceTable(name, all, hasRowid, indexes, declaration, made);
  }

  /** This, with other values in the place of some. */
  public SourceTable with(MadeKeys keys) {
    return new SourceTable(name, columns, hasRowid, indexes, declaration, keys);
  }

  /** This, with another declaration. */
  public SourceTable with(TableDeclaration declared) {
    return new SourceTable(name, columns, hasRowid, indexes, declared, made);
  }

  public List<String> columnNames() {
    return columns.stream().map(SourceColumn::name).toList();
  }

  /** The columns of the declared primary key in key order; empty where none is declared. */
  public List<String> primaryKey() {
    return columns.stream()
        .filter(c -> c.keyPosition() > 0)
        .sorted(Comparator.comparingInt(SourceColumn::keyPosition))
        .map(SourceColumn::name)
        .toList();
  }
}
