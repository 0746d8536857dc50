package dev.prima.jobs.source;

import java.util.List;

/** SQL that finds, for each row of a table, a value in a row of another one. */
public final class Lookup {
  private Lookup() {}

  /**
   * From a row to the one that a foreign key names.
   *
   * @param by the column with the foreign key
   * @param key the column of the other table that it names
   */
  public record Step(String by, String table, String key) {}

  /**
   * The expression, of SELECTs in one another; NULL where a row is missing on the way.
   *
   * @param table that is read, under its own name
   * @param steps at least one
   * @param take the column of the last row
   */
  public static String expression(String table, List<Step> steps, String take) {
    return expression(SqlName.quote(table), steps, 0, take);
  }

  private static String expression(String from, List<Step> steps, int at, String take) {
    if (at == steps.size()) {
      return from + "." + SqlName.quote(take);
    }
    Step step = steps.get(at);
    String alias = SqlName.quote("prima_step_" + at);
    return "(SELECT "
        + expression(alias, steps, at + 1, take)
        + " FROM "
        + SqlName.quote(step.table())
        + " AS "
        + alias
        + " WHERE "
        + alias
        + "."
        + SqlName.quote(step.key())
        + " = "
        + from
        + "."
        + SqlName.quote(step.by())
        + ")";
  }
}
