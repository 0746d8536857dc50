package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a load task, at most one per node, kept for the parts that follow, and the
 * nodes that it has given up. Not thread-safe; one per task.
 */
public final class NodeConnections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeConnections.class);

  private final List<PostgresNode> nodes;
  private final Set<Integer> away;
  private final Map<Integer, Connection> open = new LinkedHashMap<>();

  /**
   * @param away nodes that have been given up already, by their number
   */
  public NodeConnections(List<PostgresNode> nodes, Collection<Integer> away) {
    this.nodes = List.copyOf(nodes);
    this.away = new HashSet<>(away);
  }

  /** The connection to a node, without auto-commit. */
  Connection to(int node) throws SQLException {
    @Nullable Connection connection = open.get(node);
    if (connection == null) {
      connection = nodes.get(node).connect();
      open.put(node, connection);
      connection.setAutoCommit(false);
    }
    return connection;
  }

  /** Tries nothing there any more. */
  void giveUp(int node) {
    away.add(node);
  }

  /** Numbers of the nodes that have been given up. */
  Set<Integer> away() {
    return away;
  }

  /** Gives all connections up; the servers roll back what was open. */
  @Override
  public void close() {
    for (Map.Entry<Integer, Connection> entry : open.entrySet()) {
      try {
        entry.getValue().close();
      } catch (SQLException e) {
        LOG.debug("{}: closing failed, SQLState {}", nodes.get(entry.getKey()), e.getSQLState());
      }
    }
    open.clear();
  }
}
