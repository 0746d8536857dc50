package dev.prima.core.run;

import java.util.Collection;
import java.util.Map;

/**
 * The fates of one table's rows, in rows. In a dry run {@code loaded} is what would load.
 * Immutable.
 */
public record Books(
    String table,
    long read,
    long loaded,
    long duplicates,
    long superseded,
    long skipped,
    long rejected,
    long failed) {

  public Books {
    if (read < 0
        || loaded < 0
        || duplicates < 0
        || superseded < 0
        || skipped < 0
        || rejected < 0
        || failed < 0) {
      throw new IllegalArgumentException("Counts of " + table + " must not be negative");
    }
  }

  /** Books of a table from which nothing was read. */
  public static Books empty(String table) {
    return new Books(table, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Fates that are absent count as 0. */
  public static Books of(String table, long read, Map<Fate, Long> fates) {
    return new Books(
        table,
        read,
        fates.getOrDefault(Fate.LOADED, 0L),
        fates.getOrDefault(Fate.DUPLICATE, 0L),
        fates.getOrDefault(Fate.SUPERSEDED, 0L),
        fates.getOrDefault(Fate.SKIPPED, 0L),
        fates.getOrDefault(Fate.REJECTED, 0L),
        fates.getOrDefault(Fate.FAILED, 0L));
  }

  /** All of them added up under a name. */
  public static Books total(String name, Collection<Books> all) {
    return all.stream().reduce(empty(name), Books::plus);
  }

  /** The sums, under this one's name. */
  public Books plus(Books other) {
    return new Books(
        table,
        Math.addExact(read, other.read),
        Math.addExact(loaded, other.loaded),
        Math.addExact(duplicates, other.duplicates),
        Math.addExact(superseded, other.superseded),
        Math.addExact(skipped, other.skipped),
        Math.addExact(rejected, other.rejected),
        Math.addExact(failed, other.failed));
  }

  public long count(Fate fate) {
    return switch (fate) {
      case LOADED -> loaded;
      case DUPLICATE -> duplicates;
      case SUPERSEDED -> superseded;
      case SKIPPED -> skipped;
      case REJECTED -> rejected;
      case FAILED -> failed;
    };
  }

  /** Rows without a fate; negative where there are more fates than rows. */
  public long difference() {
    return read - loaded - duplicates - superseded - skipped - rejected - failed;
  }

  /** Whether every row that was read has exactly one fate. */
  public boolean balanced() {
    return difference() == 0;
  }
}
