package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Divides a table with rowids into ranges. */
public final class RowRanges {
  /** From how many times more ids than rows on the ids no longer tell where the rows are. */
  private static final int SPARSE = 2;

  private static final int MANY = 4;

  private RowRanges() {}

  /**
   * Ranges that together hold every rowid once, in order. The same snapshot gives the same ones.
   *
   * @param rangeRows rows of each, at most; a few ranges have half as many, lest the last one of a
   *     table is waited for
   */
  public static List<RowRange> divide(SourceFile file, SnapshotTable table, long rangeRows) {
    double span = (double) table.maxRowid() - table.minRowid() + 1;
    List<Long> ends =
        span > (double) SPARSE * table.rows()
            ? countedEnds(file, table, rangeRows)
            : evenEnds(table, table.rows() < MANY * rangeRows ? (rangeRows + 1) / 2 : rangeRows);
    List<RowRange> divided = new ArrayList<>();
    long from = Long.MIN_VALUE;
    for (long end : ends) {
      divided.add(new RowRange(from, end));
      from = end + 1;
    }
    divided.add(new RowRange(from, Long.MAX_VALUE));
    return divided;
  }

  /** At multiples: they stay where they are when rows come and go. */
  private static List<Long> evenEnds(SnapshotTable table, long width) {
    List<Long> ends = new ArrayList<>();
    long max = table.maxRowid();
    long end = table.minRowid() / width * width;
    while (end < max) {
      if (end >= table.minRowid()) {
        ends.add(end);
      }
      if (end > Long.MAX_VALUE - width) {
        break;
      }
      end += width;
    }
    return ends;
  }

  /** By walking over the rows: one scan in all. */
  private static List<Long> countedEnds(SourceFile file, SnapshotTable table, long rangeRows) {
    String rowid = RowKey.rowid(table.table()).orElseThrow();
    List<Long> ends = new ArrayList<>();
    try (Connection connection = SqliteConnections.open(file);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + rowid
                    + " FROM "
                    + SqlName.quote(table.table().name())
                    + " NOT INDEXED ORDER BY "
                    + rowid)) {
      for (long n = 1; row.next(); n++) {
        if (n % rangeRows == 0 && n < table.rows()) {
          ends.add(row.getLong(1));
        }
      }
      return ends;
    } catch (SQLException e) {
      throw SqliteFailures.explain(
          Path.of(file.path()), e, () -> new PrimaException(SourceError.DISK_FULL, "No room", e));
    }
  }
}
