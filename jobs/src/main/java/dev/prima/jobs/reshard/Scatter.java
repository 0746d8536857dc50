package dev.prima.jobs.reshard;

import dev.prima.jobs.spark.Emitting;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import scala.Tuple2;

/**
 * Decides which partition holds an edge: the one of the range in which its first end lies. Edges of
 * hubs are spread by their other end instead, so that no partition holds all of one.
 *
 * @param nodes of the graph
 * @param partitions over which they are spread
 * @param hubs ascending
 */
record Scatter(int nodes, int partitions, int[] hubs) implements Serializable {
  private static final int MOST_BUFFERED = 1 << 20;
  private static final int LEAST_CHUNK = 256;
  private static final int MOST_CHUNK = 10_000;

  /** Which of the edges are wanted. */
  enum Wanted {
    OF_HUBS,
    OF_OTHERS
  }

  /** Whether an edge is given once, or from both of its ends already. */
  enum Given {
    ONCE,
    FROM_BOTH_ENDS
  }

  private boolean isHub(int node) {
    return hubs.length > 0 && Arrays.binarySearch(hubs, node) >= 0;
  }

  private int range(int node) {
    return (int) ((long) node * partitions / nodes);
  }

  /** Chunks of edges, each with the partition that it belongs to. */
  Iterator<Tuple2<Integer, EdgeChunk>> scatter(
      Iterator<EdgeChunk> chunks, Wanted wanted, Given given) {
    return new Chunks(chunks, wanted, given);
  }

  private final class Chunks extends Emitting<EdgeChunk, Tuple2<Integer, EdgeChunk>> {
    private final Wanted wanted;
    private final Given given;
    private final EdgeChunk.Builder[] buffers = new EdgeChunk.Builder[partitions];
    private final int chunkEdges =
        Math.max(LEAST_CHUNK, Math.min(MOST_CHUNK, MOST_BUFFERED / partitions));

    Chunks(Iterator<EdgeChunk> chunks, Wanted wanted, Given given) {
      super(chunks);
      this.wanted = wanted;
      this.given = given;
      Arrays.setAll(buffers, p -> new EdgeChunk.Builder());
    }

    @Override
    protected void take(EdgeChunk chunk) {
      for (int e = 0; e < chunk.size(); e++) {
        put(chunk.from()[e], chunk.to()[e], chunk.weights()[e]);
        if (given == Given.ONCE) {
          put(chunk.to()[e], chunk.from()[e], chunk.weights()[e]);
        }
      }
    }

    private void put(int from, int to, long weight) {
      boolean hub = isHub(from);
      if (hub == (wanted == Wanted.OF_HUBS)) {
        int partition = range(hub ? to : from);
        buffers[partition].add(from, to, weight);
        if (buffers[partition].size() >= chunkEdges) {
          emit(new Tuple2<>(partition, buffers[partition].take()));
        }
      }
    }

    @Override
    protected void end() {
      for (int p = 0; p < partitions; p++) {
        if (buffers[p].size() > 0) {
          emit(new Tuple2<>(p, buffers[p].take()));
        }
      }
    }
  }
}
