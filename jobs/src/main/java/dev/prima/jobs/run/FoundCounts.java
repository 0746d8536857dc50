package dev.prima.jobs.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many rows were found that are kept beside the staging: they are asked for often and change
 * only when they are found anew.
 */
final class FoundCounts {
  private @Nullable Long withdrawn;
  private @Nullable Map<String, Long> deleted;

  /** Of {@link WithdrawnConnections}. */
  synchronized long withdrawn(Supplier<Long> count) {
    if (withdrawn == null) {
      withdrawn = count.get();
    }
    return withdrawn;
  }

  /** Of {@link DeletedRows}, by table. */
  synchronized Map<String, Long> deleted(Supplier<Map<String, Long>> count) {
    if (deleted == null) {
      deleted = Collections.unmodifiableMap(new TreeMap<>(count.get()));
    }
    return deleted;
  }

  /** They are being found anew. */
  synchronized void forget() {
    withdrawn = null;
    deleted = null;
  }
}
