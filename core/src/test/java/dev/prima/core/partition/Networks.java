package dev.prima.core.partition;

import dev.prima.core.partition.GraphBuilder.Duplicates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Graphs to partition. */
final class Networks {
  private static final String DEEZER = "shared/harmonic/deezer-ro.edges.csv.gz";

  private Networks() {}

  /**
   * A network as DESIGN.md describes the ones of generate: N/120 communities with sizes ∝
   * rank^-0.6, 80 % of the edges inside, skewed degrees, harmonies and hours that follow the
   * community in 60 %; weights as resonance would give them.
   */
  static Graph legacyLike(int agents, long seed) {
    return legacyLike(agents, (int) (agents * 4.2), seed);
  }

  /** The same with another number of connections, of which some are drawn twice. */
  static Graph legacyLike(int agents, int connections, long seed) {
    return new LegacyLike(agents, seed).graph(connections);
  }

  /** Whether the public network Deezer Romania lies beside a folder above this one. */
  static boolean deezerIsThere() {
    return deezerFile() != null;
  }

  /** Deezer Romania: 41,773 users, 125,826 friendships, all of weight 1. */
  static Graph deezer() {
    GraphBuilder builder = new GraphBuilder(Duplicates.LARGEST);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(deezerFile())), StandardCharsets.UTF_8))) {
      Stream<String> rows = lines.lines().skip(1);
      rows.forEach(
          row -> {
            String[] ends = row.split(",");
            builder.edge(key(Long.parseLong(ends[0])), key(Long.parseLong(ends[1])), 1);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return builder.build();
  }

  private static Path deezerFile() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      if (Files.isReadable(folder.resolve(DEEZER))) {
        return folder.resolve(DEEZER);
      }
      folder = folder.getParent();
    }
    return null;
  }

  /** Edges between random nodes: nothing to find. */
  static Graph random(int nodes, int edges, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int v = 0; v < nodes; v++) {
      builder.node(key(v));
    }
    for (int e = 0; e < edges; e++) {
      builder.edge(
          key(random.nextInt(nodes)), key(random.nextInt(nodes)), 1 + random.nextInt(1000));
    }
    return builder.build();
  }

  /** A node that is connected to all others, and these to nobody else. */
  static Graph star(int leaves) {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int leaf = 1; leaf <= leaves; leaf++) {
      builder.edge(key(0), key(leaf), 1 + leaf % 7);
    }
    return builder.build();
  }

  static Graph isolated(int nodes) {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int v = 0; v < nodes; v++) {
      builder.node(key(v));
    }
    return builder.build();
  }

  static Graph complete(int nodes) {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int v = 0; v < nodes; v++) {
      for (int u = 0; u < v; u++) {
        builder.edge(key(v), key(u), 1);
      }
    }
    return builder.build();
  }

  /** Cliques of so many nodes each, one after the other in a ring of single light edges. */
  static Graph cliques(int count, int size) {
    GraphBuilder builder = new GraphBuilder(Duplicates.SUM);
    for (int c = 0; c < count; c++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < i; j++) {
          builder.edge(key((long) c * size + i), key((long) c * size + j), 10);
        }
      }
      builder.edge(key((long) c * size), key((long) (c + 1) % count * size), 1);
    }
    return builder.build();
  }

  /** Stands for the hash of an id. */
  static long key(long number) {
    return StableHash.mix64(number * 31 + 7);
  }

  /** Draws edges as generate does. */
  private static final class LegacyLike {
    private static final int COMMUNITY = 120;
    private static final double TAIL = -1 / 2.2;

    private final int agents;
    private final SplittableRandom random;
    private final int[] starts;
    private final int[] communityOf;
    private final double[] before;
    private final int[] harmony;
    private final int[] hour;

    LegacyLike(int agents, long seed) {
      this.agents = agents;
      this.random = new SplittableRandom(seed);
      int communities = Math.max(1, Math.round((float) agents / COMMUNITY));
      double[] upTo = new double[communities + 1];
      for (int c = 0; c < communities; c++) {
        upTo[c + 1] = upTo[c] + StrictMath.pow(c + 1, -0.6);
      }
      starts = new int[communities + 1];
      Arrays.setAll(starts, c -> (int) Math.round(agents * (upTo[c] / upTo[communities])));
      communityOf = new int[agents];
      before = new double[agents + 1];
      harmony = new int[agents];
      hour = new int[agents];
      for (int c = 0; c < communities; c++) {
        int commonHarmony = random.nextInt(7);
        int commonHour = random.nextInt(24);
        for (int i = starts[c]; i < starts[c + 1]; i++) {
          communityOf[i] = c;
          harmony[i] = random.nextDouble() < 0.6 ? commonHarmony : random.nextInt(7);
          hour[i] = random.nextDouble() < 0.6 ? commonHour : random.nextInt(24);
        }
      }
      for (int i = 0; i < agents; i++) {
        before[i + 1] = before[i] + Math.min(40, StrictMath.pow(1 - random.nextDouble(), TAIL));
      }
    }

    Graph graph(int edges) {
      GraphBuilder builder = new GraphBuilder(Duplicates.LARGEST);
      for (int i = 0; i < agents; i++) {
        builder.node(key(i));
      }
      for (int e = 0; e < edges; e++) {
        int a = draw(0, agents);
        int c = communityOf[a];
        int b = random.nextDouble() < 0.8 ? draw(starts[c], starts[c + 1]) : draw(0, agents);
        builder.edge(key(a), key(b), weight(a, b));
      }
      return builder.build();
    }

    private long weight(int a, int b) {
      double strength = 0.2 + 0.8 * random.nextDouble();
      double exchanged =
          Math.min(1, StrictMath.log(1.0 + random.nextInt(200)) / StrictMath.log(1001));
      double h = (1 + StrictMath.cos(2 * Math.PI * (harmony[a] - harmony[b]) / 7)) / 2;
      double t = (1 + StrictMath.cos(2 * Math.PI * (hour[a] - hour[b]) / 24)) / 2;
      double evidence = 0.7 * strength + 0.3 * exchanged;
      return Math.max(1, Math.round(1000 * evidence * (0.5 + 0.5 * (0.6 * h + 0.4 * t))));
    }

    private int draw(int from, int to) {
      double at = before[from] + random.nextDouble() * (before[to] - before[from]);
      int found = Arrays.binarySearch(before, from, to, at);
      return Math.max(from, found >= 0 ? found : -found - 2);
    }
  }
}
