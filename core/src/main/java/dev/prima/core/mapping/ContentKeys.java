package dev.prima.core.mapping;

import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables that no profile claims get keys made from content, and which columns hold them. A
 * key is made where it is one column of whole numbers; the foreign keys that files declare say who
 * refers to it, also by way of other tables.
 *
 * @param made canonical names, each behind those that it refers to
 * @param holding by canonical name, and by column as {@link MergedTable#folded} spells it: whose
 *     key the column holds, the table's own included
 * @param obstacles what of the references cannot be followed, a sentence each
 */
public record ContentKeys(
    List<String> made, Map<String, Map<String, String>> holding, List<String> obstacles) {
  /** No key is made. */
  public static final ContentKeys NONE = new ContentKeys(List.of(), Map.of(), List.of());

  public ContentKeys {
    made = List.copyOf(made);
    holding = Map.copyOf(holding);
    obstacles = List.copyOf(obstacles);
  }

  /**
   * Decides.
   *
   * @param merged by canonical name
   * @param references by canonical name, those of all files
   */
  public static ContentKeys of(
      Map<String, SourceTable> merged, Map<String, List<SourceReference>> references) {
    return new Search(merged, references).found();
  }

  /** The table whose key a column holds. */
  public Optional<String> held(String table, String column) {
    return Optional.ofNullable(
        holding.getOrDefault(table, Map.of()).get(MergedTable.folded(column)));
  }

  private static final class Search {
    private final Map<String, SourceTable> merged;
    private final Map<String, List<SourceReference>> references;
    private final Set<String> obstacles = new TreeSet<>();

    Search(Map<String, SourceTable> merged, Map<String, List<SourceReference>> references) {
      this.merged = merged;
      this.references = references;
    }

    ContentKeys found() {
      Map<String, Map<String, String>> holding = new LinkedHashMap<>();
      merged.forEach(
          (name, table) -> {
            Map<String, String> columns = new LinkedHashMap<>();
            for (String column : table.columnNames()) {
              whose(name, column, new HashSet<>())
                  .ifPresent(t -> columns.put(MergedTable.folded(column), t));
            }
            holding.put(name, columns);
          });
      Set<String> wanted = new LinkedHashSet<>();
      merged.forEach(
          (name, table) -> {
            if (isMade(name, holding)) {
              wanted.add(name);
            }
          });
      List<String> ordered = ordered(wanted, holding);
      holding.values().forEach(columns -> columns.values().removeIf(t -> !ordered.contains(t)));
      return new ContentKeys(ordered, holding, List.copyOf(obstacles));
    }

    private boolean isMade(String name, Map<String, Map<String, String>> holding) {
      SourceTable table = table(name);
      return LocalKeys.single(table)
          && name.equals(
              holding
                  .getOrDefault(name, Map.of())
                  .get(MergedTable.folded(table.primaryKey().get(0))));
    }

    private SourceTable table(String name) {
      SourceTable table = merged.get(name);
      if (table == null) {
        throw new IllegalArgumentException("No table " + name);
      }
      return table;
    }

    /** The table whose made key a column holds, followed from parent to parent. */
    private Optional<String> whose(String name, String column, Set<String> passed) {
      SourceTable table = table(name);
      String here = MergedTable.folded(column);
      if (!passed.add(name + "\0" + here)) {
        return Optional.empty();
      }
      Set<String> owners = new TreeSet<>();
      for (SourceReference reference : references.getOrDefault(name, List.of())) {
        for (int c = 0; c < reference.columns().size(); c++) {
          if (MergedTable.folded(reference.columns().get(c)).equals(here)) {
            target(reference, c)
                .flatMap(t -> whose(t.table(), t.column(), passed))
                .ifPresent(owners::add);
          }
        }
      }
      if (owners.size() > 1) {
        obstacles.add(
            "column "
                + column
                + " of "
                + name
                + " refers to several tables whose keys would be made: "
                + String.join(", ", owners));
        return Optional.empty();
      }
      boolean ownKey =
          LocalKeys.single(table) && MergedTable.sameName(table.primaryKey().get(0), column);
      return owners.stream().findFirst().or(() -> ownKey ? Optional.of(name) : Optional.empty());
    }

    private record Target(String table, String column) {}

    private Optional<Target> target(SourceReference reference, int place) {
      for (Map.Entry<String, SourceTable> parent : merged.entrySet()) {
        if (MergedTable.sameName(parent.getKey(), UnclaimedTable.PREFIX + reference.parent())) {
          List<String> columns =
              reference.parentColumns().isEmpty()
                  ? parent.getValue().primaryKey()
                  : reference.parentColumns();
          return place < columns.size()
                  && parent.getValue().columnNames().stream()
                      .anyMatch(n -> MergedTable.sameName(n, columns.get(place)))
              ? Optional.of(new Target(parent.getKey(), columns.get(place)))
              : Optional.empty();
        }
      }
      return Optional.empty();
    }

    /** Each behind those whose keys its content holds; what goes round is left out. */
    private List<String> ordered(Set<String> wanted, Map<String, Map<String, String>> holding) {
      List<String> ordered = new ArrayList<>();
      Set<String> left = new LinkedHashSet<>(wanted);
      while (!left.isEmpty()) {
        List<String> ready =
            left.stream()
                .filter(
                    name ->
                        holding.getOrDefault(name, Map.of()).values().stream()
                            .allMatch(t -> t.equals(name) || !left.contains(t)))
                .toList();
        if (ready.isEmpty()) {
          obstacles.add("references go round between " + String.join(", ", new TreeSet<>(left)));
          break;
        }
        ordered.addAll(ready);
        ready.forEach(left::remove);
      }
      return ordered;
    }
  }
}
