package dev.prima.core.mapping;

import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes one table of the tables that several files have under one name. Names that differ in the
 * case of ASCII letters are one name, as in SQLite; of several spellings the smallest is kept,
 * whatever the order of files.
 *
 * <p>Columns are those of all files. A key is kept where all agree on it and every row has it; what
 * restricts rows is kept where all files have it, else it is named.
 */
public final class MergedTable {
  private final List<SourceTable> tables;
  private final List<String> drift = new ArrayList<>();

  private MergedTable(List<SourceTable> tables) {
    this.tables = tables;
  }

  /** The merged form; of one table that table itself, unless its key cannot be kept. */
  public static SourceTable of(List<SourceTable> tables) {
    return new MergedTable(tables).merge();
  }

  /** A name as SQLite compares it. */
  public static String folded(String name) {
    return name.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static boolean sameName(String a, String b) {
    return folded(a).equals(folded(b));
  }

  private SourceTable merge() {
    List<String> key = tables.get(0).primaryKey();
    boolean sameKey = tables.stream().allMatch(t -> folded(t.primaryKey()).equals(folded(key)));
    boolean nulls = tables.stream().anyMatch(t -> t.declaration().keyNulls());
    if (!sameKey) {
      drift.add("it has no primary key here: its files do not agree on one");
    }
    boolean keyed = sameKey && !nulls;
    List<SourceColumn> columns = columns(keyed);
    List<SourceIndex> indexes = new ArrayList<>();
    if (sameKey && nulls) {
      boolean unique = tables.size() == 1;
      drift.add(
          "rows lack a part of the primary key, which SQLite allows: here it is "
              + (unique ? "a unique constraint" : "none")
              + " ("
              + String.join(", ", key)
              + ")");
      if (unique) {
        indexes.add(
            new SourceIndex(
                "of the primary key",
                key.stream().map(c -> new SourceIndex.Part(c, false, "")).toList(),
                true,
                true,
                false,
                ""));
      }
    }
    indexes.addAll(indexes());
    return new SourceTable(
        smallest(tables.stream().map(SourceTable::name).toList()),
        columns,
        tables.get(0).hasRowid(),
        indexes,
        declaration(columns));
  }

  private static List<String> folded(List<String> names) {
    return names.stream().map(MergedTable::folded).toList();
  }

  private static String smallest(List<String> spellings) {
    return spellings.stream().min(Comparator.naturalOrder()).orElseThrow();
  }

  private List<SourceColumn> columns(boolean keyed) {
    Map<String, List<SourceColumn>> byName = new LinkedHashMap<>();
    for (SourceTable table : tables) {
      for (SourceColumn column : table.columns()) {
        byName.computeIfAbsent(folded(column.name()), n -> new ArrayList<>()).add(column);
      }
    }
    List<SourceColumn> merged = new ArrayList<>();
    for (List<SourceColumn> same : byName.values()) {
      boolean everywhere = same.size() == tables.size();
      String name = smallest(same.stream().map(SourceColumn::name).toList());
      if (!everywhere) {
        drift.add("column " + name + " is not in all files");
      }
      List<String> types =
          same.stream()
              .map(c -> c.declaredType().toUpperCase(Locale.ROOT))
              .map(t -> t.isEmpty() ? "without a type" : t)
              .distinct()
              .sorted()
              .toList();
      if (types.size() > 1) {
        drift.add(
            "column "
                + name
                + " is declared differently in its files: "
                + String.join(", ", types));
      }
      merged.add(
          new SourceColumn(
              name,
              same.get(0).declaredType(),
              everywhere && same.stream().allMatch(SourceColumn::notNull),
              keyed ? same.get(0).keyPosition() : 0,
              same.stream().allMatch(SourceColumn::generated)));
    }
    return merged;
  }

  /** Those of all files, and those of some that keep no row out. */
  private List<SourceIndex> indexes() {
    Map<String, List<SourceIndex>> same = new LinkedHashMap<>();
    for (SourceTable table : tables) {
      for (SourceIndex index : table.indexes()) {
        same.computeIfAbsent(signature(index), s -> new ArrayList<>()).add(index);
      }
    }
    List<SourceIndex> kept = new ArrayList<>();
    for (List<SourceIndex> indexes : same.values()) {
      SourceIndex first = indexes.get(0);
      if (indexes.size() == tables.size() || !first.unique()) {
        kept.add(first);
      } else {
        drift.add("unique index " + first.name() + " is not carried over: not all files have it");
      }
    }
    return kept;
  }

  private static String signature(SourceIndex index) {
    return folded(index.constraint() ? "" : index.name())
        + index.parts().stream()
            .map(p -> folded(p.column()) + "\0" + p.descending() + folded(p.collation()))
            .toList()
        + index.unique()
        + index.constraint()
        + index.sql().replaceAll("\\s+", " ");
  }

  private TableDeclaration declaration(List<SourceColumn> columns) {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (SourceColumn column : columns) {
      Set<String> written = new LinkedHashSet<>();
      for (SourceTable table : tables) {
        table.columnNames().stream()
            .filter(n -> sameName(n, column.name()))
            .forEach(n -> written.add(table.declaration().defaults().getOrDefault(n, "NULL")));
      }
      if (written.size() > 1) {
        drift.add(
            "default of column "
                + column.name()
                + " is not carried over: files do not agree on it");
      } else {
        written.stream()
            .filter(w -> !w.equals("NULL"))
            .forEach(w -> defaults.put(column.name(), w));
      }
    }
    List<SourceReference> references = references(columns);
    return new TableDeclaration(
        distinct(TableDeclaration::sqls),
        defaults,
        references,
        tables.stream().allMatch(t -> t.declaration().rowidAlias()),
        tables.stream().mapToLong(t -> t.declaration().sequence()).max().orElse(0),
        false,
        distinct(TableDeclaration::triggers),
        drift);
  }

  private List<String> distinct(Function<TableDeclaration, List<String>> part) {
    return tables.stream().flatMap(t -> part.apply(t.declaration()).stream()).distinct().toList();
  }

  private List<SourceReference> references(List<SourceColumn> columns) {
    Map<String, String> spelled =
        columns.stream().collect(Collectors.toMap(c -> folded(c.name()), SourceColumn::name));
    Map<String, List<SourceReference>> same = new LinkedHashMap<>();
    for (SourceTable table : tables) {
      for (SourceReference reference : table.declaration().references()) {
        same.computeIfAbsent(reference.toString().toLowerCase(Locale.ROOT), r -> new ArrayList<>())
            .add(reference);
      }
    }
    List<SourceReference> kept = new ArrayList<>();
    for (List<SourceReference> references : same.values()) {
      SourceReference first = references.get(0);
      if (references.size() < tables.size()) {
        drift.add(
            "foreign key to " + first.parent() + " is not carried over: not all files have it");
        continue;
      }
      kept.add(
          new SourceReference(
              first.columns().stream().map(c -> spelled.getOrDefault(folded(c), c)).toList(),
              first.parent(),
              first.parentColumns(),
              first.onDelete(),
              first.onUpdate()));
    }
    return kept;
  }
}
