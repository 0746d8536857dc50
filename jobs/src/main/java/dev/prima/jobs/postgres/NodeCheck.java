package dev.prima.jobs.postgres;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.postgres.PostgresCatalog.SchemaState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds out, without writing anything, whether a node can take a migration: that it answers, its
 * version, encoding and role, and that no objects of somebody else stand where ours must go.
 */
public final class NodeCheck {
  private static final int OLDEST = 150_000;

  private NodeCheck() {}

  /** For whom it is checked. */
  public enum Purpose {
    READ,
    WRITE
  }

  /** What was found. */
  public record NodeFacts(String node, String version, List<PrimaException> problems) {
    public NodeFacts {
      problems = List.copyOf(problems);
    }

    /** Throws the first problem, if there is one. */
    public NodeFacts require() {
      if (!problems.isEmpty()) {
        throw problems.get(0);
      }
      return this;
    }
  }

  /**
   * @param schemas those that will be used: {@code prima}, {@code legacy}
   * @throws PrimaException where the node cannot be reached or refuses the login
   */
  public static NodeFacts inspect(PostgresNode node, Purpose purpose, Collection<String> schemas) {
    return node.call("check the node", connection -> facts(node, connection, purpose, schemas));
  }

  private static NodeFacts facts(
      PostgresNode node, Connection connection, Purpose purpose, Collection<String> schemas)
      throws SQLException {
    List<PrimaException> problems = new ArrayList<>();
    String version;
    boolean creates;
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT current_setting('server_version_num')::int,"
                    + " current_setting('server_version'), current_setting('server_encoding'),"
                    + " current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery(),"
                    + " has_database_privilege(current_database(), 'CREATE'),"
                    + " has_database_privilege(current_database(), 'TEMPORARY')")) {
      row.next();
      version = row.getString(2);
      if (row.getInt(1) < OLDEST) {
        problems.add(PostgresError.TOO_OLD.on(node.name(), "version " + version));
      }
      if (!row.getString(3).equals("UTF8")) {
        problems.add(PostgresError.NOT_UTF8.on(node.name(), "encoding " + row.getString(3)));
      }
      if (purpose == Purpose.WRITE && row.getBoolean(4)) {
        problems.add(PostgresError.READ_ONLY.on(node.name(), ""));
      }
      if (purpose == Purpose.WRITE && !row.getBoolean(6)) {
        problems.add(PostgresError.NO_GRANTS.on(node.name(), "TEMPORARY on the database"));
      }
      creates = row.getBoolean(5);
    }
    for (String schema : schemas) {
      SchemaState state = new PostgresCatalog(connection).schema(schema);
      if (foreign(state)) {
        problems.add(
            PostgresError.FOREIGN_OBJECTS.on(
                node.name(), "schema " + schema + ", " + state.objects() + " objects"));
      } else if (purpose == Purpose.WRITE
          && !(state.exists() ? owns(connection, schema) : creates)) {
        problems.add(
            PostgresError.NO_GRANTS.on(
                node.name(),
                state.exists() ? "ownership of schema " + schema : "CREATE on the database"));
      }
    }
    return new NodeFacts(node.name(), version, problems);
  }

  static boolean foreign(SchemaState state) {
    return state.objects() > 0 && !PostgresDdl.MARK.equals(state.comment());
  }

  private static boolean owns(Connection connection, String schema) throws SQLException {
    try (var query =
        connection.prepareStatement(
            "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = ?")) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
