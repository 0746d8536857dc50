package dev.prima.jobs.reshard;

import dev.prima.core.partition.LabelTally;
import java.io.Serializable;

/**
 * A part of a hub's tally: by label the weight of some of its edges.
 *
 * @param labels distinct
 * @param sums of each
 */
record LabelSums(int[] labels, long[] sums) implements Serializable {
  static LabelSums of(LabelTally tally) {
    int[] labels = new int[tally.size()];
    long[] sums = new long[tally.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = tally.label(i);
      sums[i] = tally.sumAt(i);
    }
    return new LabelSums(labels, sums);
  }

  void addTo(LabelTally tally) {
    for (int i = 0; i < labels.length; i++) {
      tally.add(labels[i], sums[i]);
    }
  }
}
