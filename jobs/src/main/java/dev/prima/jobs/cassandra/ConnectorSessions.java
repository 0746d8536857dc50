package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.spark.connector.cql.CassandraConnectionFactory;
import com.datastax.spark.connector.cql.CassandraConnector;
import com.datastax.spark.connector.cql.CassandraConnectorConf;
import com.datastax.spark.connector.cql.DefaultConnectionFactory;
import com.datastax.spark.connector.cql.Scanner;
import com.datastax.spark.connector.rdd.ReadConf;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scala.collection.immutable.IndexedSeq;

/**
 * Opens the sessions that the connector shares among the tasks of a JVM, as it does by itself, but
 * {@link BoundedSession bounded}. The connector makes it by its name, and takes sessions of equal
 * settings for one: all of these are equal.
 *
 * <p>It keeps a session for as long as a task that failed has not given it back, which it never
 * does. So that nobody gets one that has lost its nodes, they are of generations: after {@link
 * #forget} the settings ask for a new one, on every executor.
 */
public record ConnectorSessions() implements CassandraConnectionFactory {
  private static final int KEEP_ALIVE_MILLIS = 3_600_000;

  private static final AtomicInteger GENERATION = new AtomicInteger();
  private static final Set<CqlSession> OPEN = ConcurrentHashMap.newKeySet();

  @Override
  public CqlSession createSession(CassandraConnectorConf settings) {
    CqlSession session =
        BoundedSession.open(
            () -> DefaultConnectionFactory.createSession(settings), BoundedSession.OPENING);
    OPEN.add(session);
    session.closeFuture().thenRun(() -> OPEN.remove(session));
    return session;
  }

  @Override
  public Scanner getScanner(
      ReadConf reading, CassandraConnectorConf settings, IndexedSeq<String> columns) {
    return DefaultConnectionFactory.getScanner(reading, settings, columns);
  }

  /**
   * How long an unused session is kept, which tells generations apart: of all settings that the
   * connector knows a session by, a millisecond more of this one means least.
   */
  static int keepAliveMillis() {
    return KEEP_ALIVE_MILLIS + GENERATION.get();
  }

  /** Closes the sessions of this JVM, used or not, and has all later work open others. */
  static void forget() {
    GENERATION.incrementAndGet();
    OPEN.forEach(CqlSession::forceCloseAsync);
    CassandraConnector.evictCache();
  }
}
