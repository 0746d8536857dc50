package dev.prima.core.mapping;

import java.util.List;

/**
 * The tables that the files of one program hold, and what becomes of them.
 *
 * @param connectionsFrom the target table from whose rows connections are derived; empty where the
 *     files have connections of their own
 */
public record Profile(String name, List<TableClaim> claims, String connectionsFrom)
    implements java.io.Serializable {
  public Profile {
    claims = List.copyOf(claims);
  }
}
