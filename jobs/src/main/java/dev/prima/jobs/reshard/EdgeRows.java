package dev.prima.jobs.reshard;

import dev.prima.jobs.spark.Emitting;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows of edges with their ends as numbers, cached until closed. Rows that join an agent to itself
 * or to one that is not known, and rows without a positive weight, are left out.
 */
final class EdgeRows implements AutoCloseable {
  private static final int ROWS_PER_CHUNK = 1 << 15;

  private final JavaRDD<EdgeChunk> chunks;
  private final long rows;

  private EdgeRows(JavaRDD<EdgeChunk> chunks) {
    this.chunks = chunks.persist(StorageLevel.MEMORY_AND_DISK_SER());
    this.rows = this.chunks.map(chunk -> (long) chunk.size()).fold(0L, Long::sum);
  }

  /**
   * @param edges {@code source, target} as text and {@code weight} as a long
   */
  static EdgeRows of(JavaSparkContext spark, Dataset<Row> edges, AgentNumbers numbers) {
    Broadcast<AgentNumbers> shared = spark.broadcast(numbers);
    return new EdgeRows(
        edges
            .select("source", "target", "weight")
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> new Encoded(rows, shared.value())));
  }

  /** Edges that have numbers already. */
  static EdgeRows of(JavaRDD<EdgeChunk> edges) {
    return new EdgeRows(edges);
  }

  /** Only the rows between nodes that have a new number, by that number. */
  EdgeRows renumbered(Broadcast<int[]> numbers) {
    return new EdgeRows(chunks.map(chunk -> renumbered(chunk, numbers.value())));
  }

  private static EdgeChunk renumbered(EdgeChunk chunk, int[] numbers) {
    EdgeChunk.Builder kept = new EdgeChunk.Builder();
    for (int e = 0; e < chunk.size(); e++) {
      int from = numbers[chunk.from()[e]];
      int to = numbers[chunk.to()[e]];
      if (from >= 0 && to >= 0) {
        kept.add(from, to, chunk.weights()[e]);
      }
    }
    return kept.take();
  }

  /** In no order, each row once. */
  JavaRDD<EdgeChunk> chunks() {
    return chunks;
  }

  /** How many rows count, those of one pair each. */
  long rows() {
    return rows;
  }

  /** How many rows each node is in. */
  int[] degrees(int nodes) {
    if (rows == 0) {
      return new int[nodes];
    }
    return chunks
        .mapPartitions(mine -> List.of(degrees(mine, nodes)).iterator())
        .treeReduce(EdgeRows::sum);
  }

  private static int[] degrees(Iterator<EdgeChunk> chunks, int nodes) {
    int[] degrees = new int[nodes];
    while (chunks.hasNext()) {
      EdgeChunk chunk = chunks.next();
      for (int e = 0; e < chunk.size(); e++) {
        degrees[chunk.from()[e]]++;
        degrees[chunk.to()[e]]++;
      }
    }
    return degrees;
  }

  private static int[] sum(int[] degrees, int[] others) {
    for (int v = 0; v < degrees.length; v++) {
      degrees[v] = (int) Math.min(Integer.MAX_VALUE - 8, (long) degrees[v] + others[v]);
    }
    return degrees;
  }

  /** All rows on the driver; only where they are known to be few. */
  EdgeChunk collect() {
    EdgeChunk.Builder all = new EdgeChunk.Builder();
    chunks.toLocalIterator().forEachRemaining(all::addAll);
    return all.take();
  }

  @Override
  public void close() {
    chunks.unpersist(false);
  }

  private static final class Encoded extends Emitting<InternalRow, EdgeChunk> {
    private final AgentNumbers numbers;
    private final EdgeChunk.Builder chunk = new EdgeChunk.Builder();

    Encoded(Iterator<InternalRow> rows, AgentNumbers numbers) {
      super(rows);
      this.numbers = numbers;
    }

    @Override
    protected void take(InternalRow row) {
      if (row.isNullAt(2) || row.getLong(2) <= 0) {
        return;
      }
      int from = numbers.number(row, 0);
      int to = numbers.number(row, 1);
      if (from >= 0 && to >= 0 && from != to) {
        chunk.add(from, to, row.getLong(2));
        if (chunk.size() == ROWS_PER_CHUNK) {
          end();
        }
      }
    }

    @Override
    protected void end() {
      if (chunk.size() > 0) {
        emit(chunk.take());
      }
    }
  }
}
