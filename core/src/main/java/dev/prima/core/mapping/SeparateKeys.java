package dev.prima.core.mapping;

import dev.prima.core.dialect.SchemaTranslator.Translation;
import dev.prima.core.dialect.SqlTemplate;
import dev.prima.core.dialect.TableExtras;
import dev.prima.core.dialect.TableExtras.Element;
import dev.prima.core.dialect.TableExtras.Index;
import dev.prima.core.dialect.TableExtras.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keys of tables whose rows are told apart by their file first: the lineage is the last column of
 * each that keeps rows unique. {@link LegacyReferences} lets foreign keys follow.
 */
final class SeparateKeys {
  private static final String ON_UPDATE = " ON UPDATE ";

  private SeparateKeys() {}

  /** A key; none stays none. */
  static List<String> of(List<String> key) {
    return key.isEmpty()
        ? key
        : Stream.concat(key.stream(), Stream.of(PostgresShape.LINEAGE)).toList();
  }

  /** A foreign key, the rows of which are of one file on both sides. */
  static Reference of(Reference reference) {
    return new Reference(
        reference.name(),
        of(reference.columns()),
        reference.parent(),
        reference.parentColumns(),
        reference.actions());
  }

  /** What a schema says beside. */
  static Translation of(Translation translation) {
    TableExtras extras = translation.extras();
    List<String> notes = new ArrayList<>(translation.notes());
    return new Translation(
        new TableExtras(
            extras.defaults(),
            extras.identity(),
            extras.indexes().stream().map(SeparateKeys::index).toList(),
            extras.checks(),
            extras.references().stream().map(r -> reference(r, notes)).toList()),
        notes);
  }

  private static Index index(Index index) {
    if (!index.unique()) {
      return index;
    }
    Element lineage = new Element(SqlTemplate.column(PostgresShape.LINEAGE), false);
    return new Index(
        index.name(),
        Stream.concat(index.elements().stream(), Stream.of(lineage)).toList(),
        true,
        index.constraint(),
        index.where());
  }

  /** On DELETE the server can be told which columns to set, on UPDATE it would set all. */
  private static Reference reference(Reference reference, List<String> notes) {
    String actions = reference.actions();
    for (String setting : List.of("SET NULL", "SET DEFAULT")) {
      if (actions.contains(ON_UPDATE + setting)) {
        actions = actions.replace(ON_UPDATE + setting, "");
        notes.add(
            "foreign key of "
                + String.join(", ", reference.columns())
                + " to "
                + reference.parent()
                + " is carried over without ON UPDATE "
                + setting
                + ": it would take the lineage along");
      }
    }
    return new Reference(
        reference.name(),
        reference.columns(),
        reference.parent(),
        reference.parentColumns(),
        actions);
  }
}
