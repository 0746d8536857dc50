package dev.prima.jobs.repair;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.SetAside;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Changes of rows of one node, in one transaction that is open until it is committed; closing it
 * before takes all back. Not thread-safe.
 */
final class NodeChanges implements AutoCloseable {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String DOING = "repair rows";

  private final PostgresNode node;
  private final Connection connection;
  private final Map<String, StandingColumns> tables = new HashMap<>();
  private @Nullable SetAside foreignKeys;

  /** Work in the transaction. */
  private interface Work<T> {
    T run() throws SQLException;
  }

  private NodeChanges(PostgresNode node, Connection connection) {
    this.node = node;
    this.connection = connection;
  }

  static NodeChanges begin(PostgresNode node) {
    try {
      Connection connection = node.connect();
      connection.setAutoCommit(false);
      return new NodeChanges(node, connection);
    } catch (SQLException e) {
      throw PostgresError.of(node.name(), DOING, e);
    }
  }

  /** Under which unit a run has a mark here; empty where it has none. */
  OptionalLong mark(LedgerMark mark, String runId) {
    return doing(() -> mark.unit(connection, runId));
  }

  void setMark(LedgerMark mark, String runId, long unit) {
    doing(
        () -> {
          mark.set(connection, runId, unit);
          return mark;
        });
  }

  void removeMark(LedgerMark mark, String runId) {
    doing(
        () -> {
          mark.remove(connection, runId);
          return mark;
        });
  }

  /**
   * Removes a row that stands exactly so, one of them where there are several.
   *
   * @throws PrimaException {@link RepairError#CHANGED} where there is none
   */
  void remove(String name, JsonObject row) {
    doing(
        () -> {
          StandingColumns table = columns(name);
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT tableoid::regclass::text, ctid::text FROM "
                      + table.qualified()
                      + " WHERE "
                      + table.condition(row)
                      + " LIMIT 1 FOR UPDATE")) {
            table.bind(query, row);
            try (ResultSet found = query.executeQuery()) {
              if (!found.next()) {
                throw changed(name, "a row is no longer as it was seen");
              }
              return delete(found.getString(1), found.getString(2));
            }
          }
        });
  }

  private int delete(String leaf, String place) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM " + leaf + " WHERE ctid = ?::tid")) {
      delete.setString(1, place);
      return delete.executeUpdate();
    }
  }

  /**
   * Puts a row there.
   *
   * @throws PrimaException {@link RepairError#CHANGED} where another stands under its key
   */
  void put(String name, JsonObject row) {
    doing(
        () -> {
          StandingColumns table = columns(name);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO "
                      + table.qualified()
                      + " ("
                      + table.columnList()
                      + ") VALUES ("
                      + table.values(row)
                      + ")")) {
            table.bind(insert, row);
            return insert.executeUpdate();
          } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
              throw changed(name, "another row stands under the key of one that it puts there");
            }
            throw e;
          }
        });
  }

  void commit() {
    doing(
        () -> {
          if (foreignKeys != null) {
            foreignKeys.putBack();
          }
          connection.commit();
          return this;
        });
  }

  private PrimaException changed(String table, String what) {
    return RepairError.changed(List.of(what + " in " + table + " on node " + node.name()));
  }

  private <T> T doing(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw PostgresError.of(node.name(), DOING, e);
    }
  }

  private StandingColumns columns(String table) throws SQLException {
    StandingColumns known = tables.get(table);
    if (known == null) {
      if (foreignKeys == null && table.startsWith(UnclaimedTable.PREFIX)) {
        // Rows go and come back one by one: none takes rows of other tables along.
        foreignKeys = SetAside.inTransaction(connection);
      }
      known = StandingColumns.of(connection, table);
      tables.put(table, known);
    }
    return known;
  }

  /** Takes back what was not committed. */
  @Override
  public void close() {
    doing(
        () -> {
          connection.close();
          return this;
        });
  }
}
