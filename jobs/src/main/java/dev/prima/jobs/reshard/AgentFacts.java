package dev.prima.jobs.reshard;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonString;
import dev.prima.core.resonance.Phase;
import dev.prima.core.resonance.ResonanceWeights;
import dev.prima.core.shard.Harmony;
import dev.prima.core.shard.RegionMap;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What placing looks at of each agent, by its number: 16 bytes each, held on the driver.
 *
 * @param harmonies the primary one (0 to 6, 7 for none) and a bit for each secondary one
 * @param legacyRegion the region that its source gave it, that of no harmony for unknown ones
 * @param oldRegion where it stands, -1 for new agents and regions that no node serves
 * @param oldShard its shard there, -1 for new agents
 */
record AgentFacts(int[] harmonies, int[] legacyRegion, int[] oldRegion, int[] oldShard)
    implements Serializable {
  private static final int SECONDARY_BITS = 7;
  private static final int NONE = Harmony.values().length;

  /**
   * Collects the facts, as arrays.
   *
   * @param agents {@code agent_id, primary_harmony, secondary_harmonies, legacy_region,
   *     old_region_id, old_shard_id}, each agent once
   */
  static AgentFacts of(
      JavaSparkContext spark, Dataset<Row> agents, AgentNumbers numbers, RegionMap regions) {
    AgentFacts all =
        new AgentFacts(
            new int[numbers.size()],
            new int[numbers.size()],
            new int[numbers.size()],
            new int[numbers.size()]);
    Broadcast<AgentNumbers> shared = spark.broadcast(numbers);
    Iterator<Some> parts =
        agents
            .select(
                "agent_id",
                "primary_harmony",
                "secondary_harmonies",
                "legacy_region",
                "old_region_id",
                "old_shard_id")
            .toJavaRDD()
            .mapPartitions(rows -> List.of(Some.of(rows, shared.value(), regions)).iterator())
            .toLocalIterator();
    parts.forEachRemaining(some -> some.into(all));
    return all;
  }

  /** Some agents' facts: four numbers each after the agent's own. */
  private record Some(int[] values) implements Serializable {
    private static final int WIDTH = 5;

    static Some of(Iterator<Row> rows, AgentNumbers numbers, RegionMap regions) {
      int[] values = new int[WIDTH * 64];
      int size = 0;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (size == values.length) {
          values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = numbers.number(row.getString(0).getBytes(StandardCharsets.UTF_8));
        values[size++] = harmonies(row.getString(1), row.getString(2));
        int legacy = row.isNullAt(3) ? -1 : regions.ordinal(row.getString(3));
        values[size++] = legacy < 0 ? regions.ordinal(Harmony.NO_HARMONY_REGION) : legacy;
        values[size++] = row.isNullAt(4) ? -1 : regions.ordinal(row.getString(4));
        values[size++] = row.isNullAt(5) ? -1 : row.getInt(5);
      }
      return new Some(Arrays.copyOf(values, size));
    }

    void into(AgentFacts all) {
      for (int i = 0; i < values.length; i += WIDTH) {
        all.harmonies[values[i]] = values[i + 1];
        all.legacyRegion[values[i]] = values[i + 2];
        all.oldRegion[values[i]] = values[i + 3];
        all.oldShard[values[i]] = values[i + 4];
      }
    }
  }

  private static int harmonies(@Nullable String primary, @Nullable String secondary) {
    int first = Harmony.parse(primary).map(Harmony::ordinal).orElse(NONE);
    int others = 0;
    for (Harmony harmony : secondaries(secondary)) {
      others |= 1 << harmony.ordinal();
    }
    return first << SECONDARY_BITS | others;
  }

  /** Those of a JSON array of names; what is none counts as none. */
  private static Set<Harmony> secondaries(@Nullable String json) {
    Set<Harmony> found = EnumSet.noneOf(Harmony.class);
    if (json == null) {
      return found;
    }
    try {
      if (Json.parse(json) instanceof JsonArray array) {
        for (JsonValue value : array.elements()) {
          if (value instanceof JsonString name) {
            Harmony.parse(name.text()).ifPresent(found::add);
          }
        }
      }
    } catch (JsonException e) {
      // Loads as it is, or was rejected: no harmony in either case.
      return found;
    }
    return found;
  }

  /** The harmony of an agent, 0 to 6, or 7 for none: also the ordinal of its legacy region. */
  int harmony(int agent) {
    return harmonies[agent] >> SECONDARY_BITS;
  }

  /** What agents without edges are ordered by: their region, then their harmony. */
  int[] kinds() {
    int[] kinds = new int[harmonies.length];
    Arrays.setAll(kinds, v -> (legacyRegion[v] + 1) * (NONE + 1) + harmony(v));
    return kinds;
  }

  /** The region of each agent by its harmony. */
  int[] harmonyRegion(RegionMap regions) {
    int[] ordinals =
        IntStream.rangeClosed(0, NONE)
            .map(
                h ->
                    regions.ordinal(
                        h == NONE ? Harmony.NO_HARMONY_REGION : Harmony.values()[h].region()))
            .toArray();
    return IntStream.range(0, harmonies.length).map(v -> ordinals[harmony(v)]).toArray();
  }

  /** The harmony phase that stands behind each possible value of {@code harmonies}. */
  static Phase[] phases(ResonanceWeights weights) {
    Phase[] phases = new Phase[(NONE + 1) << SECONDARY_BITS];
    for (int code = 0; code < phases.length; code++) {
      int first = code >> SECONDARY_BITS;
      Set<Harmony> secondary = EnumSet.noneOf(Harmony.class);
      for (Harmony harmony : Harmony.values()) {
        if ((code >> harmony.ordinal() & 1) == 1) {
          secondary.add(harmony);
        }
      }
      phases[code] =
          Phase.ofHarmonies(first == NONE ? null : Harmony.values()[first], secondary, weights);
    }
    return phases;
  }
}
