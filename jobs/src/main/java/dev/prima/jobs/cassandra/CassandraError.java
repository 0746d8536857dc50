package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What can go wrong with the global store, apart from faults of ours. */
public enum CassandraError implements ErrorCode {
  /** No contact point answers. */
  UNREACHABLE("CAS-001", ExitCode.EXTERNAL),
  /** The cluster refuses user and password, or asks for them and there are none. */
  CREDENTIALS("CAS-002", ExitCode.EXTERNAL),
  /** No node is in the data center that the config names. */
  DATACENTER("CAS-003", ExitCode.EXTERNAL),
  /** A secret that the config refers to is not there. */
  SECRET("CAS-004", ExitCode.USAGE),
  /** The keyspace holds a table of ours that we did not make. */
  FOREIGN_TABLE("CAS-005", ExitCode.BLOCKED),
  /** The role may not do what the migration needs. */
  PERMISSION("CAS-006", ExitCode.EXTERNAL),
  /** The cluster refuses a keyspace or a table. */
  SCHEMA_REFUSED("CAS-007", ExitCode.EXTERNAL),
  /** Rows could not be written; those that were stand, and are written again by a resume. */
  WRITE_FAILED("CAS-008", ExitCode.EXTERNAL),
  /** Rows could not be read. */
  READ_FAILED("CAS-009", ExitCode.EXTERNAL);

  private final String code;
  private final ExitCode exit;

  CassandraError(String code, ExitCode exit) {
    this.code = code;
    this.exit = exit;
  }

  /**
   * What an exception tells of the cluster, where the driver or the connector has thrown it, within
   * whatever Spark says of its task; null where it has not. Their words tell no values of rows.
   */
  public static @Nullable PrimaException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = String.valueOf(cause.getMessage());
      if (cause instanceof DriverException
          || cause instanceof IOException && words.contains("Cassandra")
          || cause instanceof IllegalStateException && isOfDriver(cause)) {
        return new PrimaException(
            READ_FAILED,
            "Cassandra could not be read ("
                + cause.getClass().getSimpleName()
                + ": "
                + words
                + "); see whether it is up, then resume",
            failure);
      }
    }
    return null;
  }

  /** Where it has lost its last node, the driver says so in exceptions of Java's own too. */
  private static boolean isOfDriver(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("com.datastax.oss.driver.");
  }

  /** Whether an error may be gone by itself after a while. */
  public static boolean mayPass(ErrorCode error) {
    return error == UNREACHABLE || error == WRITE_FAILED || error == READ_FAILED;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return exit;
  }
}
