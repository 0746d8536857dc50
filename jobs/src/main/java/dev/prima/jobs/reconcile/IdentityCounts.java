package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.jobs.spark.Emitting;
import dev.prima.jobs.spark.GivenPartition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * How many rows were read of a table, and how many different ones: by 64 bits of hash, so that two
 * that differ may pass for one, never one for two. Only the hashes are shuffled, as arrays: to
 * group rows by them takes several times as long.
 *
 * @param taken rows that a target can hold
 * @param rejected rows that none can hold
 * @param identities among the rows taken
 */
record IdentityCounts(int table, long taken, long rejected, long identities)
    implements Serializable {
  private static final int HASHES_AT_ONCE = 1 << 18;
  private static final long HASHES_PER_PARTITION = 4_000_000;

  /**
   * Of each table of which there are rows; runs a job.
   *
   * @param read as {@link SourceCopies} gives them
   * @param rows about how many these are
   */
  static List<IdentityCounts> of(Dataset<Row> read, long rows) {
    int cores = read.sparkSession().sparkContext().defaultParallelism();
    int partitions = (int) Math.max(cores, rows / HASHES_PER_PARTITION + 1);
    Map<Integer, IdentityCounts> counts = new HashMap<>();
    read.select(col("_table"), col(SourceCopies.REJECTED), xxhash64(col("_identity")))
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsToPair(mine -> new Hashed(mine, partitions))
        .partitionBy(new GivenPartition(partitions))
        .values()
        .mapPartitions(IdentityCounts::counted)
        .collect()
        .forEach(some -> counts.merge(some.table, some, IdentityCounts::plus));
    return List.copyOf(counts.values());
  }

  private IdentityCounts plus(IdentityCounts other) {
    return new IdentityCounts(
        table, taken + other.taken, rejected + other.rejected, identities + other.identities);
  }

  /** Hashes of rows of one table that were taken, in any order, and how many were not. */
  private record Chunk(int table, long[] hashes, long rejected) implements Serializable {
    IdentityCounts counted() {
      Arrays.sort(hashes);
      long different = 0;
      for (int i = 0; i < hashes.length; i++) {
        different += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
      }
      return new IdentityCounts(table, hashes.length, rejected, different);
    }
  }

  private static Iterator<IdentityCounts> counted(Iterator<Chunk> chunks) {
    Map<Integer, List<Chunk>> byTable = new HashMap<>();
    chunks.forEachRemaining(
        chunk -> byTable.computeIfAbsent(chunk.table, t -> new ArrayList<>()).add(chunk));
    return byTable.values().stream().map(IdentityCounts::joined).map(Chunk::counted).iterator();
  }

  private static Chunk joined(List<Chunk> chunks) {
    long[] hashes = new long[chunks.stream().mapToInt(c -> c.hashes.length).sum()];
    int at = 0;
    long rejected = 0;
    for (Chunk chunk : chunks) {
      System.arraycopy(chunk.hashes, 0, hashes, at, chunk.hashes.length);
      at += chunk.hashes.length;
      rejected += chunk.rejected;
    }
    return new Chunk(chunks.get(0).table, hashes, rejected);
  }

  /** The hashes of one partition of rows, sent to where equal ones meet. */
  private static final class Hashed extends Emitting<InternalRow, Tuple2<Integer, Chunk>> {
    private final int partitions;
    private final Map<Integer, Gathered> tables = new HashMap<>();
    private int gathered;

    Hashed(Iterator<InternalRow> rows, int partitions) {
      super(rows);
      this.partitions = partitions;
    }

    @Override
    protected void take(InternalRow row) {
      Gathered table = tables.computeIfAbsent(row.getInt(0), t -> new Gathered(partitions));
      if (row.getBoolean(1)) {
        table.rejected++;
      } else {
        table.add(row.getLong(2));
        gathered++;
      }
      if (gathered == HASHES_AT_ONCE) {
        end();
      }
    }

    @Override
    protected void end() {
      tables.forEach(
          (table, some) -> {
            for (int p = 0; p < partitions; p++) {
              long rejected = p == 0 ? some.rejected : 0;
              if (some.sizes[p] + rejected > 0) {
                long[] hashes = Arrays.copyOf(some.hashes[p], some.sizes[p]);
                emit(new Tuple2<>(p, new Chunk(table, hashes, rejected)));
              }
            }
          });
      tables.clear();
      gathered = 0;
    }
  }

  /** Hashes of rows of one table by the partition to which they go. */
  private static final class Gathered {
    private final long[][] hashes;
    private final int[] sizes;
    private long rejected;

    Gathered(int partitions) {
      hashes = new long[partitions][0];
      sizes = new int[partitions];
    }

    void add(long hash) {
      int p = (int) Math.floorMod(hash, (long) hashes.length);
      if (sizes[p] == hashes[p].length) {
        hashes[p] = Arrays.copyOf(hashes[p], Math.max(64, 2 * sizes[p]));
      }
      hashes[p][sizes[p]++] = hash;
    }
  }
}
