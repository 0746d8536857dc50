package dev.prima.jobs.reshard;

import dev.prima.core.partition.ClusterChoice;
import dev.prima.core.partition.LabelTally;
import dev.prima.core.partition.StableHash;
import org.apache.spark.broadcast.Broadcast;

/**
 * Half of the nodes, by coin, would join the cluster that holds most of their weight.
 *
 * @param cluster of each node
 * @param load of each cluster
 * @param limit of a cluster
 * @see dev.prima.core.partition.SynchronousClustering
 */
record JoinRule(
    Broadcast<long[]> keys,
    Broadcast<long[]> weights,
    Broadcast<int[]> cluster,
    Broadcast<long[]> load,
    long limit,
    long round)
    implements Rule {
  @Override
  public Proposer proposer() {
    return new Joining(this);
  }

  private static final class Joining implements Proposer {
    private final ClusterChoice choice = new ClusterChoice();
    private final long[] keys;
    private final long[] weights;
    private final int[] cluster;
    private final long[] load;
    private final long limit;
    private final long round;

    Joining(JoinRule rule) {
      keys = rule.keys.value();
      weights = rule.weights.value();
      cluster = rule.cluster.value();
      load = rule.load.value();
      limit = rule.limit;
      round = rule.round;
    }

    @Override
    public boolean asks(int node) {
      return StableHash.coin(keys[node], round);
    }

    @Override
    public int propose(int node, LabelTally tally) {
      return choice.choose(
          tally,
          cluster[node],
          weights[node],
          label -> limit - load[label],
          label -> StableHash.rank(keys[label], round));
    }

    @Override
    public long gain() {
      return choice.gain();
    }
  }
}
