package dev.prima.core.mapping;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a table that no profile claims is staged: every column under its own name with the exact
 * class of every value, told apart by the declared primary key, else by content. The types of its
 * target columns are decided by what its values turn out to be.
 */
public final class UnclaimedTable {
  /** Begins the canonical names of such tables. */
  public static final String PREFIX = "legacy.";

  private UnclaimedTable() {}

  /** What the values of one column turned out to be, in rows. */
  public record Census(long integers, long reals, long texts, long blobs) {
    /** Nothing but NULL, or no row. */
    public static final Census NONE = new Census(0, 0, 0, 0);

    private boolean only(long count) {
      return count > 0 && count == integers + reals + texts + blobs;
    }

    ColumnType type(String declared) {
      if (only(integers)) {
        return ColumnType.BIGINT;
      }
      if (only(reals)) {
        return ColumnType.DOUBLE;
      }
      if (only(texts)) {
        return ColumnType.TEXT;
      }
      if (only(blobs)) {
        return ColumnType.BYTEA;
      }
      boolean empty = integers + reals + texts + blobs == 0;
      return empty ? declaredType(declared) : ColumnType.TAGGED;
    }

    /** By SQLite's rules of affinity, where no value tells. */
    private static ColumnType declaredType(String declared) {
      String upper = declared.toUpperCase(Locale.ROOT);
      if (upper.contains("INT")) {
        return ColumnType.BIGINT;
      }
      if (upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB")) {
        return ColumnType.DOUBLE;
      }
      return upper.contains("BLOB") ? ColumnType.BYTEA : ColumnType.TEXT;
    }
  }

  /**
   * The target shape: every column in the narrowest type that takes all its values exactly, else as
   * text with the class beside it. Rows that lack a part of the key are rejected before: SQLite
   * allows them, PostgreSQL does not.
   *
   * @param source the table, where files differ with the columns of all of them
   * @param census per column, in the order of the table
   */
  public static TargetTable typed(SourceTable source, List<Census> census) {
    List<TargetColumn> columns = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      SourceColumn column = source.columns().get(c);
      columns.add(
          new TargetColumn(
              column.name(), census.get(c).type(column.declaredType()), column.notNull(), true));
    }
    List<String> key = source.primaryKey();
    List<PostgresShape.Index> indexes = new ArrayList<>();
    for (SourceIndex index : source.indexes()) {
      if (!index.partial() && !index.columns().isEmpty() && !index.columns().equals(key)) {
        indexes.add(new PostgresShape.Index(index.columns(), index.unique()));
      }
    }
    return new TargetTable(
        PREFIX + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(
            new PostgresShape(
                "legacy", key, List.of(), indexes, PostgresShape.Partitioning.NONE, List.of()),
            null));
  }

  /** The staged shape: tagged values only. */
  public static TargetTable staged(SourceTable source) {
    List<TargetColumn> columns =
        source.columns().stream()
            .map(c -> new TargetColumn(c.name(), ColumnType.TAGGED, false, true))
            .toList();
    return new TargetTable(
        PREFIX + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(null, null));
  }

  /**
   * The table with the columns of all files, where these differ: those of the first, then what
   * others add. A key is kept where all agree on it.
   */
  public static SourceTable merged(List<SourceTable> tables) {
    Map<String, SourceColumn> columns = new LinkedHashMap<>();
    Set<List<String>> keys = new HashSet<>();
    for (SourceTable table : tables) {
      keys.add(table.primaryKey());
      for (SourceColumn column : table.columns()) {
        columns.merge(column.name(), column, (a, b) -> loosest(a, b, a.notNull() && b.notNull()));
      }
    }
    boolean sameKey = keys.size() == 1;
    List<SourceColumn> merged =
        columns.values().stream()
            .map(
                c ->
                    tables.stream().allMatch(t -> t.columnNames().contains(c.name()))
                        ? c
                        : loosest(c, c, false))
            .map(
                c ->
                    sameKey
                        ? c
                        : new SourceColumn(
                            c.name(), c.declaredType(), c.notNull(), 0, c.generated()))
            .toList();
    SourceTable first = tables.get(0);
    return new SourceTable(first.name(), merged, first.hasRowid(), first.indexes());
  }

  private static SourceColumn loosest(SourceColumn a, SourceColumn b, boolean notNull) {
    return new SourceColumn(
        a.name(), a.declaredType(), notNull, a.keyPosition(), a.generated() && b.generated());
  }

  /** The claim by which a file's table fills the merged one. */
  public static TableClaim claim(SourceTable source, SourceTable merged) {
    Identity identity =
        merged.primaryKey().isEmpty()
            ? new Identity.Content(merged.columnNames())
            : new Identity.Key(merged.primaryKey(), false);
    List<ColumnRule> rules =
        source.columnNames().stream().map(n -> new ColumnRule(n, n, Conversion.NONE, "")).toList();
    return new TableClaim(
        "auto", source.name(), source.columnNames(), PREFIX + source.name(), identity, rules);
  }
}
