package dev.prima.core.mapping;

import dev.prima.core.dialect.TableExtras;
import dev.prima.core.dialect.TableExtras.Reference;
import dev.prima.core.landing.Landing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which foreign keys of tables that no profile claims PostgreSQL can have: those to another such
 * table of the run that has a key on just these columns, of the same types.
 *
 * @param held those that it can have
 * @param notes on the others
 */
public record LegacyReferences(List<Held> held, List<Note> notes) {
  public LegacyReferences {
    held = List.copyOf(held);
    notes = List.copyOf(notes);
  }

  /**
   * @param parentColumns in the order of the reference's columns
   */
  public record Held(
      TargetTable child, Reference reference, TargetTable parent, List<String> parentColumns) {
    public Held {
      parentColumns = List.copyOf(parentColumns);
    }
  }

  /** Why a table lacks a foreign key. */
  public record Note(String table, String text) {}

  public static LegacyReferences of(List<TargetTable> tables) {
    List<Held> held = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (TargetTable child : tables) {
      for (Reference reference : extras(child).references()) {
        Optional<String> obstacle = hold(child, reference, tables, held);
        obstacle.ifPresent(
            why ->
                notes.add(
                    new Note(
                        child.name(),
                        "foreign key of "
                            + String.join(", ", reference.columns())
                            + " to "
                            + reference.parent()
                            + " is not carried over: "
                            + why)));
      }
    }
    return new LegacyReferences(held, notes);
  }

  private static TableExtras extras(TargetTable table) {
    return table.stores().postgres().map(PostgresShape::extras).orElse(TableExtras.NONE);
  }

  /** Adds it, or says what keeps it out. */
  private static Optional<String> hold(
      TargetTable child, Reference reference, List<TargetTable> tables, List<Held> held) {
    Optional<TargetTable> found =
        tables.stream()
            .filter(
                t ->
                    MergedTable.sameName(t.name(), UnclaimedTable.PREFIX + reference.parent())
                        && t.stores().postgres().isPresent())
            .findFirst();
    if (found.isEmpty()) {
      return Optional.of("that table is not among those of the run that land in schema legacy");
    }
    TargetTable parent = found.get();
    List<String> key = parent.key().columns();
    List<String> columns = new ArrayList<>();
    for (String wanted : reference.parentColumns().isEmpty() ? key : reference.parentColumns()) {
      parent.columns().stream()
          .map(TargetColumn::name)
          .filter(n -> MergedTable.sameName(n, wanted))
          .forEach(columns::add);
    }
    if (columns.size() != reference.columns().size() || columns.isEmpty()) {
      return Optional.of("that table has no such key");
    }
    boolean primary =
        key.size() == columns.size() && new HashSet<>(key).equals(new HashSet<>(columns));
    List<String> unique = parent.separate() ? SeparateKeys.of(columns) : columns;
    if (!primary && extras(parent).indexes().stream().noneMatch(i -> i.identifies(unique))) {
      return Optional.of("that table has no unique key on these columns");
    }
    for (int c = 0; c < columns.size(); c++) {
      if (!child.has(reference.columns().get(c))) {
        return Optional.of("it has no such column");
      }
      Landing landing = child.columns().get(child.ordinal(reference.columns().get(c))).landed();
      if (landing.equals(Landing.MIXED)
          || !landing.equals(parent.columns().get(parent.ordinal(columns.get(c))).landed())) {
        return Optional.of("the values on both sides are not of one type");
      }
    }
    held.add(
        new Held(
            child, parent.separate() ? SeparateKeys.of(reference) : reference, parent, unique));
    return Optional.empty();
  }
}
