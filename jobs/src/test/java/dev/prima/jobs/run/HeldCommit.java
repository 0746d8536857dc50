package dev.prima.jobs.run;

import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Holds the commits of one node that write its ledger until they are let go: a moment in which all
 * other nodes are done and the global store is not.
 */
public final class HeldCommit implements AutoCloseable {
  private static final int LOCK = 4_711;
  private static final long PATIENCE_SECONDS = 120;

  private final PostgresServer node;
  private final Connection holder;

  private HeldCommit(PostgresServer node, Connection holder) {
    this.node = node;
    this.holder = holder;
  }

  public static HeldCommit on(PostgresServer node) throws SQLException {
    HeldCommit held = new HeldCommit(node, DriverManager.getConnection(node.jdbcUrl()));
    held.execute(
        "CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            + " pg_advisory_xact_lock_shared("
            + LOCK
            + "); RETURN NULL; END $$");
    held.execute(
        "CREATE CONSTRAINT TRIGGER held AFTER INSERT ON prima.migration_ledger DEFERRABLE INITIALLY"
            + " DEFERRED FOR EACH ROW EXECUTE FUNCTION public.hold()");
    held.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    return held;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = holder.createStatement()) {
      statement.execute(sql);
    }
  }

  private long waiting() {
    return Query.number(
        node.jdbcUrl(),
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = "
            + LOCK
            + " AND mode = 'ShareLock' AND database = (SELECT oid FROM pg_database WHERE datname ="
            + " current_database())");
  }

  /** Returns once a commit is held. */
  public void await() throws InterruptedException {
    until(1);
  }

  private void until(long commits) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (waiting() != commits) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(waiting() + " commits are held, not " + commits);
      }
      Thread.sleep(20);
    }
  }

  /** Lets go, and returns once what was held is committed, whoever began it. */
  public void release() throws SQLException, InterruptedException {
    execute("SELECT pg_advisory_unlock_all()");
    until(0);
  }

  @Override
  public void close() throws SQLException {
    execute("SELECT pg_advisory_unlock_all()");
    execute("DROP FUNCTION public.hold() CASCADE");
    holder.close();
  }
}
