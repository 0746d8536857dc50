package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SparsifierTest {
  @Test
  void anEdgeStaysIfItIsAmongTheHeaviestOfEitherEnd() {
    Graph graph = Networks.random(120, 3000, 9);
    int kept = 12;
    Set<List<Integer>> expected = new HashSet<>();
    for (int v = 0; v < graph.nodes(); v++) {
      List<Integer> places = new ArrayList<>();
      for (int place = graph.start(v); place < graph.end(v); place++) {
        places.add(place);
      }
      int node = v;
      places.sort(
          Comparator.comparingLong((Integer place) -> -graph.edgeWeight(place))
              .thenComparingLong(
                  place -> Sparsifier.rank(graph.key(node), graph.key(graph.neighbour(place)))));
      for (int place : places.subList(0, Math.min(kept, places.size()))) {
        int other = graph.neighbour(place);
        expected.add(List.of(Math.min(v, other), Math.max(v, other)));
      }
    }
    Graph sparse = Sparsifier.sparsify(graph, kept);
    Set<List<Integer>> found = new HashSet<>();
    for (int v = 0; v < sparse.nodes(); v++) {
      for (int place = sparse.start(v); place < sparse.end(v); place++) {
        if (v < sparse.neighbour(place)) {
          found.add(List.of(v, sparse.neighbour(place)));
        }
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(sparse.edges()).isLessThan(graph.edges()).isEqualTo(expected.size());
  }

  @Test
  void ofEqualEdgesNoMoreStayThanThat() {
    Graph sparse = Sparsifier.sparsify(Networks.complete(300), 64);

    assertThat(sparse.edges()).isLessThanOrEqualTo(300 * 64);
    for (int v = 0; v < 300; v++) {
      assertThat(sparse.degree(v)).isGreaterThanOrEqualTo(64);
    }
  }

  @Test
  void aSparseGraphStaysAsItIs() {
    Graph graph = Networks.random(100, 200, 1);

    assertThat(Sparsifier.sparsify(graph, 64)).isSameAs(graph);
  }
}
