package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Sends collected rows into one table, inside a transaction. Rows that the server refuses for their
 * data are found by halving and left out; the others are in.
 */
final class BinaryCopy {
  /** Signature, flags and length of the header's extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

  private final Connection connection;
  private final String sql;

  /** Is told of each row that was refused, by its index among the collected ones. */
  @FunctionalInterface
  interface Refused {
    void row(int index, SQLException why);
  }

  /**
   * @param into table and columns
   */
  BinaryCopy(Connection connection, String into) {
    this.connection = connection;
    sql = "COPY " + into + " FROM STDIN (FORMAT binary)";
  }

  /** Sends all rows of the encoder. */
  void send(CopyEncoder rows, Refused refused) throws SQLException {
    send(rows, 0, rows.rows(), refused);
  }

  private void send(CopyEncoder rows, int from, int to, Refused refused) throws SQLException {
    if (from == to) {
      return;
    }
    SQLException failure = attempt(connection, () -> copy(rows, from, to));
    if (failure == null) {
      return;
    }
    if (to - from == 1) {
      refused.row(from, failure);
      return;
    }
    int middle = (from + to) >>> 1;
    send(rows, from, middle, refused);
    send(rows, middle, to, refused);
  }

  private void copy(CopyEncoder rows, int from, int to) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try (WriteLimit limit = WriteLimit.on(connection)) {
      copy.writeToCopy(HEADER, 0, HEADER.length);
      int start = rows.start(from);
      copy.writeToCopy(rows.array(), start, rows.start(to) - start);
      copy.writeToCopy(TRAILER, 0, TRAILER.length);
      copy.endCopy();
    } finally {
      if (copy.isActive() && !connection.isClosed()) {
        copy.cancelCopy();
      }
    }
  }

  /** A step that can be undone by itself. */
  @FunctionalInterface
  interface Step {
    void run() throws SQLException;
  }

  /**
   * Runs a step behind a savepoint; where it fails for the data of a row, it is undone and the
   * failure returned.
   */
  static @Nullable SQLException attempt(Connection connection, Step step) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SAVEPOINT prima");
      try {
        step.run();
      } catch (SQLException e) {
        if (!PostgresError.isOfData(e)) {
          throw e;
        }
        sql.execute("ROLLBACK TO SAVEPOINT prima");
        sql.execute("RELEASE SAVEPOINT prima");
        return e;
      }
      sql.execute("RELEASE SAVEPOINT prima");
      return null;
    }
  }

  static RowFailure failure(int row, SQLException why, boolean superseded) {
    String state = why.getSQLState();
    return new RowFailure(row, state == null ? "" : state, constraint(why), superseded);
  }

  private static @Nullable String constraint(SQLException why) {
    if (why instanceof PSQLException failure) {
      ServerErrorMessage message = failure.getServerErrorMessage();
      return message == null ? null : message.getConstraint();
    }
    return null;
  }
}
