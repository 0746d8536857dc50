package dev.prima.core.partition;

import java.util.Arrays;

/** A round's proposals by way: from which part to which, the best first on each. */
final class Ways {
  private static final int NONE = -1;

  private final Proposals proposals;
  private final int[] order;
  private final int[] first;
  private final int[] from;
  private final int[] to;
  private final int[] back;

  Ways(Proposals proposals, int[] part) {
    this.proposals = proposals;
    this.order = proposals.byWay(part);
    int[] starts = new int[order.length + 1];
    int ways = 0;
    for (int i = 0; i < order.length; i++) {
      if (i == 0
          || proposals.to(order[i]) != proposals.to(order[i - 1])
          || part[proposals.node(order[i])] != part[proposals.node(order[i - 1])]) {
        starts[ways++] = i;
      }
    }
    starts[ways] = order.length;
    this.first = Arrays.copyOf(starts, ways + 1);
    this.from = new int[ways];
    this.to = new int[ways];
    for (int way = 0; way < ways; way++) {
      from[way] = part[proposals.node(order[first[way]])];
      to[way] = proposals.to(order[first[way]]);
    }
    this.back = new int[ways];
    Arrays.setAll(back, way -> find(to[way], from[way]));
  }

  int size() {
    return from.length;
  }

  int from(int way) {
    return from[way];
  }

  int to(int way) {
    return to[way];
  }

  /** The way in the other direction, negative if nobody takes it. */
  int back(int way) {
    return back[way];
  }

  /** With how many other parts a part could exchange nodes. */
  int exchanges(int part) {
    int exchanges = 0;
    for (int way = lowerBound(part, 0); way < from.length && from[way] == part; way++) {
      exchanges += back[way] == NONE ? 0 : 1;
    }
    return exchanges;
  }

  int proposal(int way, int n) {
    return order[first[way] + n];
  }

  long[] gains(int way) {
    long[] gains = new long[first[way + 1] - first[way]];
    Arrays.setAll(gains, n -> proposals.gain(proposal(way, n)));
    return gains;
  }

  long[] weights(int way, Graph graph) {
    long[] weights = new long[first[way + 1] - first[way]];
    Arrays.setAll(weights, n -> graph.nodeWeight(proposals.node(proposal(way, n))));
    return weights;
  }

  private int find(int wantedFrom, int wantedTo) {
    int way = lowerBound(wantedFrom, wantedTo);
    return way < from.length && from[way] == wantedFrom && to[way] == wantedTo ? way : NONE;
  }

  private int lowerBound(int wantedFrom, int wantedTo) {
    int low = 0;
    int high = from.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (from[middle] < wantedFrom || from[middle] == wantedFrom && to[middle] < wantedTo) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
