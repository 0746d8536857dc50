package dev.prima.jobs.reshard;

import dev.prima.core.partition.LabelTally;
import dev.prima.core.partition.PartChoice;
import dev.prima.core.partition.StableHash;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;

/**
 * Which nodes would move to another part.
 *
 * @param part of each node, negative for none
 * @param loads of the parts
 * @param cap that the other part must keep
 * @see dev.prima.core.partition.SynchronousRefinement
 */
record MoveRule(
    Who who,
    Broadcast<long[]> keys,
    Broadcast<long[]> weights,
    Broadcast<int[]> part,
    long[] loads,
    long cap,
    long round)
    implements Rule {

  /** Who is asked. */
  enum Who {
    /** Half of the nodes, by coin, if it costs nothing: to be exchanged with others. */
    HALF,
    /** Those that have no part yet. */
    UNPLACED,
    /** Those of parts that hold more than the cap, whatever it costs. */
    OVERLOADED
  }

  @Override
  public Proposer proposer() {
    return new Moving(this);
  }

  private static final class Moving implements Proposer {
    private final MoveRule rule;
    private final PartChoice choice = new PartChoice();
    private final long[] keys;
    private final long[] weights;
    private final int[] part;
    private final int emptiest;
    private long gain;

    Moving(MoveRule rule) {
      this.rule = rule;
      keys = rule.keys.value();
      weights = rule.weights.value();
      part = rule.part.value();
      long least = Arrays.stream(rule.loads).min().orElse(0);
      int first = 0;
      while (rule.loads[first] != least) {
        first++;
      }
      emptiest = first;
    }

    @Override
    public boolean asks(int node) {
      return switch (rule.who) {
        case HALF -> StableHash.coin(keys[node], rule.round);
        case UNPLACED -> part[node] < 0;
        case OVERLOADED -> rule.loads[part[node]] > rule.cap;
      };
    }

    @Override
    public int propose(int node, LabelTally tally) {
      long cap = rule.who == Who.HALF ? Long.MAX_VALUE : rule.cap;
      int to = choice.choose(tally, part[node], weights[node], rule.loads, cap);
      gain = choice.gain();
      if (rule.who == Who.HALF && gain < 0) {
        return PartChoice.NONE;
      }
      if (rule.who == Who.OVERLOADED) {
        if (to == PartChoice.NONE) {
          to = emptiest;
          gain = tally.sum(to) - tally.sum(part[node]);
        }
        gain = Math.floorDiv(gain, weights[node]);
      }
      return to;
    }

    @Override
    public long gain() {
      return gain;
    }
  }
}
