package dev.prima.jobs.run;

import dev.prima.jobs.staging.StagedPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Neighbouring parts of a table whose rows are written to the global store by one Spark job. One
 * batch after the other, so that a step that is done again goes on with the one that was cut off.
 *
 * @param parts at least one, in the order of their ids
 */
record GlobalBatch(List<StagedPart> parts) {
  GlobalBatch {
    parts = List.copyOf(parts);
  }

  /**
   * All parts of a table, in the order of their ids. As many parts come together as have no more
   * rows than that; a larger one is a batch of its own. Parts that do not tell how many rows they
   * have are few and count for none.
   */
  static List<GlobalBatch> of(List<StagedPart> parts, long mostRows) {
    List<GlobalBatch> batches = new ArrayList<>();
    List<StagedPart> batch = new ArrayList<>();
    long rows = 0;
    for (StagedPart part :
        parts.stream().sorted(Comparator.comparingLong(StagedPart::id)).toList()) {
      if (!batch.isEmpty() && rows + part.rows() > mostRows) {
        batches.add(new GlobalBatch(batch));
        batch.clear();
        rows = 0;
      }
      batch.add(part);
      rows += part.rows();
    }
    if (!batch.isEmpty()) {
      batches.add(new GlobalBatch(batch));
    }
    return List.copyOf(batches);
  }

  Set<Long> ids() {
    return parts.stream().map(StagedPart::id).collect(Collectors.toSet());
  }

  /** The id of its last part. */
  long last() {
    return parts.get(parts.size() - 1).id();
  }

  /** Rows of the parts that tell how many they have. */
  long rows() {
    return parts.stream().mapToLong(StagedPart::rows).sum();
  }
}
