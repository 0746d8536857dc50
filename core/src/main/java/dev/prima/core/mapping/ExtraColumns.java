package dev.prima.core.mapping;

import dev.prima.core.json.Json;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Columns of a claimed table that the profile does not know, kept in one JSON column so that
 * nothing is lost: integers as numbers, text as strings, {@code {"real": "0.1"}} and {@code
 * {"blob": "Base64"}} for the others, absent for NULL.
 */
public final class ExtraColumns {
  /** Its name. */
  public static final String COLUMN = "extra";

  private ExtraColumns() {}

  /**
   * What is kept there.
   *
   * @param extras which columns of the source
   * @param text what becomes of their texts
   */
  record Told(SourceTable source, List<Integer> extras, TextRule text) {}

  static void fill(Told told, RowPage page, MappedColumn out, Findings findings) {
    List<RowPage.Column> values = new ArrayList<>();
    for (int c : told.extras()) {
      values.add(told.text().applied(page.column(c), page.rows(), COLUMN, findings));
    }
    long kept = 0;
    for (int r = 0; r < page.rows(); r++) {
      StringBuilder json = new StringBuilder();
      for (int e = 0; e < values.size(); e++) {
        RowPage.Column column = values.get(e);
        if (column.storageClass(r) != StorageClass.NULL) {
          String name = told.source().columns().get(told.extras().get(e)).name();
          RejectReason reason = problem(column, r);
          if (reason != null) {
            findings.reject(r, name, reason);
          } else {
            json.append(json.isEmpty() ? '{' : ',').append(Json.quote(name)).append(':');
            json.append(value(column, r));
          }
        }
      }
      if (!json.isEmpty()) {
        out.bytes(r, json.append('}').toString().getBytes(StandardCharsets.UTF_8));
        kept++;
      }
    }
    findings.converted(COLUMN + ": columns unknown to the profile", kept);
  }

  private static @org.jspecify.annotations.Nullable RejectReason problem(
      RowPage.Column column, int row) {
    return column.storageClass(row) == StorageClass.TEXT
        ? Utf8.problem(
            column.heap(),
            RowPage.sliceOffset(column.word(row)),
            RowPage.sliceLength(column.word(row)))
        : null;
  }

  private static String value(RowPage.Column column, int row) {
    return switch (column.storageClass(row)) {
      case INTEGER -> Long.toString(column.integer(row));
      case REAL -> "{\"real\":\"" + column.real(row) + "\"}";
      case TEXT -> Json.quote(new String(column.bytes(row), StandardCharsets.UTF_8));
      case BLOB -> "{\"blob\":\"" + Base64.getEncoder().encodeToString(column.bytes(row)) + "\"}";
      case NULL -> "null";
    };
  }
}
