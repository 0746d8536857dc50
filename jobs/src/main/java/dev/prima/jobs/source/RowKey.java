package dev.prima.jobs.source;

import dev.prima.core.schema.SourceTable;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what the rows of a table are found again. */
public final class RowKey {
  private RowKey() {}

  /**
   * The name under which SQL reads the rowid: the one of {@code rowid}, {@code _rowid_} and {@code
   * oid} that no column has. Empty where rows are known by their ordinal only: WITHOUT ROWID, and
   * the odd table with columns of all three names.
   *
   * @see <a href="https://www.sqlite.org/lang_createtable.html#rowid">ROWIDs</a>
   */
  public static Optional<String> rowid(SourceTable table) {
    if (!table.hasRowid()) {
      return Optional.empty();
    }
    Set<String> taken =
        table.columns().stream()
            .map(c -> c.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return Stream.of("rowid", "_rowid_", "oid").filter(a -> !taken.contains(a)).findFirst();
  }
}
