package dev.prima.jobs.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * Hashes of many rows, where equal ones meet. Only they are shuffled, as arrays: to group rows by
 * them takes several times as long.
 *
 * @param group whose rows they are of
 * @param hashes ascending, as often as rows have them; none of them is anywhere else
 * @param aside rows of the group that have none: some here, some elsewhere
 */
public record MetHashes(int group, long[] hashes, long aside) implements Serializable {
  private static final int HASHES_AT_ONCE = 1 << 18;
  private static final long HASHES_PER_PARTITION = 4_000_000;

  /**
   * Brings them together; each group comes once in a partition.
   *
   * @param rows the group as an integer, whether a row is left aside, and its hash as a long
   * @param about how many rows there are
   */
  public static JavaRDD<MetHashes> of(Dataset<Row> rows, long about) {
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    int partitions = (int) Math.max(cores, about / HASHES_PER_PARTITION + 1);
    return rows.queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsToPair(mine -> new Sorting(mine, partitions))
        .partitionBy(new GivenPartition(partitions))
        .values()
        .mapPartitions(MetHashes::met);
  }

  private static Iterator<MetHashes> met(Iterator<MetHashes> some) {
    Map<Integer, List<MetHashes>> groups = new HashMap<>();
    some.forEachRemaining(
        hashes -> groups.computeIfAbsent(hashes.group, g -> new ArrayList<>()).add(hashes));
    return groups.values().stream().map(MetHashes::joined).iterator();
  }

  static MetHashes joined(List<MetHashes> some) {
    long[] hashes = new long[some.stream().mapToInt(s -> s.hashes.length).sum()];
    int at = 0;
    long aside = 0;
    for (MetHashes each : some) {
      System.arraycopy(each.hashes, 0, hashes, at, each.hashes.length);
      at += each.hashes.length;
      aside += each.aside;
    }
    Arrays.sort(hashes);
    return new MetHashes(some.get(0).group, hashes, aside);
  }

  /** How many different ones there are. */
  public long different() {
    long different = 0;
    for (int i = 0; i < hashes.length; i++) {
      different += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
    }
    return different;
  }

  /** Those that more than one row has, each once. */
  public LongStream repeated() {
    LongStream.Builder repeated = LongStream.builder();
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i] == hashes[i - 1] && (i == 1 || hashes[i] != hashes[i - 2])) {
        repeated.add(hashes[i]);
      }
    }
    return repeated.build();
  }

  /** The hashes of one partition of rows, sorted by where they go. */
  private static final class Sorting extends Emitting<InternalRow, Tuple2<Integer, MetHashes>> {
    private final int partitions;
    private final Map<Integer, Gathered> groups = new HashMap<>();
    private int gathered;

    Sorting(Iterator<InternalRow> rows, int partitions) {
      super(rows);
      this.partitions = partitions;
    }

    @Override
    protected void take(InternalRow row) {
      Gathered group = groups.computeIfAbsent(row.getInt(0), g -> new Gathered(partitions));
      if (row.getBoolean(1)) {
        group.aside++;
      } else {
        group.add(row.getLong(2));
        gathered++;
      }
      if (gathered == HASHES_AT_ONCE) {
        end();
      }
    }

    @Override
    protected void end() {
      groups.forEach(
          (group, some) -> {
            for (int p = 0; p < partitions; p++) {
              long aside = p == 0 ? some.aside : 0;
              if (some.sizes[p] + aside > 0) {
                long[] hashes = Arrays.copyOf(some.hashes[p], some.sizes[p]);
                emit(new Tuple2<>(p, new MetHashes(group, hashes, aside)));
              }
            }
          });
      groups.clear();
      gathered = 0;
    }
  }

  /** Hashes of rows of one group by the partition to which they go. */
  private static final class Gathered {
    private final long[][] hashes;
    private final int[] sizes;
    private long aside;

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
