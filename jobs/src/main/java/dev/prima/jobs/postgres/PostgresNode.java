package dev.prima.jobs.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server and how to log in. Travels to executors: it names where the password is kept
 * and never holds it.
 *
 * @param name what reports call it
 * @param passwordAt {@code env:NAME} or {@code file:PATH}, read when a connection is opened
 * @param tls properties of the driver such as {@code sslmode} and {@code sslrootcert}
 */
public record PostgresNode(
    String name,
    String jdbcUrl,
    @Nullable String user,
    @Nullable String passwordAt,
    Map<String, String> tls,
    Timeouts timeouts)
    implements Serializable {
  public static final String APPLICATION_NAME = "prima-migrate";

  /**
   * A session, and with it its locks and its statement, ends within a second of a client that was
   * killed, and within a minute of one whose host is gone. Servers on systems that cannot tell find
   * the former out when the statement is done.
   */
  private static final String ENDS_WITH_ITS_CLIENT =
      "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;"
          + " DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '1s', false);"
          + " EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$";

  public PostgresNode {
    tls = Map.copyOf(tls);
  }

  /** A node that trusts whoever connects. */
  public static PostgresNode trusted(String name, String jdbcUrl, String user) {
    return new PostgresNode(name, jdbcUrl, user, null, Map.of(), Timeouts.DEFAULT);
  }

  /** Work on an open connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Opens a session in UTC with nothing but {@code pg_catalog} on its search path, in autocommit.
   *
   * @throws dev.prima.core.error.PrimaException where the password cannot be read
   */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(tls);
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (passwordAt != null) {
      properties.setProperty("password", password(passwordAt));
    }
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    properties.setProperty("connectTimeout", Long.toString(timeouts.connect().toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(timeouts.connect().toSeconds() + 10));
    properties.setProperty("socketTimeout", Long.toString(timeouts.socket().toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    // Details of a server's message hold values of rows, which belong in no log.
    properties.setProperty("logServerErrorDetail", "false");
    Connection connection = DriverManager.getConnection(jdbcUrl, properties);
    try (Statement sql = connection.createStatement()) {
      // Not as start-up options: the driver's own TimeZone would win, and poolers refuse them.
      sql.execute(
          "SET TimeZone = 'UTC'; SET search_path = pg_catalog; SET statement_timeout = "
              + timeouts.statement().toMillis()
              + "; SET lock_timeout = "
              + timeouts.lock().toMillis()
              + "; SET idle_in_transaction_session_timeout = 0; "
              + ENDS_WITH_ITS_CLIENT);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /**
   * Does work on a connection of its own, closed after it.
   *
   * @param doing for the message of an error
   * @throws dev.prima.core.error.PrimaException of {@link PostgresError} for whatever the server
   *     refuses
   */
  public <T> T call(String doing, Work<T> work) {
    try (Connection connection = connect()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw PostgresError.of(name, doing, e);
    }
  }

  /** Like {@link #call}, in one transaction. */
  public <T> T transaction(String doing, Work<T> work) {
    return call(
        doing,
        connection -> {
          connection.setAutoCommit(false);
          T result = work.on(connection);
          connection.commit();
          return result;
        });
  }

  private String password(String at) {
    if (at.startsWith("env:")) {
      String value = System.getenv(at.substring(4));
      if (value == null) {
        throw PostgresError.NO_PASSWORD.on(name, at);
      }
      return value;
    }
    try {
      return Files.readString(Path.of(at.substring("file:".length()))).stripTrailing();
    } catch (IOException e) {
      throw PostgresError.NO_PASSWORD.on(name, at);
    }
  }

  /** The URL may hold what nobody foresaw; the name is enough. */
  @Override
  public String toString() {
    return "PostgreSQL node " + name;
  }
}
