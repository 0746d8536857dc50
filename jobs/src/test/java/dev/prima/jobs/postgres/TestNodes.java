package dev.prima.jobs.postgres;

import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Nodes of a test's own, with empty databases, and plain SQL on them: the independent source of
 * what the tests expect.
 */
public final class TestNodes {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestNodes() {}

  /** Three databases, each on an embedded server of its own. */
  public static List<PostgresNode> embedded() {
    List<PostgresNode> nodes = new ArrayList<>();
    for (PostgresServer server : EmbeddedStores.freshDatabases()) {
      nodes.add(PostgresNode.trusted(server.name(), server.jdbcUrl(), server.user()));
    }
    return nodes;
  }

  /** Three databases in one container. */
  public static List<PostgresNode> container(PostgreSQLContainer container) {
    List<PostgresNode> nodes = new ArrayList<>();
    PostgresNode server = node(container, "server", container.getDatabaseName());
    for (int i = 0; i < 3; i++) {
      String name = "it_" + COUNT.incrementAndGet();
      execute(server, "CREATE DATABASE " + name);
      nodes.add(node(container, "node" + i, name));
    }
    return nodes;
  }

  private static PostgresNode node(PostgreSQLContainer container, String name, String database) {
    String url =
        "jdbc:postgresql://"
            + container.getHost()
            + ":"
            + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT)
            + "/"
            + database;
    // A throw-away server keeps no secret: its password may stand among the driver's properties.
    return new PostgresNode(
        name,
        url,
        container.getUsername(),
        null,
        Map.of("password", container.getPassword()),
        Timeouts.DEFAULT);
  }

  public static void execute(PostgresNode node, String sql) {
    node.call(
        sql,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  /** All rows, columns as text with {@code |} between them, {@code ~} for NULL. */
  public static List<String> rows(PostgresNode node, String sql) {
    return node.call(
        sql,
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
              List<String> values = new ArrayList<>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                String value = row.getString(i);
                values.add(value == null ? "~" : value);
              }
              rows.add(String.join("|", values));
            }
            return rows;
          }
        });
  }

  /** The only value of the only row. */
  public static String value(PostgresNode node, String sql) {
    List<String> rows = rows(node, sql);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows: " + sql);
    }
    return rows.get(0);
  }
}
