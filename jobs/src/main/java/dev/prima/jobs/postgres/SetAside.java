package dev.prima.jobs.postgres;

import dev.prima.jobs.postgres.SchemaObjects.Constraint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes checks and foreign keys of schema {@code legacy} away while rows change, and puts them
 * back: rows of one table come before those of another, and a row that is replaced must not take
 * rows of other tables along. What was taken away for a load stands in {@code prima.set_aside}, so
 * that whatever interrupts it, the next run puts it back.
 */
public final class SetAside {
  private static final String SCHEMA = "legacy";

  private final Connection connection;
  private final List<Constraint> taken;

  private SetAside(Connection connection, List<Constraint> taken) {
    this.connection = connection;
    this.taken = taken;
  }

  /** The statements that take one away for longer than a transaction. */
  static List<String> take(Constraint constraint) {
    return List.of(
        "INSERT INTO \"prima\".\"set_aside\" (table_name, constraint_name, definition) VALUES ("
            + SqlName.literal(constraint.table())
            + ", "
            + SqlName.literal(constraint.name())
            + ", "
            + SqlName.literal(constraint.definition())
            + ") ON CONFLICT (table_name, constraint_name) DO UPDATE SET definition ="
            + " excluded.definition",
        drop(constraint));
  }

  private static String drop(Constraint constraint) {
    return "ALTER TABLE "
        + SqlName.quote(SCHEMA, constraint.table())
        + " DROP CONSTRAINT "
        + SqlName.quote(constraint.name());
  }

  /** The statements that put it back; where rows break it, it stands without holding for them. */
  static List<String> putBack(Constraint constraint) {
    List<String> statements =
        new ArrayList<>(
            add(
                SqlName.quote(SCHEMA, constraint.table()),
                constraint.name(),
                constraint.definition()));
    statements.add(
        "DELETE FROM \"prima\".\"set_aside\" WHERE table_name = "
            + SqlName.literal(constraint.table())
            + " AND constraint_name = "
            + SqlName.literal(constraint.name())
            + " AND EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = constraint_name"
            + " AND c.conrelid = to_regclass("
            + SqlName.literal(SqlName.quote(SCHEMA, constraint.table()))
            + "))");
    return statements;
  }

  /** Adds a check or a foreign key; then looks whether rows that stand keep it. */
  static List<String> add(String qualifiedTable, String name, String definition) {
    String table = "ALTER TABLE " + qualifiedTable;
    return List.of(
        table + " ADD CONSTRAINT " + SqlName.quote(name) + " " + definition + " NOT VALID",
        table + " VALIDATE CONSTRAINT " + SqlName.quote(name));
  }

  /** Takes all foreign keys away within the connection's transaction. */
  public static SetAside inTransaction(Connection connection) throws SQLException {
    List<Constraint> foreign =
        new PostgresCatalog(connection)
            .objects(SCHEMA).constraints().stream().filter(c -> !c.parent().isEmpty()).toList();
    try (Statement sql = connection.createStatement()) {
      for (Constraint constraint : foreign) {
        sql.execute(drop(constraint));
      }
    }
    return new SetAside(connection, foreign);
  }

  /** Puts them back, before the transaction is committed. */
  public void putBack() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      // A constraint that waits for the end has pending checks, which no ALTER TABLE goes past.
      sql.execute("SET CONSTRAINTS ALL IMMEDIATE");
      for (Constraint constraint : taken) {
        List<String> statements =
            add(
                SqlName.quote(SCHEMA, constraint.table()),
                constraint.name(),
                constraint.definition());
        sql.execute(statements.get(0));
        if (constraint.holds()) {
          Savepoint before = connection.setSavepoint();
          try {
            sql.execute(statements.get(1));
          } catch (SQLException e) {
            if (!"23503".equals(e.getSQLState())) {
              throw e;
            }
            // Rows that stay refer to rows that went: it stands for rows to come.
            connection.rollback(before);
          }
        }
      }
    }
  }
}
