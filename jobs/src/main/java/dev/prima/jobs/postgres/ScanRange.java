package dev.prima.jobs.postgres;

import java.io.Serializable;

/**
 * A slice of a table: blocks of one of the tables that hold its rows.
 *
 * @param leaf the table itself or one of its partitions, unquoted
 * @param fromBlock included
 * @param toBlock excluded; {@link #END} for whatever may follow
 * @param rows as the server estimates them, 0 only where there was no block
 */
public record ScanRange(String schema, String leaf, long fromBlock, long toBlock, long rows)
    implements Serializable {
  public static final long END = -1;

  /** All that stands, of which the number is not known. */
  static ScanRange whole(PostgresTable table) {
    return new ScanRange(table.schema(), table.name(), 0, END, 0);
  }

  /** Which rows these are, however many they are. */
  public String told() {
    return schema + "." + leaf + " " + fromBlock + " " + toBlock;
  }

  String condition() {
    String from = "ctid >= '(" + fromBlock + ",0)'::tid";
    return toBlock == END ? from : from + " AND ctid < '(" + toBlock + ",0)'::tid";
  }
}
