package dev.prima.core.mapping;

import dev.prima.core.dialect.Affinity;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which tables that no profile claims have keys that every file counts for itself: those of whole
 * numbers, and those that hold a reference to such a key. That one is equal in two files says
 * nothing. Keys of anything else are taken for global.
 */
public final class LocalKeys {
  private final Map<String, SourceTable> tables;
  private final BiPredicate<String, SourceColumn> counts;
  private final Set<String> local = new LinkedHashSet<>();

  private LocalKeys(Map<String, SourceTable> tables, BiPredicate<String, SourceColumn> counts) {
    this.tables = tables;
    this.counts = counts;
  }

  /**
   * Their names.
   *
   * @param tables in their merged form, by canonical name
   * @param counts whether a column of a table, by its canonical name, holds whole numbers
   */
  public static Set<String> among(
      Map<String, SourceTable> tables, BiPredicate<String, SourceColumn> counts) {
    LocalKeys keys = new LocalKeys(tables, counts);
    tables.forEach(
        (name, table) -> {
          if (keys.counted(name, table)) {
            keys.local.add(name);
          }
        });
    while (keys.follow()) {}
    return Set.copyOf(keys.local);
  }

  private boolean counted(String name, SourceTable table) {
    List<SourceColumn> key = key(table);
    return !key.isEmpty() && key.stream().allMatch(c -> counts.test(name, c));
  }

  private static List<SourceColumn> key(SourceTable table) {
    return table.columns().stream().filter(c -> c.keyPosition() > 0).toList();
  }

  /** Whether the key is one column alone that may hold whole numbers, by its declaration. */
  static boolean single(SourceTable table) {
    List<SourceColumn> key = key(table);
    return key.size() == 1 && mayCount(key.get(0).declaredType());
  }

  private static boolean mayCount(String declared) {
    return switch (Affinity.of(declared)) {
      case INTEGER, NUMERIC -> true;
      case BLOB -> declared.isEmpty();
      case REAL, TEXT -> false;
    };
  }

  private boolean follow() {
    boolean more = false;
    for (Map.Entry<String, SourceTable> table : tables.entrySet()) {
      if (!local.contains(table.getKey()) && refersByKey(table.getValue())) {
        more |= local.add(table.getKey());
      }
    }
    return more;
  }

  private boolean refersByKey(SourceTable table) {
    Set<String> key = new HashSet<>();
    table.primaryKey().forEach(c -> key.add(MergedTable.folded(c)));
    for (SourceReference reference : table.declaration().references()) {
      boolean ofKey =
          reference.columns().stream().anyMatch(c -> key.contains(MergedTable.folded(c)));
      if (ofKey
          && local.stream()
              .anyMatch(l -> MergedTable.sameName(l, UnclaimedTable.PREFIX + reference.parent()))) {
        return true;
      }
    }
    return false;
  }
}
