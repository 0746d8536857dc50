package dev.prima.jobs.postgres;

import dev.prima.jobs.postgres.PostgresTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SQL for whole rows in {@code prima.superseded.row}, to be put back exactly.
 *
 * <p>Shape: a member for each column, {@code null} for NULL; but a {@code jsonb} column that is
 * NULL is left out, for there {@code null} is the JSON document of that name, and a negative zero
 * is text, for {@code jsonb} knows only one zero.
 */
public final class KeptRow {
  private static final String DOCUMENT = "jsonb";
  private static final String DOUBLE = "double precision";

  private KeptRow() {}

  /**
   * A row of a table as it is kept.
   *
   * @param alias of the row
   */
  public static String of(PostgresTable table, String alias) {
    List<String> absent = new ArrayList<>();
    List<String> zeros = new ArrayList<>();
    for (Column column : table.columns()) {
      String value = alias + "." + column.quoted();
      String name = SqlName.literal(column.name());
      if (column.type().equals(DOCUMENT)) {
        absent.add("CASE WHEN " + value + " IS NULL THEN " + name + " END");
      } else if (column.type().equals(DOUBLE)) {
        zeros.add(name + ", CASE WHEN " + value + "::text = '-0' THEN '-0' END");
      }
    }
    // Of these operators - binds more closely than ||.
    // With the asterisk, for the alias alone would be a column where there is one of this name.
    return "(to_jsonb("
        + alias
        + ".*)"
        + list(" - array_remove(ARRAY[", absent, "]::text[], NULL)")
        + list(" || jsonb_strip_nulls(jsonb_build_object(", zeros, "))")
        + ")";
  }

  private static String list(String begin, List<String> parts, String end) {
    return parts.isEmpty() ? "" : begin + String.join(", ", parts) + end;
  }

  /** The rows of a table that are kept, as they stood: a {@code SELECT} from {@code s}. */
  static String select(PostgresTable table) {
    return select(
        table.columns().stream()
            .map(c -> column(c.name(), c.type().equals(DOCUMENT)) + " AS " + c.quoted()),
        table.qualified());
  }

  /** The same of a table as the catalog has it, in the order of its columns. */
  public static String select(StandingTable table) {
    return select(
        table.columns().stream().map(c -> column(c, table.documents().contains(c))),
        table.qualified());
  }

  private static String select(Stream<String> columns, String table) {
    return "SELECT "
        + columns.collect(Collectors.joining(", "))
        + " FROM prima.superseded s, LATERAL jsonb_populate_record(NULL::"
        + table
        + ", s.row) r";
  }

  /** What makes a record of JSON takes the document {@code null} for NULL. */
  private static String column(String name, boolean document) {
    return document ? "s.row -> " + SqlName.literal(name) : "r." + SqlName.quote(name);
  }
}
