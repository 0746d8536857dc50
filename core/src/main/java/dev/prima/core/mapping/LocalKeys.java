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

/**
 * Which tables that no profile claims have keys that every file counts for itself: those of whole
 * numbers, and those that hold a reference to such a key. That one is equal in two files says
 * nothing. Keys that hold a text are taken for global.
 */
public final class LocalKeys {
  private final Map<String, SourceTable> tables;
  private final Set<String> local = new LinkedHashSet<>();

  private LocalKeys(Map<String, SourceTable> tables) {
    this.tables = tables;
  }

  /**
   * Their names.
   *
   * @param tables in their merged form, by canonical name
   */
  public static Set<String> among(Map<String, SourceTable> tables) {
    LocalKeys keys = new LocalKeys(tables);
    tables.forEach(
        (name, table) -> {
          if (counted(table)) {
            keys.local.add(name);
          }
        });
    while (keys.follow()) {}
    return Set.copyOf(keys.local);
  }

  private static boolean counted(SourceTable table) {
    List<SourceColumn> key = table.columns().stream().filter(c -> c.keyPosition() > 0).toList();
    return !key.isEmpty()
        && key.stream().allMatch(c -> Affinity.of(c.declaredType()) == Affinity.INTEGER);
  }

  /** Whether the key is one such column alone. */
  static boolean single(SourceTable table) {
    return table.primaryKey().size() == 1 && counted(table);
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
