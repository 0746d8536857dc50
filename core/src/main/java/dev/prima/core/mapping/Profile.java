package dev.prima.core.mapping;

import java.util.List;

/** The tables that the files of one program hold, and what becomes of them. */
public record Profile(String name, List<TableClaim> claims) implements java.io.Serializable {
  public Profile {
    claims = List.copyOf(claims);
  }
}
