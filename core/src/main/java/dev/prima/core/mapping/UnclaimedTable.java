package dev.prima.core.mapping;

import dev.prima.core.dialect.SchemaTranslator;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
   * @param types per column, in the order of the table
   */
  public static TargetTable typed(SourceTable source, List<ColumnType> types) {
    return typed(source, types, Scope.ALL_FILES);
  }

  /** The same, where the key reaches so far. */
  public static TargetTable typed(SourceTable source, List<ColumnType> types, Scope scope) {
    List<TargetColumn> columns = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      SourceColumn column = source.columns().get(c);
      columns.add(new TargetColumn(column.name(), types.get(c), column.notNull(), true));
    }
    return new TargetTable(
        PREFIX + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false, scope),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(
            new PostgresShape(
                "legacy",
                scope == Scope.EACH_FILE
                    ? SeparateKeys.of(source.primaryKey())
                    : source.primaryKey(),
                List.of(),
                List.of(),
                PostgresShape.Partitioning.NONE,
                List.of(),
                translation(source, types, scope).extras()),
            null));
  }

  /**
   * The types that values decide.
   *
   * @param census per column, in the order of the table
   */
  public static List<ColumnType> types(SourceTable source, List<Census> census) {
    List<ColumnType> types = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      types.add(census.get(c).type(source.columns().get(c).declaredType()));
    }
    return types;
  }

  /**
   * The types of a table that stands: a column that takes values of every class goes on to, and one
   * without values in this run keeps its type.
   *
   * @param standing the table as it stands, or as it would be made where it does not
   */
  public static List<ColumnType> types(
      SourceTable source, List<Census> census, TargetTable standing) {
    List<ColumnType> types = types(source, census);
    for (int c = 0; c < types.size(); c++) {
      ColumnType stands = standing.columns().get(c).type();
      if (stands == ColumnType.TAGGED || census.get(c).equals(Census.NONE)) {
        types.set(c, stands);
      }
    }
    return types;
  }

  /** What else the table declares, in the words of the target, and what of it has none. */
  public static SchemaTranslator.Translation translation(
      SourceTable source, List<ColumnType> types, Scope scope) {
    List<@Nullable StorageClass> classes = new ArrayList<>();
    types.forEach(type -> classes.add(storageClass(type)));
    SchemaTranslator.Translation translation = SchemaTranslator.translate(source, classes);
    return scope == Scope.EACH_FILE ? SeparateKeys.of(translation) : translation;
  }

  private static @Nullable StorageClass storageClass(ColumnType type) {
    return switch (type) {
      case BIGINT -> StorageClass.INTEGER;
      case DOUBLE -> StorageClass.REAL;
      case TEXT -> StorageClass.TEXT;
      case BYTEA -> StorageClass.BLOB;
      case TAGGED, BOOLEAN, TIMESTAMPTZ, JSONB, UUID -> null;
    };
  }

  /** The staged shape: tagged values only. */
  public static TargetTable staged(SourceTable source) {
    return staged(source, Scope.ALL_FILES);
  }

  /** The same, where the key reaches so far. */
  public static TargetTable staged(SourceTable source, Scope scope) {
    List<TargetColumn> columns =
        source.columns().stream()
            .map(c -> new TargetColumn(c.name(), ColumnType.TAGGED, false, true))
            .toList();
    return new TargetTable(
        PREFIX + source.name(),
        columns,
        new TargetKey(source.primaryKey(), false, false, scope),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(null, null));
  }

  /** The claim by which a file's table fills the merged one. */
  public static TableClaim claim(SourceTable source, SourceTable merged) {
    Identity identity =
        merged.primaryKey().isEmpty()
            ? new Identity.Content(merged.columnNames())
            : new Identity.Key(merged.primaryKey(), false);
    List<ColumnRule> rules =
        source.columnNames().stream()
            .map(n -> new ColumnRule(n, spelled(n, merged), Conversion.NONE, ""))
            .toList();
    return new TableClaim(
        "auto", source.name(), source.columnNames(), PREFIX + merged.name(), identity, rules);
  }

  /** The same, where rows of different files are different rows. */
  public static TableClaim claim(SourceTable source, SourceTable merged, String file) {
    TableClaim claim = claim(source, merged);
    return new TableClaim(
        claim.profile(),
        claim.source(),
        claim.requires(),
        claim.target(),
        new Identity.WithinFile(claim.identity(), file),
        claim.rules());
  }

  private static String spelled(String column, SourceTable merged) {
    return merged.columnNames().stream()
        .filter(n -> MergedTable.sameName(n, column))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No column " + column));
  }
}
