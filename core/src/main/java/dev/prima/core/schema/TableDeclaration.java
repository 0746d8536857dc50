package dev.prima.core.schema;

import java.util.List;
import java.util.Map;

/**
 * What a table declares beside columns, keys and indexes. Texts are as SQLite keeps them, and may
 * be hostile: they are read, never executed.
 *
 * @param sqls the CREATE TABLE, of each file that says it in other words
 * @param defaults by column
 * @param references in the order in which they are written
 * @param rowidAlias whether its primary key is another name of the rowid
 * @param sequence the highest key that AUTOINCREMENT ever gave; 0 for none
 * @param keyNulls whether some row lacks a part of its primary key, which SQLite allows
 * @param triggers their names
 * @param drift what files of one table do not agree on, a sentence each
 */
public record TableDeclaration(
    List<String> sqls,
    Map<String, String> defaults,
    List<SourceReference> references,
    boolean rowidAlias,
    long sequence,
    boolean keyNulls,
    List<String> triggers,
    List<String> drift)
    implements java.io.Serializable {
  public static final TableDeclaration NONE =
      new TableDeclaration(List.of(), Map.of(), List.of(), false, 0, false, List.of(), List.of());

  public TableDeclaration {
    sqls = List.copyOf(sqls);
    defaults = Map.copyOf(defaults);
    references = List.copyOf(references);
    triggers = List.copyOf(triggers);
    drift = List.copyOf(drift);
  }

  /** This, of a table to which AUTOINCREMENT gave other keys. */
  public TableDeclaration withSequence(long highest) {
    return new TableDeclaration(
        sqls, defaults, references, rowidAlias, highest, keyNulls, triggers, drift);
  }

  /** This, of a table of which some row lacks a part of its key. */
  public TableDeclaration withKeyNulls() {
    return new TableDeclaration(
        sqls, defaults, references, rowidAlias, sequence, true, triggers, drift);
  }
}
