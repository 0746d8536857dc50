package dev.prima.core.mapping;

import java.util.List;

/**
 * The tables that the files of one program hold, and what becomes of them.
 *
 * @param connectionsFrom the target table from whose rows connections are derived; empty where the
 *     files have connections of their own
 * @param skipped tables of these files that are read by name and left out
 */
public record Profile(
    String name, List<TableClaim> claims, String connectionsFrom, List<SkippedTable> skipped)
    implements java.io.Serializable {
  public Profile {
    claims = List.copyOf(claims);
    skipped = List.copyOf(skipped);
  }

  /** A table that is left out on purpose. */
  public record SkippedTable(String source, String reason, TableClaim.Extent extent)
      implements java.io.Serializable {}
}
