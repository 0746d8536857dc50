package dev.prima.jobs.postgres;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.sql.SQLException;
import java.util.Set;

/** What can be wrong with a PostgreSQL node, each with what to do about it. */
public enum PostgresError implements ErrorCode {
  UNREACHABLE(
      "PGS-001",
      ExitCode.EXTERNAL,
      "does not answer; check that it runs, jdbc-url and the network, then resume"),
  WRONG_LOGIN(
      "PGS-002",
      ExitCode.EXTERNAL,
      "refuses the login; check user, password and tls of the node, and pg_hba.conf of the server"),
  NO_PASSWORD(
      "PGS-003",
      ExitCode.EXTERNAL,
      "has a password that cannot be read; set the variable or make the file that password names"),
  TOO_OLD("PGS-004", ExitCode.EXTERNAL, "is older than PostgreSQL 15; use a newer server"),
  NO_GRANTS(
      "PGS-005",
      ExitCode.EXTERNAL,
      "does not let this role do what it must; give it the grants that the README lists"),
  FOREIGN_OBJECTS(
      "PGS-006",
      ExitCode.BLOCKED,
      "has objects that this program did not make where its own must go; rename or drop them, or"
          + " use another database"),
  DISK_FULL("PGS-007", ExitCode.EXTERNAL, "has run out of space; make room on it, then resume"),
  NO_DATABASE("PGS-008", ExitCode.EXTERNAL, "has no such database; create it or correct jdbc-url"),
  NOT_UTF8(
      "PGS-009",
      ExitCode.EXTERNAL,
      "has a database that is not encoded in UTF-8; create one with ENCODING 'UTF8'"),
  RUN_ACTIVE(
      "PGS-010",
      ExitCode.EXTERNAL,
      "is in use by another run; wait until it has ended or stop it, then resume"),
  LOCK_LOST(
      "PGS-011",
      ExitCode.EXTERNAL,
      "ended the session that keeps other runs away; nothing more is written, resume"),
  BUSY(
      "PGS-012",
      ExitCode.EXTERNAL,
      "did not give a lock or finish a statement in time; see who holds it in pg_stat_activity, or"
          + " raise load.lock-timeout or load.statement-timeout, then resume"),
  OTHER_SHAPE(
      "PGS-013",
      ExitCode.BLOCKED,
      "has a table of another shape; it was made from other data or by another version: rename or"
          + " drop it, or use another database"),
  SOURCES_DIFFER(
      "PGS-014",
      ExitCode.BLOCKED,
      "numbers its sources differently from the home node; the nodes are not of one migration"),
  NOT_UNIQUE(
      "PGS-015",
      ExitCode.EXTERNAL,
      "holds rows that break a unique key; run reconcile to see which"),
  READ_ONLY(
      "PGS-016",
      ExitCode.EXTERNAL,
      "is a standby or read-only; give jdbc-url the address of the primary server"),
  REFUSED("PGS-017", ExitCode.EXTERNAL, "refuses a statement; see its log"),
  LEFT_OUT(
      "PGS-018",
      ExitCode.EXTERNAL,
      "was given up while the other nodes got their rows; see to it, then resume, which loads what"
          + " is missing there"),
  ONE_NAME(
      "PGS-019",
      ExitCode.BLOCKED,
      "would have two tables of the sources under one short name; rename one of them in its source"),
  OTHER_MERGE(
      "PGS-020",
      ExitCode.BLOCKED,
      "has a table that was made under another source.merge; keep to the one of the runs before, or"
          + " take them out with repair --undo and migrate anew");

  private static final String NODE = "PostgreSQL node ";
  private static final Set<String> CONNECTION_STATES =
      Set.of("57P01", "57P02", "57P03", "57P05", "53300");

  private final String code;
  private final ExitCode exit;
  private final String text;

  PostgresError(String code, ExitCode exit, String text) {
    this.code = code;
    this.exit = exit;
    this.text = text;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return exit;
  }

  /**
   * @param place what of the node, for instance a table; empty for none
   */
  public PrimaException on(String node, String place) {
    String where = place.isEmpty() ? "" : " [" + place + "]";
    return new PrimaException(this, NODE + node + " " + text + where);
  }

  /** The name of the node that an error of these speaks of. */
  public static String nodeOf(PrimaException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.substring(message.indexOf(NODE) + NODE.length()).split(" ", 2)[0];
  }

  /**
   * What an exception of the driver means to the user. The server's message is not passed on, for
   * it may hold values of rows; its SQLState is.
   *
   * @param doing what was being done, for instance {@code load prima.agents}
   */
  public static PrimaException of(String node, String doing, SQLException failure) {
    return classify(failure).on(node, doing + ", SQLState " + failure.getSQLState());
  }

  /** Whether trying again may help. */
  public static boolean mayPass(SQLException failure) {
    return switch (classify(failure)) {
      case UNREACHABLE, BUSY, DISK_FULL -> true;
      case REFUSED -> {
        String state = state(failure);
        yield state.startsWith("40") || state.startsWith("53") || state.startsWith("XX");
      }
      default -> false;
    };
  }

  /** Whether an error may be gone by itself after a while. */
  public static boolean mayPass(ErrorCode error) {
    return error == UNREACHABLE || error == BUSY;
  }

  /** Whether the fault lies in the data of a row: SQLState classes 22, 23 and 54. */
  public static boolean isOfData(SQLException failure) {
    String state = state(failure);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  static PostgresError classify(SQLException failure) {
    String state = state(failure);
    if (state.startsWith("28") || state.equals("08004")) {
      return WRONG_LOGIN;
    }
    if (state.equals("3D000")) {
      return NO_DATABASE;
    }
    if (state.equals("42501")) {
      return NO_GRANTS;
    }
    if (state.equals("25006")) {
      return READ_ONLY;
    }
    if (state.equals("53100")) {
      return DISK_FULL;
    }
    if (state.equals("55P03") || state.equals("57014")) {
      return BUSY;
    }
    if (state.startsWith("08") || CONNECTION_STATES.contains(state)) {
      return UNREACHABLE;
    }
    return REFUSED;
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }
}
