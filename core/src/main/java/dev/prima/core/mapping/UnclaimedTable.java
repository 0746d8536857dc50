package dev.prima.core.mapping;

import dev.prima.core.dialect.SchemaTranslator;
import dev.prima.core.landing.Census;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How a table that no profile claims is staged: every column under its own name with the exact
 * class of every value, told apart by the declared primary key, else by content. The types of its
 * target columns are decided by what its values turn out to be.
 */
public final class UnclaimedTable {
  /** Begins the canonical names of such tables. */
  public static final String PREFIX = "legacy.";

  private UnclaimedTable() {}

  /**
   * The target shape. Rows that lack a part of the key are rejected before: SQLite allows them,
   * PostgreSQL does not.
   *
   * @param source the table, where files differ with the columns of all of them
   * @param landings per column, in the order of the table
   */
  public static TargetTable typed(SourceTable source, List<Landing> landings) {
    return typed(source, landings, Scope.ALL_FILES);
  }

  /** The same, where the key reaches so far. */
  public static TargetTable typed(SourceTable source, List<Landing> landings, Scope scope) {
    List<TargetColumn> columns = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      SourceColumn column = source.columns().get(c);
      columns.add(
          new TargetColumn(
              column.name(), ColumnType.TAGGED, column.notNull(), true, landings.get(c)));
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
                translation(source, landings, scope).extras()),
            null));
  }

  /**
   * How columns land by what they declare and by their values.
   *
   * @param census per column, in the order of the table
   */
  public static List<Landing> landings(SourceTable source, List<Census> census) {
    return landings(source, census, Landing::of);
  }

  /** The same by the storage classes of their values alone. */
  public static List<Landing> landingsByClass(SourceTable source, List<Census> census) {
    return landings(source, census, Landing::byClasses);
  }

  private static List<Landing> landings(
      SourceTable source, List<Census> census, BiFunction<String, Census, Landing> by) {
    List<Landing> landings = new ArrayList<>();
    for (int c = 0; c < source.columns().size(); c++) {
      landings.add(by.apply(source.columns().get(c).declaredType(), census.get(c)));
    }
    return landings;
  }

  /** What else the table declares, in the words of the target, and what of it has none. */
  public static SchemaTranslator.Translation translation(
      SourceTable source, List<Landing> landings, Scope scope) {
    SchemaTranslator.Translation translation = SchemaTranslator.translate(source, landings);
    return scope == Scope.EACH_FILE ? SeparateKeys.of(translation) : translation;
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
