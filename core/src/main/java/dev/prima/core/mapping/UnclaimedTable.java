package dev.prima.core.mapping;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import java.util.List;

/**
 * How a table that no profile claims is staged: every column under its own name with the exact
 * class of every value, told apart by the declared primary key, else by content. The types of its
 * target columns are decided by what its values turn out to be.
 */
public final class UnclaimedTable {
  private UnclaimedTable() {}

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
