package dev.prima.jobs.reshard;

import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.spark.Emitting;
import dev.prima.jobs.spark.GivenPartition;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * Agents as the numbers 0 to n - 1, in the order of their keys (the 64-bit xxHash of the id in
 * UTF-8), ids of one key in the order of the ids. A function of the set of ids alone.
 *
 * <p>Holds 10 to 12 bytes an agent, no ids but those of the few that share a key with another. An
 * id that is not among them is mistaken for one that is with a probability of n / 2^64. Immutable.
 */
public final class AgentNumbers implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What an id that is not among them has for a number. */
  public static final int UNKNOWN = -1;

  private static final int IDS_PER_CHUNK = 1 << 19;
  private static final int IDS_PER_PARTITION = 500_000;

  private final SortedKeys keys;
  private final Map<Long, List<String>> collisions;

  private AgentNumbers(long[] keys, Map<Long, List<String>> collisions) {
    this.keys = new SortedKeys(keys);
    this.collisions = new HashMap<>(collisions);
  }

  /**
   * Numbers and what the legacy network would have needed to place their agents.
   *
   * @param numbers of the agents
   * @param legacyHashes the 32-bit string hash of each agent's id
   */
  public record Numbered(AgentNumbers numbers, int[] legacyHashes) {}

  /**
   * Numbers the ids that stand in some columns, whichever rows they are in; null is none.
   *
   * @param columns of text
   */
  public static Numbered of(Dataset<Row> rows, List<String> columns) {
    Column[] selected = columns.stream().map(rows::col).toArray(Column[]::new);
    JavaRDD<InternalRow> texts = rows.select(selected).queryExecution().toRdd().toJavaRDD();
    int width = selected.length;
    int partitions = Math.max(1, texts.getNumPartitions());
    List<IdSet.Ids> sorted =
        texts
            .mapPartitionsToPair(mine -> new Hashed(mine, width, partitions))
            .partitionBy(new GivenPartition(partitions))
            .values()
            .mapPartitions(AgentNumbers::merged)
            .collect();
    return joined(texts, width, sorted);
  }

  private static Iterator<IdSet.Ids> merged(Iterator<IdSet.Ids> parts) {
    IdSet all = new IdSet(IDS_PER_PARTITION);
    parts.forEachRemaining(all::addAll);
    return List.of(all.sorted()).iterator();
  }

  private static Numbered joined(JavaRDD<InternalRow> texts, int width, List<IdSet.Ids> sorted) {
    int agents = sorted.stream().mapToInt(ids -> ids.keys().length).reduce(0, Math::addExact);
    long[] keys = new long[agents];
    int[] legacy = new int[agents];
    int at = 0;
    for (IdSet.Ids ids : sorted) {
      System.arraycopy(ids.keys(), 0, keys, at, ids.keys().length);
      System.arraycopy(ids.legacy(), 0, legacy, at, ids.keys().length);
      at += ids.keys().length;
    }
    Set<Long> shared = new HashSet<>();
    for (int i = 1; i < agents; i++) {
      if (keys[i] == keys[i - 1]) {
        shared.add(keys[i]);
      }
    }
    Map<Long, List<String>> collisions = shared.isEmpty() ? Map.of() : ids(texts, width, shared);
    AgentNumbers numbers = new AgentNumbers(keys, collisions);
    collisions.forEach(
        (key, ids) ->
            ids.forEach(
                id -> legacy[numbers.number(id.getBytes(StandardCharsets.UTF_8))] = id.hashCode()));
    return new Numbered(numbers, legacy);
  }

  private static Map<Long, List<String>> ids(
      JavaRDD<InternalRow> texts, int width, Set<Long> keys) {
    Map<Long, List<String>> ids = new HashMap<>();
    texts
        .flatMap(
            row -> {
              List<String> found = new ArrayList<>();
              for (int c = 0; c < width; c++) {
                if (!row.isNullAt(c)
                    && keys.contains(ShardLookup.lowHash(row.getUTF8String(c).getBytes()))) {
                  found.add(row.getUTF8String(c).toString());
                }
              }
              return found.iterator();
            })
        .distinct()
        .collect()
        .stream()
        .sorted()
        .forEach(
            id ->
                ids.computeIfAbsent(
                        ShardLookup.lowHash(id.getBytes(StandardCharsets.UTF_8)),
                        k -> new ArrayList<>())
                    .add(id));
    return ids;
  }

  /** How many agents there are. */
  public int size() {
    return keys.size();
  }

  /** The key of each agent, ascending; a copy. */
  public long[] keys() {
    return keys.toArray();
  }

  /** The number of an id, or {@link #UNKNOWN}. */
  public int number(byte[] utf8) {
    long key = ShardLookup.lowHash(utf8);
    int found = keys.find(key);
    if (found == SortedKeys.NONE) {
      return UNKNOWN;
    }
    List<String> sharing = collisions.isEmpty() ? null : collisions.get(key);
    if (sharing == null) {
      return found;
    }
    int place = sharing.indexOf(new String(utf8, StandardCharsets.UTF_8));
    return place < 0 ? UNKNOWN : found + place;
  }

  /** The same of a value of Spark's; {@link #UNKNOWN} for null. */
  int number(InternalRow row, int column) {
    return row.isNullAt(column) ? UNKNOWN : number(row.getUTF8String(column).getBytes());
  }

  /** What is given for each agent by its number; null for ids that are not known. */
  Column of(JavaSparkContext spark, Column id, int[] values) {
    Broadcast<AgentNumbers> agents = spark.broadcast(this);
    Broadcast<int[]> shared = spark.broadcast(values);
    UDF1<String, Integer> value =
        text -> {
          int number =
              text == null ? UNKNOWN : agents.value().number(text.getBytes(StandardCharsets.UTF_8));
          return number == UNKNOWN ? null : shared.value()[number];
        };
    return functions.udf(value, DataTypes.IntegerType).apply(id);
  }

  /** The ids of one partition, sent to where their keys are merged. */
  private static final class Hashed extends Emitting<InternalRow, Tuple2<Integer, IdSet.Ids>> {
    private final int width;
    private final int partitions;
    private IdSet set = new IdSet(1 << 10);

    Hashed(Iterator<InternalRow> rows, int width, int partitions) {
      super(rows);
      this.width = width;
      this.partitions = partitions;
    }

    @Override
    protected void take(InternalRow row) {
      for (int c = 0; c < width; c++) {
        if (!row.isNullAt(c)) {
          UTF8String text = row.getUTF8String(c);
          byte[] utf8 = text.getBytes();
          set.add(
              ShardLookup.lowHash(utf8), ShardLookup.highHash(utf8), text.toString().hashCode());
        }
      }
      if (set.size() >= IDS_PER_CHUNK) {
        end();
      }
    }

    @Override
    protected void end() {
      IdSet.Ids all = set.sorted();
      set = new IdSet(1 << 10);
      int from = 0;
      while (from < all.keys().length) {
        int partition = partition(all.keys()[from]);
        int to = from;
        while (to < all.keys().length && partition(all.keys()[to]) == partition) {
          to++;
        }
        emit(
            new Tuple2<>(
                partition,
                new IdSet.Ids(
                    Arrays.copyOfRange(all.keys(), from, to),
                    Arrays.copyOfRange(all.checks(), from, to),
                    Arrays.copyOfRange(all.legacy(), from, to))));
        from = to;
      }
    }

    // Ranges of keys in their order: the merged partitions follow each other sorted.
    private int partition(long key) {
      long high = (key >> 32) - Integer.MIN_VALUE;
      return (int) (high * partitions >>> 32);
    }
  }
}
