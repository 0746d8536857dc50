package dev.prima.core.landing;

import dev.prima.core.landing.Landing.Kind;
import dev.prima.core.schema.StorageClass;
import java.util.Locale;

/** How the original values of a column are had from PostgreSQL, by expressions of its SQL. */
public record LandingSql(Landing landing) {
  /** Stands before the expression in the comment of a column. */
  static final String ORIGINALLY = "as SQLite had it: ";

  /** SQL of PostgreSQL that gives the original value; of numbers of both classes, the number. */
  public String original(String column) {
    return switch (landing.kind()) {
      case BIGINT, DOUBLE, TEXT, BYTEA, MIXED, NUMERIC, ABSENT -> column;
      case BOOLEAN -> column + "::int";
      case DATE, TIMESTAMP -> landing.form() == null ? column : landing.form().original(column);
    };
  }

  /** SQL of PostgreSQL for the original value as the text that a mixed column has. */
  public String mixedText(String column) {
    return switch (landing.kind()) {
      case TEXT, MIXED, ABSENT -> column;
      case BIGINT, DOUBLE -> column + "::text";
      case BYTEA -> "encode(" + column + ", 'hex')";
      case NUMERIC ->
          "CASE WHEN "
              + column
              + " = trunc("
              + column
              + ") THEN trunc("
              + column
              + ")::text ELSE "
              + column
              + "::double precision::text END";
      case BOOLEAN, DATE -> original(column) + "::text";
      case TIMESTAMP ->
          landing.form() == NumberForm.EPOCH_FRACTIONS
              ? "CASE WHEN "
                  + column
                  + " = date_trunc('second', "
                  + column
                  + ") THEN extract(epoch from "
                  + column
                  + ")::bigint::text ELSE "
                  + original(column)
                  + "::text END"
              : original(column) + "::text";
    };
  }

  /** SQL of PostgreSQL for the class of a value that is not NULL, as a mixed column has it. */
  public String mixedClass(String column) {
    StorageClass one = landing.storageClass();
    if (one != null) {
      return "'" + one.name().toLowerCase(Locale.ROOT) + "'";
    }
    String whole = landing.kind() == Kind.NUMERIC ? "trunc(" : "date_trunc('second', ";
    return "CASE WHEN " + column + " = " + whole + column + ") THEN 'integer' ELSE 'real' END";
  }

  /**
   * What the column's comment says, by which later runs know the form; empty where there is nothing
   * to say.
   *
   * @param column its name, quoted
   */
  public String comment(String column) {
    String holds =
        switch (landing.kind()) {
          case BIGINT, DOUBLE, TEXT, BYTEA, MIXED, ABSENT -> "";
          case NUMERIC -> "INTEGER where it is whole, else REAL";
          case BOOLEAN -> "INTEGER 0 and 1";
          case DATE, TIMESTAMP -> landing.form() == null ? "" : landing.form().title();
        };
    return holds.isEmpty() ? "" : "holds " + holds + ", " + ORIGINALLY + original(column);
  }
}
