package dev.prima.jobs.reshard;

import dev.prima.core.partition.LabelTally;
import java.io.Serializable;

/** What a node proposes in a round, decided in a task from what stood when the round began. */
interface Rule extends Serializable {
  /** A proposer of its own for each task. */
  Proposer proposer();

  /** Not thread-safe. */
  interface Proposer {
    /** Whether the node may propose at all. */
    boolean asks(int node);

    /** The label that it wants, or a negative number. */
    int propose(int node, LabelTally tally);

    /** What the last proposal gains, or costs where that is what the rule looks for. */
    long gain();
  }
}
