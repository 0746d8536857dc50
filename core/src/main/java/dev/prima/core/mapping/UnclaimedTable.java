package dev.prima.core.mapping;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a table that no profile claims is staged: every column under its own name with the exact
 * class of every value, told apart by the declared primary key, else by content. The types of its
 * target columns are decided by what its values turn out to be.
 */
public final class UnclaimedTable {
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
   * text with the class beside it. The key stands where no value of it is missing.
   *
   * @param source the table, where files differ with the columns of all of them
   * @param census per column, in the order of the table
   * @param keyNulls SQLite allows a key that is NULL, PostgreSQL does not
   */
  public static TargetTable typed(SourceTable source, List<Census> census, KeyNulls keyNulls) {
    List<TargetColumn> columns = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      SourceColumn column = source.columns().get(c);
      columns.add(
          new TargetColumn(
              column.name(), census.get(c).type(column.declaredType()), column.notNull(), true));
    }
    List<String> key = keyNulls == KeyNulls.NONE ? source.primaryKey() : List.of();
    List<PostgresShape.Index> indexes = new ArrayList<>();
    for (SourceIndex index : source.indexes()) {
      if (!index.partial() && !index.columns().isEmpty() && !index.columns().equals(key)) {
        indexes.add(new PostgresShape.Index(index.columns(), index.unique()));
      }
    }
    return new TargetTable(
        "legacy." + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(
            new PostgresShape(
                "legacy", key, List.of(), indexes, PostgresShape.Partitioning.NONE, List.of()),
            null));
  }

  /** Whether rows without a part of their key were seen. */
  public enum KeyNulls {
    NONE,
    SOME
  }

  /** The staged shape: tagged values only. */
  public static TargetTable staged(SourceTable source) {
    List<TargetColumn> columns =
        source.columns().stream()
            .map(c -> new TargetColumn(c.name(), ColumnType.TAGGED, false, true))
            .toList();
    return new TargetTable(
        "legacy." + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(null, null));
  }

  /** The claim that fills it. */
  public static TableClaim claim(SourceTable source) {
    List<String> names = source.columns().stream().map(SourceColumn::name).toList();
    Identity identity =
        source.primaryKey().isEmpty()
            ? new Identity.Content(names)
            : new Identity.Key(source.primaryKey(), false);
    List<ColumnRule> rules =
        names.stream().map(n -> new ColumnRule(n, n, Conversion.NONE, "")).toList();
    return new TableClaim("auto", source.name(), names, "legacy." + source.name(), identity, rules);
  }
}
