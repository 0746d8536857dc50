package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Retry;
import java.sql.Connection;
import java.sql.SQLException;

/** A transaction on one node that is tried again while what broke it may pass. */
final class RetriedTransaction {
  private final PostgresNode node;
  private final Retry retry;
  private final String action;

  /** What is done in it; from the beginning at every attempt. */
  @FunctionalInterface
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  /**
   * @param action for messages: what the node is asked to do
   */
  RetriedTransaction(PostgresNode node, Retry retry, String action) {
    this.node = node;
    this.retry = retry;
    this.action = action;
  }

  /**
   * Returns once it is committed.
   *
   * @return how often it was tried again
   * @throws dev.prima.core.error.PrimaException of {@link PostgresError} when the node fails for
   *     good
   */
  int carryOut(Work work) {
    int attempt = 1;
    for (; !attempt(work, attempt); attempt++) {
      retry.pause(attempt);
    }
    return attempt - 1;
  }

  private boolean attempt(Work work, int attempt) {
    try (Connection connection = node.connect()) {
      connection.setAutoCommit(false);
      work.on(connection);
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (attempt == retry.attempts() || !PostgresError.mayPass(e)) {
        throw PostgresError.of(node.name(), action, e);
      }
      return false;
    }
  }
}
