package dev.prima.jobs.postgres;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresCatalog.Leaf;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table into slices that can be read independently. Together the slices hold every row that
 * stands at the snapshot under which they are read, each once, if none has come into an empty
 * partition since: those give no slice, for there can be hundreds.
 */
public final class PostgresScan {
  private static final long BLOCK = 8192;

  /** A guess for tables that the server never counted. */
  private static final long ROWS_PER_BLOCK = 30;

  private PostgresScan() {}

  /**
   * The slices of a table on a node; none if it does not stand there.
   *
   * @param rowsPerRange aimed at
   */
  public static List<ScanRange> ranges(PostgresNode node, TargetTable target, long rowsPerRange) {
    return ranges(node, List.of(target), rowsPerRange).get(0);
  }

  /** The same for several tables, in their order, over one connection. */
  public static List<List<ScanRange>> ranges(
      PostgresNode node, List<TargetTable> targets, long rowsPerRange) {
    return node.call(
        "read the catalog",
        connection -> {
          PostgresCatalog catalog = new PostgresCatalog(connection);
          List<List<ScanRange>> all = new ArrayList<>();
          for (TargetTable target : targets) {
            PostgresTable table = new PostgresTable(target);
            List<ScanRange> ranges = new ArrayList<>();
            for (Leaf leaf : catalog.leaves(table.schema(), table.name())) {
              if (leaf.bytes() > 0) {
                cut(leaf, rowsPerRange, ranges);
              }
            }
            all.add(ranges);
          }
          return all;
        });
  }

  /**
   * Fewer slices of a table of which the server sends few rows: where they have no more rows than
   * this, one of the whole table. Each slice costs a connection and a plan, however few it sends.
   *
   * @param ranges of the table
   */
  public static List<ScanRange> joined(TargetTable target, List<ScanRange> ranges, long rows) {
    if (ranges.size() < 2 || ranges.stream().mapToLong(ScanRange::rows).sum() > rows) {
      return ranges;
    }
    return List.of(ScanRange.whole(new PostgresTable(target)));
  }

  private static void cut(Leaf leaf, long rowsPerRange, List<ScanRange> ranges) {
    long blocks = (leaf.bytes() + BLOCK - 1) / BLOCK;
    double perBlock =
        leaf.rows() > 0 && leaf.pages() > 0 ? leaf.rows() / leaf.pages() : ROWS_PER_BLOCK;
    // Rounded up to a power of two, so that a slightly other estimate gives the same slices.
    long rounded = Long.highestOneBit(2 * Math.max(1, (long) Math.ceil(perBlock)) - 1);
    long step = Math.max(1, rowsPerRange / rounded);
    long from = 0;
    do {
      // The last one is open, for rows may have been added since the size was taken.
      long to = from + step < blocks ? from + step : ScanRange.END;
      long size = to == ScanRange.END ? blocks - from : step;
      long rows = size == 0 ? 0 : Math.max(1, Math.round(size * perBlock));
      ranges.add(new ScanRange(leaf.schema(), leaf.name(), from, to, rows));
      from += step;
    } while (from < blocks);
  }
}
