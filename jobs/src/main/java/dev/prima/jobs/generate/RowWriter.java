package dev.prima.jobs.generate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Binds the columns of one row after the other, in the order of the table, and inserts in batches.
 */
final class RowWriter implements AutoCloseable {
  private static final int BATCH_ROWS = 512;

  private final PreparedStatement insert;
  private int column;
  private int batched;

  RowWriter(PreparedStatement insert) {
    this.insert = insert;
  }

  RowWriter text(String value) throws SQLException {
    insert.setString(++column, value);
    return this;
  }

  RowWriter integer(long value) throws SQLException {
    insert.setLong(++column, value);
    return this;
  }

  RowWriter real(double value) throws SQLException {
    insert.setDouble(++column, value);
    return this;
  }

  RowWriter nothing() throws SQLException {
    insert.setNull(++column, Types.NULL);
    return this;
  }

  void endRow() throws SQLException {
    column = 0;
    insert.addBatch();
    if (++batched == BATCH_ROWS) {
      flush();
    }
  }

  void flush() throws SQLException {
    if (batched > 0) {
      insert.executeBatch();
      batched = 0;
    }
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
