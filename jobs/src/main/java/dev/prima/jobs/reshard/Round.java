package dev.prima.jobs.reshard;

import dev.prima.core.partition.LabelTally;
import dev.prima.core.partition.Proposals;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of one partition propose, as arrays.
 *
 * @param nodes ascending
 * @param targets the label that each wants
 * @param gains what that gains
 * @param cutEnds weight of the edges to other labels, over all its nodes
 */
record Round(int[] nodes, int[] targets, long[] gains, long cutEnds) implements Serializable {

  /** Asks every node of a block. */
  static Round of(AdjacencyBlock block, int[] label, int @Nullable [] within, Rule rule) {
    Rule.Proposer proposer = rule.proposer();
    LabelTally tally = new LabelTally();
    Collected collected = new Collected();
    for (int i = 0; i < block.size(); i++) {
      int node = block.node(i);
      if (proposer.asks(node)) {
        block.gather(tally, i, label, within);
        collected.ask(proposer, node, tally);
      }
    }
    return collected.round(block.cutEnds(label));
  }

  /** Asks one hub whose tally was put together from pieces. */
  static Round ofHub(int node, LabelTally tally, Rule rule) {
    Rule.Proposer proposer = rule.proposer();
    Collected collected = new Collected();
    if (proposer.asks(node)) {
      collected.ask(proposer, node, tally);
    }
    return collected.round(0);
  }

  /** All proposals in ascending order of nodes. */
  static Proposals proposals(List<Round> rounds) {
    int size = rounds.stream().mapToInt(r -> r.nodes.length).sum();
    long[] order = new long[size];
    int[] targets = new int[size];
    long[] gains = new long[size];
    int at = 0;
    for (Round round : rounds) {
      for (int i = 0; i < round.nodes.length; i++) {
        order[at] = (long) round.nodes[i] << 32 | at;
        targets[at] = round.targets[i];
        gains[at++] = round.gains[i];
      }
    }
    Arrays.sort(order);
    Proposals proposals = new Proposals();
    for (long packed : order) {
      proposals.add((int) (packed >>> 32), targets[(int) packed], gains[(int) packed]);
    }
    return proposals;
  }

  private static final class Collected {
    private int[] nodes = new int[64];
    private int[] targets = new int[64];
    private long[] gains = new long[64];
    private int size;

    void ask(Rule.Proposer proposer, int node, LabelTally tally) {
      int target = proposer.propose(node, tally);
      if (target < 0) {
        return;
      }
      if (size == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * size);
        targets = Arrays.copyOf(targets, 2 * size);
        gains = Arrays.copyOf(gains, 2 * size);
      }
      nodes[size] = node;
      targets[size] = target;
      gains[size++] = proposer.gain();
    }

    Round round(long cutEnds) {
      return new Round(
          Arrays.copyOf(nodes, size),
          Arrays.copyOf(targets, size),
          Arrays.copyOf(gains, size),
          cutEnds);
    }
  }
}
