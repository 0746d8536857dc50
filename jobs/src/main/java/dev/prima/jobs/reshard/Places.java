package dev.prima.jobs.reshard;

import dev.prima.core.partition.Graph;
import dev.prima.core.partition.PartLimits;
import dev.prima.core.partition.PartNumbering;
import dev.prima.core.partition.PartitionSettings;
import dev.prima.core.partition.QuotientGraph;
import dev.prima.core.partition.RegionWalls;
import dev.prima.core.shard.GroupPlacement;
import dev.prima.core.shard.RegionMap;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Decides a shard and a region for each agent. Agents that stand keep their place as far as the
 * move budget demands it.
 */
final class Places {
  private final JavaSparkContext spark;
  private final DriverLimits driver;
  private final PartitionSettings settings;
  private final RegionMap regions;
  private final AgentFacts facts;
  private final long[] keys;
  private final int[] hash;
  private final int shards;

  /**
   * @param hash the legacy hash of each agent
   * @param shards that are asked for
   */
  Places(
      JavaSparkContext spark,
      DriverLimits driver,
      PartitionSettings settings,
      RegionMap regions,
      AgentFacts facts,
      long[] keys,
      int[] hash,
      int shards) {
    this.spark = spark;
    this.driver = driver;
    this.settings = settings;
    this.regions = regions;
    this.facts = facts;
    this.keys = keys;
    this.hash = hash;
    this.shards = shards;
  }

  /**
   * A shard and the ordinal of a region for each agent.
   *
   * @param limits shards in use, or as many as could be, and the most that one may hold
   * @param continued whether agents stood and were placed by resonance around them
   */
  record Decided(int[] shard, int[] region, PartLimits limits, boolean continued) {}

  private int agents() {
    return keys.length;
  }

  private boolean continues(int movePermille) {
    return anyStands() && movePermille < AgentSharding.ALL_MAY_MOVE;
  }

  private boolean anyStands() {
    return IntStream.of(facts.oldShard()).anyMatch(shard -> shard >= 0);
  }

  /** By legacy hash, in regions that are given; who stands stays, unless all may move. */
  Decided byHash(int[] region, int movePermille) {
    int[] shard = IntStream.range(0, agents()).map(v -> hashed(v, shards)).toArray();
    return kept(shard, region, movePermille);
  }

  /** Each harmony gets its share of the shards, by hash within; who stands stays as above. */
  Decided byHarmony(int[] region, int movePermille) {
    int[] first = new int[9];
    long[] counts = new long[8];
    for (int v = 0; v < agents(); v++) {
      counts[facts.harmony(v)]++;
    }
    long before = 0;
    for (int h = 0; h < counts.length; h++) {
      before += counts[h];
      first[h + 1] = agents() == 0 ? 0 : (int) (before * shards / agents());
    }
    int[] shard = new int[agents()];
    for (int v = 0; v < shard.length; v++) {
      int h = facts.harmony(v);
      int width = Math.max(1, first[h + 1] - first[h]);
      shard[v] = Math.min(shards - 1, first[h] + hashed(v, width));
    }
    return kept(shard, region, movePermille);
  }

  private Decided kept(int[] shard, int[] region, int movePermille) {
    Decided decided = new Decided(shard, region.clone(), new PartLimits(shards, agents()), false);
    boolean stays = continues(movePermille);
    for (int v = 0; stays && v < agents(); v++) {
      if (facts.oldShard()[v] >= 0) {
        decided.shard[v] = facts.oldShard()[v];
        decided.region[v] = facts.oldRegion()[v] < 0 ? decided.region[v] : facts.oldRegion()[v];
      }
    }
    return decided;
  }

  private int hashed(int agent, int width) {
    return (int) (Math.abs((long) hash[agent]) % width);
  }

  /** By resonance alone; regions are groups of shards. */
  Decided byResonance(AgentGraph graph, int movePermille) {
    return continues(movePermille) ? continued(graph, movePermille) : fresh(graph);
  }

  private Decided fresh(AgentGraph graph) {
    PartLimits limits = PartLimits.forAtMost(agents(), shards);
    int[] hashed = IntStream.range(0, agents()).map(v -> hashed(v, limits.parts())).toArray();
    int[] shard = numberedAsBefore(graph.partition(limits, hashed), limits.parts());
    int[] regionOf = grouped(graph.quotient(shard, limits.parts()), shard, limits.parts());
    return new Decided(shard, IntStream.of(shard).map(s -> regionOf[s]).toArray(), limits, false);
  }

  /** Shards keep the numbers that most of their agents had, if there are as many as before. */
  private int[] numberedAsBefore(int[] shard, int parts) {
    if (!anyStands() || IntStream.of(facts.oldShard()).max().orElse(0) >= parts) {
      return shard;
    }
    long[][] overlap = new long[parts][parts];
    for (int v = 0; v < shard.length; v++) {
      if (facts.oldShard()[v] >= 0) {
        overlap[shard[v]][facts.oldShard()[v]]++;
      }
    }
    int[] number = PartNumbering.byOverlap(overlap);
    return IntStream.of(shard).map(s -> number[s]).toArray();
  }

  /** The region of each shard: groups that belong together, matched to nodes by harmonies. */
  private int[] grouped(Graph quotient, int[] shard, int parts) {
    int nodes = regions.nodes().size();
    int[] group = QuotientGraph.group(quotient, nodes);
    int[] harmonyRegion = facts.harmonyRegion(regions);
    long[][] held = new long[nodes][regions.regions().size()];
    for (int v = 0; v < shard.length; v++) {
      held[group[shard[v]]][harmonyRegion[v]]++;
    }
    GroupPlacement placed = GroupPlacement.of(held, regions);
    return IntStream.range(0, parts)
        .map(s -> placed.regionOf().get(group[s]))
        .map(region -> region < 0 ? regions.regions().size() - 1 : region)
        .toArray();
  }

  private Decided continued(AgentGraph graph, int movePermille) {
    int parts = IntStream.of(facts.oldShard()).max().orElse(0) + 1;
    int[] previous = facts.oldShard();
    PartLimits limits = PartLimits.of(agents(), parts).withCapAtLeast(most(previous, parts));
    int[] shard = graph.continueFrom(limits, previous, movePermille);
    int[] regionOf = regionsOfShards(parts);
    int[] region = new int[agents()];
    for (int v = 0; v < region.length; v++) {
      boolean stays = previous[v] == shard[v] && facts.oldRegion()[v] >= 0;
      region[v] = stays ? facts.oldRegion()[v] : regionOf[shard[v]];
    }
    return new Decided(shard, region, limits, true);
  }

  private static long most(int[] part, int parts) {
    long[] loads = new long[parts];
    for (int p : part) {
      if (p >= 0) {
        loads[p]++;
      }
    }
    return Arrays.stream(loads).max().orElse(0);
  }

  /** The region in which most of a shard's agents stand; for an empty shard, of all agents. */
  private int[] regionsOfShards(int parts) {
    int count = regions.regions().size();
    long[][] standing = new long[parts + 1][count];
    for (int v = 0; v < agents(); v++) {
      if (facts.oldShard()[v] >= 0 && facts.oldRegion()[v] >= 0) {
        standing[facts.oldShard()[v]][facts.oldRegion()[v]]++;
        standing[parts][facts.oldRegion()[v]]++;
      }
    }
    int[] regionOf = new int[parts];
    for (int s = 0; s < parts; s++) {
      boolean empty = Arrays.stream(standing[s]).sum() == 0;
      regionOf[s] = mostHeld(standing[empty ? parts : s]);
    }
    return regionOf;
  }

  private static int mostHeld(long[] held) {
    int most = 0;
    for (int r = 1; r < held.length; r++) {
      most = held[r] > held[most] ? r : most;
    }
    return most;
  }

  /** By resonance within regions that no shard crosses. */
  Decided within(EdgeRows rows, int[] wanted, int movePermille) {
    boolean continues = continues(movePermille);
    int[] region = wanted.clone();
    int[] shard = new int[agents()];
    int next = 0;
    for (int v = 0; continues && v < agents(); v++) {
      if (facts.oldShard()[v] >= 0 && facts.oldRegion()[v] >= 0) {
        region[v] = facts.oldRegion()[v];
        next = Math.max(next, facts.oldShard()[v] + 1);
      }
    }
    int count = regions.regions().size();
    long[] loads = new long[count];
    for (int r : region) {
      loads[r]++;
    }
    PartLimits limits = PartLimits.forAtMost(agents(), shards);
    int[] parts = RegionWalls.partsOf(loads, limits);
    for (int r = 0; r < count; r++) {
      if (loads[r] > 0) {
        int[] old = continues ? oldShards(region, r) : new int[0];
        int[] numbers = old.length > 0 ? old : IntStream.range(next, next + parts[r]).toArray();
        next += old.length > 0 ? 0 : parts[r];
        inside(rows, region, r, numbers, limits.cap(), old.length > 0 ? movePermille : -1, shard);
      }
    }
    PartLimits all = new PartLimits(Math.max(1, next), Math.max(limits.cap(), most(shard, next)));
    int[] numbered = continues ? shard : PartNumbering.numbered(v -> keys[v], shard, next);
    return new Decided(numbered, region, all, continues);
  }

  private int[] oldShards(int[] region, int wanted) {
    return IntStream.range(0, agents())
        .filter(v -> region[v] == wanted && facts.oldShard()[v] >= 0)
        .map(v -> facts.oldShard()[v])
        .distinct()
        .sorted()
        .toArray();
  }

  private void inside(
      EdgeRows rows,
      int[] region,
      int wanted,
      int[] shardNumbers,
      long cap,
      int movePermille,
      int[] shard) {
    int[] members = IntStream.range(0, agents()).filter(v -> region[v] == wanted).toArray();
    int[] numbers = new int[agents()];
    Arrays.fill(numbers, -1);
    for (int m = 0; m < members.length; m++) {
      numbers[members[m]] = m;
    }
    int[] kinds = facts.kinds();
    AgentGraph.Nodes nodes =
        new AgentGraph.Nodes(
            IntStream.of(members).mapToLong(v -> keys[v]).toArray(),
            IntStream.of(members).map(v -> kinds[v]).toArray());
    Broadcast<int[]> shared = spark.broadcast(numbers);
    try (EdgeRows inside = rows.renumbered(shared);
        AgentGraph graph = AgentGraph.of(spark, inside, nodes, driver, settings)) {
      int[] part;
      if (movePermille < 0) {
        PartLimits limits = new PartLimits(shardNumbers.length, cap);
        part =
            graph.partition(
                limits, IntStream.of(members).map(v -> hashed(v, shardNumbers.length)).toArray());
      } else {
        int[] previous =
            IntStream.of(members)
                .map(
                    v ->
                        facts.oldShard()[v] < 0
                            ? -1
                            : Arrays.binarySearch(shardNumbers, facts.oldShard()[v]))
                .toArray();
        PartLimits limits =
            PartLimits.of(members.length, shardNumbers.length)
                .withCapAtLeast(most(previous, shardNumbers.length));
        part = graph.continueFrom(limits, previous, movePermille);
      }
      for (int m = 0; m < members.length; m++) {
        shard[members[m]] = shardNumbers[part[m]];
      }
    }
  }
}
