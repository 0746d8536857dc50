package dev.prima.jobs.source;

import dev.prima.core.dialect.Affinity;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Tells the values of a table's records, as SQLite would. Where that is not certain it says so.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#record_format">Database file format, Record
 *     Format</a>
 */
final class RecordDecoder {
  private final boolean[] aliases;
  private final boolean[] reals;
  private final boolean[] defaults;

  private RecordDecoder(SourceTable table) {
    List<SourceColumn> columns = table.columns();
    aliases = new boolean[columns.size()];
    reals = new boolean[columns.size()];
    defaults = new boolean[columns.size()];
    for (int c = 0; c < columns.size(); c++) {
      SourceColumn column = columns.get(c);
      aliases[c] = table.declaration().rowidAlias() && column.keyPosition() > 0;
      reals[c] = Affinity.of(column.declaredType()) == Affinity.REAL;
      defaults[c] = table.declaration().defaults().containsKey(column.name());
    }
  }

  /**
   * For the rows of a table of a UTF-8 database; empty where not all of its values stand in its
   * records.
   */
  static Optional<RecordDecoder> of(SourceTable table) {
    boolean stand =
        RowKey.rowid(table).isPresent()
            && table.made().values().isEmpty()
            && table.columns().stream().allMatch(RecordDecoder::stands);
    return stand ? Optional.of(new RecordDecoder(table)) : Optional.empty();
  }

  /** SQLite tells affinities by ASCII letters alone. */
  private static boolean stands(SourceColumn column) {
    return column.expression() == null
        && !column.generated()
        && StandardCharsets.US_ASCII.newEncoder().canEncode(column.declaredType());
  }

  /** Appends a row to a page and tells how many bytes of text and blobs it has. */
  long append(RecordCursor row, RowPage page) throws UnclearPageException {
    byte[] bytes = row.bytes();
    int end = row.at() + row.length();
    Varints types = new Varints(bytes, row.at(), end);
    long header = types.next();
    if (types.failed() || header < types.at() - row.at() || header > row.length()) {
      throw new UnclearPageException("A record has no header");
    }
    int body = row.at() + (int) header;
    int at = body;
    long variable = 0;
    page.beginRow(row.rowid());
    for (int c = 0; c < aliases.length; c++) {
      long type = 0;
      if (types.at() < body) {
        type = types.next();
      } else if (defaults[c]) {
        // Written before the column was added: the value stands in the declaration.
        throw new UnclearPageException("A record lacks a column with a default");
      }
      int size = size(type, end - at);
      if (aliases[c]) {
        page.column(c).appendInteger(row.rowid());
      } else if (type >= Records.FIRST_VARIABLE) {
        variable += size;
        if ((type & 1) == 0) {
          page.column(c).appendBlob(bytes, at, size);
        } else {
          page.column(c).appendText(bytes, at, size);
        }
      } else {
        fixed(page.column(c), (int) type, number(bytes, at, size), reals[c]);
      }
      at += size;
    }
    if (types.failed() || types.at() != body || at != end) {
      throw new UnclearPageException("A record has other values than its table has columns");
    }
    return variable;
  }

  /** Bytes of a value that has so many at most. */
  private static int size(long type, int room) throws UnclearPageException {
    long size = Records.size(type);
    if (size < 0 || size > room) {
      throw new UnclearPageException("A value is of no type, or longer than its record");
    }
    return (int) size;
  }

  private static long number(byte[] bytes, int at, int size) {
    if (size == 0) {
      return 0;
    }
    long number = bytes[at];
    for (int i = 1; i < size; i++) {
      number = number << 8 | bytes[at + i] & 0xff;
    }
    return number;
  }

  private static void fixed(RowPage.Column out, int type, long number, boolean real) {
    switch (type) {
      case 0 -> out.appendNull();
      case 7 -> {
        double value = Double.longBitsToDouble(number);
        if (Double.isNaN(value)) {
          // SQLite knows none.
          out.appendNull();
        } else {
          out.appendReal(value);
        }
      }
      default -> {
        long whole = type >= 8 ? type - 8L : number;
        if (real) {
          // A whole number takes less room so; the column makes a REAL of it.
          out.appendReal(whole);
        } else {
          out.appendInteger(whole);
        }
      }
    }
  }
}
