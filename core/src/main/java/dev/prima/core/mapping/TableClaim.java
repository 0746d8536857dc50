package dev.prima.core.mapping;

import java.util.List;

/**
 * What a profile says about one source table.
 *
 * @param profile the profile's name
 * @param source the source table's name
 * @param requires columns that must be there for the claim to hold
 * @param target canonical name of the target table
 * @param identity what makes two of its rows one, in target columns
 * @param rules how target columns are filled; source columns that no rule reads go to the target's
 *     {@code extra}
 */
public record TableClaim(
    String profile,
    String source,
    List<String> requires,
    String target,
    Identity identity,
    List<ColumnRule> rules)
    implements java.io.Serializable {
  public TableClaim {
    requires = List.copyOf(requires);
    rules = List.copyOf(rules);
  }

  /**
   * @param target a target column, or empty where the source column is left out with a reason
   * @param reason why it is left out; empty else
   */
  public record ColumnRule(String source, String target, Conversion conversion, String reason)
      implements java.io.Serializable {
    public boolean ignored() {
      return target.isEmpty();
    }
  }
}
