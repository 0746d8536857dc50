package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import dev.prima.jobs.resolve.KeyFilter;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tells rows of sources that are not named now, under keys that these do not have, from all others,
 * where they stand: neither side is sorted for them. A file that comes into targets which hold a
 * thousand times its rows costs little more than to read them.
 */
final class Strangers {
  /** Some megabytes in every task. */
  private static final long MOST_KEYS = 10_000_000;

  private final Column stranger;

  private Strangers(Column stranger) {
    this.stranger = stranger;
  }

  /** Whether it pays to look for them: the keys are few, and such rows may be more. */
  static boolean mayPrevail(long keys, long others) {
    return keys <= MOST_KEYS && keys < others;
  }

  /**
   * Runs jobs over the keys.
   *
   * @param expected of which a row may be under the same key: {@code key}
   */
  static Strangers to(Dataset<Row> expected) {
    Broadcast<KeyFilter> keys = KeyFilter.of(expected.select("key"));
    return new Strangers(not(col("own")).and(not(KeyFilter.mightHold(keys, col("key")))));
  }

  /**
   * Rows that certainly are some.
   *
   * @param standing {@code key, own}
   */
  Dataset<Row> among(Dataset<Row> standing) {
    return standing.filter(stranger);
  }

  /** All others of these rows. */
  Dataset<Row> without(Dataset<Row> standing) {
    return standing.filter(not(stranger));
  }
}
