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
 * @param text what becomes of texts in columns that do not say it themselves
 */
public record TableClaim(
    String profile,
    String source,
    List<String> requires,
    String target,
    Identity identity,
    List<ColumnRule> rules,
    Extent extent,
    @Nullable Through through,
    TextRule text)
    implements java.io.Serializable {
  public TableClaim {
    requires = List.copyOf(requires);
    rules = List.copyOf(rules);
  }

  /** Of files that fit so closely; nothing is said of texts in general. */
  public TableClaim(
      String profile,
      String source,
      List<String> requires,
      String target,
      Identity identity,
      List<ColumnRule> rules,
      Extent extent,
      @Nullable Through through) {
    this(profile, source, requires, target, identity, rules, extent, through, TextRule.REJECT);
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

  /** The same with a rule for texts in columns that do not say it themselves. */
  public TableClaim with(TextRule others) {
    return new TableClaim(
        profile, source, requires, target, identity, rules, extent, through, others);
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
   * @param texts what it says of its texts itself
   */
  public record ColumnRule(
      String source,
      String target,
      Conversion conversion,
      String reason,
      List<TextConversion> texts)
      implements java.io.Serializable {
    public ColumnRule {
      texts = List.copyOf(texts);
    }

    /** Of a column that says nothing of its texts. */
    public ColumnRule(String source, String target, Conversion conversion, String reason) {
      this(source, target, conversion, reason, List.of());
    }

    /**
     * What becomes of its texts.
     *
     * @param others the rule for columns that do not say it themselves
     */
    TextRule text(TextRule others) {
      TextRule rule = others;
      for (TextConversion conversion : texts) {
        rule = conversion.over(rule);
      }
      return rule;
    }

    public boolean ignored() {
      return target.isEmpty();
    }
  }
}
