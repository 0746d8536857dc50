package dev.prima.jobs.postgres;

import dev.prima.core.error.PrimaException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other runs away from a set of nodes: one session on each holds an advisory lock. The lock
 * is gone when this is closed, and also when the process dies.
 *
 * <p>A server that is restarted forgets its lock: the session is looked after every second and the
 * lock taken again, while the other nodes' locks still keep other runs away.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /** {@code PRIMA} in ASCII; part of the contract, so that other programs can ask for it. */
  public static final long KEY = 0x50_52_49_4D_41L;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** For a server that has not noticed yet that our former session is over. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  private static final int ANSWERS_WITHIN_SECONDS = 10;

  private final Map<PostgresNode, Connection> sessions = new LinkedHashMap<>();

  /** Nodes whose lock is lost, with the code of what keeps it from being taken again: told once. */
  private final Map<PostgresNode, String> without = new HashMap<>();

  private final Object stop = new Object();
  private @Nullable PrimaException lost;
  private boolean closed;

  private RunLock() {}

  /**
   * Takes the lock on every node, in their order.
   *
   * @param patience how long another run may take to end
   * @throws PrimaException {@link PostgresError#RUN_ACTIVE} where another run holds it; no lock is
   *     left behind
   */
  public static RunLock acquire(List<PostgresNode> nodes, Duration patience) {
    RunLock lock = new RunLock();
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      for (PostgresNode node : nodes) {
        lock.take(node, deadline);
      }
      Thread watch = new Thread(lock::watch, "run lock");
      watch.setDaemon(true);
      watch.start();
      return lock;
    } catch (PrimaException | IllegalStateException e) {
      lock.close();
      throw e;
    }
  }

  private void watch() {
    while (true) {
      synchronized (stop) {
        if (closed) {
          return;
        }
        try {
          stop.wait(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
          return;
        }
      }
      lookAfterAll();
    }
  }

  private synchronized void lookAfterAll() {
    for (PostgresNode node : List.copyOf(sessions.keySet())) {
      try {
        lookAfter(node, System.nanoTime() + PATIENCE.toNanos());
      } catch (PrimaException e) {
        // It stays away, or another run was faster; whoever verifies is told.
        String why = e.error().code();
        if (!why.equals(without.put(node, why))) {
          LOG.warn("{}", e.getMessage());
        }
        if (e.error() == PostgresError.RUN_ACTIVE) {
          lost = e;
        }
      }
    }
  }

  private void lookAfter(PostgresNode node, long deadline) {
    Connection session = sessions.get(node);
    if (session == null || stands(session)) {
      return;
    }
    if (without.putIfAbsent(node, "") == null) {
      LOG.warn("{}: the session that keeps other runs away has ended; taking the lock again", node);
    }
    close(node, session);
    take(node, deadline);
    without.remove(node);
    LOG.warn("{}: the lock that keeps other runs away is taken again", node);
  }

  private static boolean stands(Connection session) {
    try {
      return session.isValid(ANSWERS_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private void take(PostgresNode node, long deadline) {
    try {
      Connection connection = node.connect();
      sessions.put(node, connection);
      try (Statement sql = connection.createStatement()) {
        sql.execute("SET idle_session_timeout = 0");
      }
      while (!tryLock(connection)) {
        if (System.nanoTime() >= deadline) {
          throw PostgresError.RUN_ACTIVE.on(node.name(), holder(connection));
        }
        Thread.sleep(BETWEEN_TRIES.toMillis());
      }
    } catch (SQLException e) {
      throw PostgresError.of(node.name(), "take the lock of the run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for another run", e);
    }
  }

  private static boolean tryLock(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      query.setLong(1, KEY);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static String holder(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT 'server process ' || l.pid || coalesce(' of ' || a.usename, '')"
                + " || coalesce(' from ' || host(a.client_addr), '')"
                + " || coalesce(' since ' || a.backend_start::timestamptz(0), '')"
                + " FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE l.locktype = 'advisory' AND l.granted"
                + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND (l.classid::bigint << 32 | l.objid::bigint) = ? AND l.objsubid = 1")) {
      query.setLong(1, KEY);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /**
   * Makes sure that every lock is held, now and since it was taken; a session that the server ended
   * holds none, and is opened again.
   *
   * @throws PrimaException {@link PostgresError#LOCK_LOST}
   */
  public synchronized void verify() {
    for (PostgresNode node : List.copyOf(sessions.keySet())) {
      try {
        if (lost != null) {
          throw lost;
        }
        lookAfter(node, System.nanoTime() + PATIENCE.toNanos());
      } catch (PrimaException e) {
        throw PostgresError.LOCK_LOST.on(node.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public void close() {
    synchronized (stop) {
      closed = true;
      stop.notifyAll();
    }
    closeAll();
  }

  private synchronized void closeAll() {
    List<PostgresNode> nodes = new ArrayList<>(sessions.keySet());
    for (PostgresNode node : nodes) {
      Connection connection = sessions.remove(node);
      if (connection != null) {
        close(node, connection);
      }
    }
  }

  private static void close(PostgresNode node, Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      // The server drops the lock with the session, which is what closing is for.
      LOG.warn("{}: closing the lock's session failed, SQLState {}", node, e.getSQLState());
    }
  }
}
