package dev.prima.jobs.generate;

import java.sql.SQLException;
import java.util.List;

/**
 * One table of a legacy file.
 *
 * @param columns what stands between the parentheses of {@code CREATE TABLE}
 * @param width how many columns {@code source} writes
 * @param indexes {@code name(column, ...)}, made after the rows
 * @param rows how many different rows there are, over all files
 */
record LegacyTable(
    String name, String columns, int width, List<String> indexes, int rows, RowSource source) {

  /** Writes rows, each a function of its number, its copy and the seed. */
  @FunctionalInterface
  interface RowSource {
    /**
     * Writes all columns of a row and ends it.
     *
     * @param copy 0 to 2; copies of a row differ in state and age, as files taken at different
     *     times do
     * @param localId 1, 2, 3 ... within the file, for keys that are local to it
     */
    void write(RowWriter out, int row, int copy, long localId) throws SQLException;
  }
}
