package dev.prima.jobs.load.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a connection up that is written to for longer than its time limit: the driver's own is for
 * reading, and writing to a server that has stopped to read waits for ever once the sockets'
 * buffers are full.
 */
final class WriteLimit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteLimit.class);

  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "copy watch");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> end;

  private WriteLimit(ScheduledFuture<?> end) {
    this.end = end;
  }

  /** Holds from now until it is closed. */
  static WriteLimit on(Connection connection) throws SQLException {
    int millis = connection.getNetworkTimeout();
    long limit = millis > 0 ? millis : Long.MAX_VALUE / 2;
    return new WriteLimit(WATCH.schedule(() -> abort(connection), limit, TimeUnit.MILLISECONDS));
  }

  /** Whoever waits for it. */
  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.warn("Giving a connection up failed, SQLState {}", e.getSQLState());
    }
  }

  @Override
  public void close() {
    end.cancel(false);
  }
}
