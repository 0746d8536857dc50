package dev.prima.core.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param extent how closely the files must fit
 * @param through how a row finds the entity that it follows; null where it names it itself
 */
public record TableClaim(
    String profile,
    String source,
    List<String> requires,
    String target,
    Identity identity,
    List<ColumnRule> rules,
    Extent extent,
    @Nullable Through through)
    implements java.io.Serializable {
  public TableClaim {
    requires = List.copyOf(requires);
    rules = List.copyOf(rules);
  }

  /** Of files that may lack columns, and tables. */
  public TableClaim(
      String profile,
      String source,
      List<String> requires,
      String target,
      Identity identity,
      List<ColumnRule> rules) {
    this(profile, source, requires, target, identity, rules, Extent.LENIENT, null);
  }

  /** How closely files must fit what is said of a table. */
  public enum Extent {
    /** A file may lack the table, and columns that are not required; no file need have it. */
    LENIENT,
    /** Every file that has the table has all columns that are named; no file need have it. */
    WHOLE,
    /** Like {@link #WHOLE}, and a file must have it. */
    PRESENT
  }

  /**
   * The way from a row to the entity that it follows, over rows of other tables in the same file.
   *
   * @param column the name under which rules know what is found
   * @param hops the first from the row itself, each of the others from the row found before
   * @param take the column of the last row that names the entity
   */
  public record Through(String column, List<Hop> hops, String take)
      implements java.io.Serializable {
    public Through {
      hops = List.copyOf(hops);
    }
  }

  /**
   * To the row of a table that a foreign key names.
   *
   * @param by the column that holds the foreign key
   * @param key the column that it is a key of
   */
  public record Hop(String by, String table, String key) implements java.io.Serializable {}

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
