package dev.prima.jobs.postgres;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a connection may take.
 *
 * @param connect to be accepted
 * @param statement for one statement, building an index being one
 * @param lock for a lock that another program holds
 */
public record Timeouts(Duration connect, Duration statement, Duration lock)
    implements Serializable {
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(30));

  private static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * When silence of the server means that the connection is dead: a while after the server itself
   * would have given a statement up.
   */
  Duration socket() {
    return statement.plus(statement.compareTo(GRACE) < 0 ? statement : GRACE);
  }
}
