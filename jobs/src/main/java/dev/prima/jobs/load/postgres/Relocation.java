package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.postgres.PostgresTable.Column;
import dev.prima.jobs.postgres.PostgresTable.Role;
import dev.prima.jobs.postgres.Retry;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Brings the rows of agents to the place that the shard map gives them: agents themselves and all
 * rows that follow them.
 *
 * <p>Guarantees: within a node it is one transaction, with a ledger row. Between nodes the rows
 * stand on the new one, with a ledger row, before another transaction removes them from the old
 * one; whatever dies in between, doing it again completes it, and no row is ever lost.
 */
public final class Relocation implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String MOVES = "pg_temp.prima_moves";
  private static final int BATCH = 1_000;

  /** Bytes of rows that are written at a time. */
  private static final int BUFFER = 1 << 20;

  private final List<TargetTable> tables;
  private final String runId;
  private final Retry retry;

  /**
   * @param targets of which those matter that are placed by agents
   */
  public Relocation(List<TargetTable> targets, String runId, Retry retry) {
    tables =
        targets.stream()
            .filter(t -> t.stores().postgres().isPresent() && owner(t) != null)
            .toList();
    this.runId = runId;
    this.retry = retry;
  }

  /**
   * An agent and where its rows belong.
   *
   * @param region null, as the shard is, for the home node, where rows of unknown agents stand
   */
  public record Move(String agent, @Nullable String region, @Nullable Integer shard)
      implements Serializable {}

  private static @Nullable String owner(TargetTable table) {
    if (table.placement() instanceof Placement.Distribute distribute) {
      return distribute.column();
    }
    return table.placement() instanceof Placement.Follow follow ? follow.column() : null;
  }

  /**
   * Puts rows into other shards and regions of the node on which they stand.
   *
   * @param unit tells these moves from others in the ledger
   * @return how often that was tried again, by the name of the node that failed
   */
  public Map<String, Integer> within(PostgresNode node, long unit, List<Move> moves) {
    return retried(
        node,
        () -> {
          try (Connection connection = begin(node, moves)) {
            new Ledger(connection, runId, LedgerMark.RELOCATED.table(), unit).claim();
            for (TargetTable table : tables) {
              remember(connection, table);
            }
            for (TargetTable table : tables) {
              execute(connection, update(table));
            }
            connection.commit();
          }
        });
  }

  /**
   * Brings rows from one node to another.
   *
   * @param unit tells these two nodes from others in the ledger
   * @return how often that was tried again, by the name of the node that failed
   */
  public Map<String, Integer> between(
      PostgresNode from, PostgresNode to, long unit, List<Move> moves) {
    return retried(
        to,
        () -> {
          try (Connection old = on(from, () -> begin(from, moves));
              Connection fresh = to.connect()) {
            fresh.setAutoCommit(false);
            if (new Ledger(fresh, runId, LedgerMark.RELOCATED.table(), unit).claim()) {
              for (TargetTable table : tables) {
                copy(from, old, fresh, table);
              }
            }
            fresh.commit();
            on(
                from,
                () -> {
                  for (TargetTable table : tables) {
                    remember(old, table);
                  }
                  for (TargetTable table : tables) {
                    execute(old, delete(table));
                  }
                  old.commit();
                  return old;
                });
          }
        });
  }

  /** Work that may be done again. */
  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  /** A part of it on another node. */
  @FunctionalInterface
  private interface Call<T extends @Nullable Object> {
    T call() throws SQLException;
  }

  /** Tells that it was another node that failed. */
  private static final class ElsewhereException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final PostgresNode node;
    private final SQLException failure;

    ElsewhereException(PostgresNode node, SQLException failure) {
      super(failure);
      this.node = node;
      this.failure = failure;
    }
  }

  private static <T extends @Nullable Object> T on(PostgresNode node, Call<T> call)
      throws SQLException {
    try {
      return call.call();
    } catch (SQLException e) {
      throw new ElsewhereException(node, e);
    }
  }

  private Map<String, Integer> retried(PostgresNode node, Work work) {
    Map<String, Integer> retried = new TreeMap<>();
    for (int attempt = 1; ; attempt++) {
      PostgresNode failed;
      try {
        work.run();
        return retried;
      } catch (ElsewhereException e) {
        failed = e.node;
        failUnlessItMayPass(attempt, failed, e.failure);
      } catch (SQLException e) {
        failed = node;
        failUnlessItMayPass(attempt, failed, e);
      }
      retried.merge(failed.name(), 1, Integer::sum);
      retry.pause(attempt);
    }
  }

  private void failUnlessItMayPass(int attempt, PostgresNode node, SQLException e) {
    if (attempt == retry.attempts() || !PostgresError.mayPass(e)) {
      throw PostgresError.of(node.name(), "move agents", e);
    }
  }

  /** A transaction in which {@value #MOVES} holds the moves. */
  private static Connection begin(PostgresNode node, List<Move> moves) throws SQLException {
    Connection connection = node.connect();
    try {
      connection.setAutoCommit(false);
      execute(
          connection,
          "CREATE TEMPORARY TABLE prima_moves (agent_id text COLLATE \"C\" PRIMARY KEY,"
              + " region_id text COLLATE \"C\", shard_id integer) ON COMMIT DROP");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO " + MOVES + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
        int waiting = 0;
        for (Move move : moves) {
          insert.setString(1, move.agent());
          insert.setString(2, move.region());
          insert.setObject(3, move.shard(), Types.INTEGER);
          insert.addBatch();
          if (++waiting % BATCH == 0) {
            insert.executeBatch();
          }
        }
        insert.executeBatch();
      }
      execute(connection, "ANALYZE " + MOVES);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void write(Connection to, CopyIn in, ByteArrayOutputStream waiting)
      throws SQLException {
    try (WriteLimit limit = WriteLimit.on(to)) {
      in.writeToCopy(waiting.toByteArray(), 0, waiting.size());
    }
    waiting.reset();
  }

  private static void copy(PostgresNode from, Connection old, Connection fresh, TargetTable target)
      throws SQLException {
    PostgresTable table = new PostgresTable(target);
    String arrived = "pg_temp.prima_arrived";
    execute(
        fresh,
        "CREATE TEMPORARY TABLE prima_arrived (LIKE " + table.qualified() + ") ON COMMIT DROP");
    String rows = selected(table) + misplaced(table, String.valueOf(owner(target)));
    CopyOut out =
        on(from, () -> api(old).copyOut("COPY (SELECT " + rows + ") TO STDOUT (FORMAT binary)"));
    CopyIn in =
        api(fresh)
            .copyIn("COPY " + arrived + " (" + table.columnList() + ") FROM STDIN (FORMAT binary)");
    try {
      ByteArrayOutputStream waiting = new ByteArrayOutputStream(BUFFER);
      byte[] bytes;
      while ((bytes = on(from, out::readFromCopy)) != null) {
        waiting.writeBytes(bytes);
        if (waiting.size() >= BUFFER) {
          write(fresh, in, waiting);
        }
      }
      write(fresh, in, waiting);
      in.endCopy();
    } finally {
      if (in.isActive() && !fresh.isClosed()) {
        in.cancelCopy();
      }
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
    // A run that died between both transactions has left rows on both nodes.
    execute(
        fresh,
        "INSERT INTO "
            + table.qualified()
            + " ("
            + table.columnList()
            + ") SELECT "
            + table.columnList()
            + " FROM "
            + arrived
            + " ON CONFLICT DO NOTHING");
    execute(fresh, "DROP TABLE " + arrived);
  }

  private static CopyManager api(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /** The columns of t, with the place of m. */
  private static String selected(PostgresTable table) {
    return columns(
        table,
        c ->
            switch (c.role()) {
              case REGION -> "m.region_id";
              case SHARD -> "m.shard_id";
              default -> "t." + PostgresTable.quoted(c);
            });
  }

  private static String columns(PostgresTable table, Function<Column, String> expression) {
    return table.columns().stream().map(expression).collect(Collectors.joining(", "));
  }

  private static String misplaced(PostgresTable table, String owner) {
    return " FROM " + table.qualified() + " t JOIN " + MOVES + " m ON " + match(table, owner);
  }

  /** Row t belongs to the agent of move m, and stands elsewhere. */
  private static String match(PostgresTable table, String owner) {
    String column = PostgresTable.quoted(table.physical(List.of(owner)).get(0));
    return "t."
        + column
        + " = m.agent_id COLLATE \"C\" AND ("
        + place(table, Role.REGION, "region_id")
        + " OR "
        + place(table, Role.SHARD, "shard_id")
        + ")";
  }

  private static String place(PostgresTable table, Role role, String wanted) {
    return "t." + named(table, role) + " IS DISTINCT FROM m." + wanted + collation(role);
  }

  private static String collation(Role role) {
    return role == Role.REGION ? " COLLATE \"C\"" : "";
  }

  private static String named(PostgresTable table, Role role) {
    return table.columns().stream()
        .filter(c -> c.role() == role)
        .map(PostgresTable::quoted)
        .findFirst()
        .orElseThrow();
  }

  /** Keeps where the agents were, in the transaction that takes them away from there. */
  private void remember(Connection connection, TargetTable target) throws SQLException {
    PostgresTable table = new PostgresTable(target);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO prima.moved_agents (run_id, agent_id, region_id, shard_id)"
                + " SELECT DISTINCT ON (m.agent_id) ?, m.agent_id, t."
                + named(table, Role.REGION)
                + ", t."
                + named(table, Role.SHARD)
                + misplaced(table, String.valueOf(owner(target)))
                + " ON CONFLICT DO NOTHING")) {
      insert.setString(1, runId);
      insert.executeUpdate();
    }
  }

  private static String update(TargetTable target) {
    PostgresTable table = new PostgresTable(target);
    return "UPDATE "
        + table.qualified()
        + " t SET "
        + named(table, Role.REGION)
        + " = m.region_id, "
        + named(table, Role.SHARD)
        + " = m.shard_id FROM "
        + MOVES
        + " m WHERE "
        + match(table, String.valueOf(owner(target)));
  }

  private static String delete(TargetTable target) {
    PostgresTable table = new PostgresTable(target);
    return "DELETE FROM "
        + table.qualified()
        + " t USING "
        + MOVES
        + " m WHERE "
        + match(table, String.valueOf(owner(target)));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
