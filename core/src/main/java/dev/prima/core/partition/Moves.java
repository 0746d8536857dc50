package dev.prima.core.partition;

import java.util.Arrays;

/** What a round has accepted: single moves, and swaps that stand or fall together. */
final class Moves {
  private static final int ALONE = -1;

  private final Proposals proposals;
  private final boolean[] accepted;
  private int[] one = new int[64];
  private int[] other = new int[64];
  private int size;

  Moves(Proposals proposals) {
    this.proposals = proposals;
    this.accepted = new boolean[proposals.size()];
  }

  void swap(int proposal, int otherProposal) {
    add(proposal, otherProposal);
    accepted[otherProposal] = true;
  }

  void move(int proposal) {
    add(proposal, ALONE);
  }

  boolean accepted(int proposal) {
    return accepted[proposal];
  }

  int size() {
    return size;
  }

  /** The nodes that move together: one or two. */
  int[] nodes(int move) {
    return other[move] == ALONE
        ? new int[] {proposals.node(one[move])}
        : new int[] {proposals.node(one[move]), proposals.node(other[move])};
  }

  long gain(int move) {
    return proposals.gain(one[move]) + (other[move] == ALONE ? 0 : proposals.gain(other[move]));
  }

  /** Where the first or second node of a move goes. */
  int target(int move, int nth) {
    return proposals.to(nth == 0 ? one[move] : other[move]);
  }

  void apply(int move, int[] part) {
    part[proposals.node(one[move])] = proposals.to(one[move]);
    if (other[move] != ALONE) {
      part[proposals.node(other[move])] = proposals.to(other[move]);
    }
  }

  /** Makes all moves and returns how many there were. */
  int apply(int[] part) {
    for (int move = 0; move < size; move++) {
      apply(move, part);
    }
    return size;
  }

  private void add(int proposal, int otherProposal) {
    if (size == one.length) {
      one = Arrays.copyOf(one, 2 * size);
      other = Arrays.copyOf(other, 2 * size);
    }
    one[size] = proposal;
    other[size++] = otherProposal;
    accepted[proposal] = true;
  }
}
