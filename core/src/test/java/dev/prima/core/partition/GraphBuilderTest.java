package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.partition.GraphBuilder.Duplicates;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  @Test
  void duplicateAndReversedRowsBecomeOneEdge() {
    Graph summed = rows(Duplicates.SUM);
    Graph largest = rows(Duplicates.LARGEST);

    assertThat(summed.edges()).isEqualTo(2);
    assertThat(edge(summed, 10, 20)).isEqualTo(3 + 4 + 5);
    assertThat(edge(summed, 20, 10)).isEqualTo(3 + 4 + 5);
    assertThat(edge(largest, 10, 20)).isEqualTo(5);
    assertThat(edge(summed, 20, 30)).isEqualTo(7);
    assertThat(summed.weight()).isEqualTo(12 + 7);
  }

  @Test
  void selfLoopsAndWorthlessRowsGiveNodesButNoEdges() {
    Graph graph =
        new GraphBuilder(Duplicates.SUM)
            .edge(5, 5, 9)
            .edge(6, 7, 0)
            .edge(7, 8, -3)
            .edge(8, 9, Long.MIN_VALUE)
            .build();

    assertThat(graph.nodes()).isEqualTo(5);
    assertThat(graph.edges()).isZero();
    assertThat(graph.weight()).isZero();
  }

  @Test
  void nodesAscendByKeyAndEachStandsOnce() {
    Graph graph = new GraphBuilder(Duplicates.SUM).node(3).node(-1).node(3).edge(2, -1, 1).build();

    assertThat(graph.nodes()).isEqualTo(3);
    assertThat(new long[] {graph.key(0), graph.key(1), graph.key(2)}).containsExactly(-1, 2, 3);
    assertThat(graph.node(2)).isEqualTo(1);
    assertThat(graph.node(99)).isNegative();
    assertThat(graph.load()).isEqualTo(3);
  }

  @Test
  void nothingGivesAnEmptyGraph() {
    Graph graph = new GraphBuilder(Duplicates.SUM).build();

    assertThat(graph.nodes()).isZero();
    assertThat(graph.edges()).isZero();
    assertThat(graph.load()).isZero();
  }

  @Test
  void nodesWithTheSameKeyStayApartWhereTheirPlacesAreKnown() {
    Graph graph =
        GraphBuilder.ofNodes(
            new long[] {4, 4, 9},
            new long[] {1, 2, 3},
            new int[] {0, 2},
            new int[] {2, 1},
            new long[] {5, 6},
            Duplicates.SUM);

    assertThat(graph.nodes()).isEqualTo(3);
    assertThat(graph.neighbour(graph.start(0))).isEqualTo(2);
    assertThat(graph.edgeWeight(graph.start(1))).isEqualTo(6);
    assertThat(graph.load()).isEqualTo(6);
  }

  @Test
  void keysOutOfOrderAndNodesOfNoWeightAreRefused() {
    int[] none = {};
    assertThatThrownBy(
            () ->
                GraphBuilder.ofNodes(
                    new long[] {2, 1},
                    new long[] {1, 1},
                    none,
                    none,
                    new long[] {},
                    Duplicates.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascend");
    assertThatThrownBy(
            () ->
                GraphBuilder.ofNodes(
                    new long[] {1}, new long[] {0}, none, none, new long[] {}, Duplicates.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  private static Graph rows(Duplicates duplicates) {
    return new GraphBuilder(duplicates)
        .edge(30, 20, 7)
        .edge(10, 20, 3)
        .edge(20, 10, 5)
        .edge(10, 20, 4)
        .build();
  }

  private static long edge(Graph graph, long from, long to) {
    int v = graph.node(from);
    for (int place = graph.start(v); place < graph.end(v); place++) {
      if (graph.key(graph.neighbour(place)) == to) {
        return graph.edgeWeight(place);
      }
    }
    return 0;
  }
}
