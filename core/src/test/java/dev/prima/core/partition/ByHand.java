package dev.prima.core.partition;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The definitions, written down as slowly and as plainly as can be, to check results against. */
final class ByHand {
  private ByHand() {}

  /** A row of a list of edges. */
  record Row(long from, long to, long weight) {}

  /** Sum of the weights of all unordered pairs in different parts. */
  static BigInteger cut(Iterable<Row> rows, Map<Long, Integer> partOf) {
    BigInteger cut = BigInteger.ZERO;
    for (Map.Entry<Set<Long>, BigInteger> pair : pairs(rows).entrySet()) {
      Set<Integer> parts = new HashSet<>();
      pair.getKey().forEach(end -> parts.add(partOf.get(end)));
      cut = parts.size() == 2 ? cut.add(pair.getValue()) : cut;
    }
    return cut;
  }

  static BigInteger weight(Iterable<Row> rows) {
    return pairs(rows).values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Summed weight of each unordered pair of two nodes. */
  static Map<Set<Long>, BigInteger> pairs(Iterable<Row> rows) {
    Map<Set<Long>, BigInteger> pairs = new HashMap<>();
    for (Row row : rows) {
      if (row.from() != row.to() && row.weight() > 0) {
        pairs.merge(
            Set.of(row.from(), row.to()), BigInteger.valueOf(row.weight()), BigInteger::add);
      }
    }
    return pairs;
  }

  /** How many nodes each part has. */
  static Map<Integer, Integer> sizes(Map<Long, Integer> partOf) {
    Map<Integer, Integer> sizes = new HashMap<>();
    partOf.values().forEach(part -> sizes.merge(part, 1, Integer::sum));
    return sizes;
  }

  static Map<Long, Integer> partOf(Graph graph, Partition partition) {
    Map<Long, Integer> partOf = new HashMap<>();
    for (int v = 0; v < graph.nodes(); v++) {
      partOf.put(graph.key(v), partition.part(v));
    }
    return partOf;
  }
}
