package dev.prima.jobs.generate;

import java.util.Arrays;

/**
 * Who belongs together: communities of agents, their harmonies and hours, and the pairs that are
 * connected. About one community for 120 agents with sizes ∝ rank^-0.6; 80 % of the pairs lie
 * inside a community; degrees follow a power law; an agent has its community's harmony in 60 %
 * (else any of the seven), and so for the hour at which it is most active. An agent's number says
 * nothing of its community. Immutable; 8 bytes a pair and 7 an agent stay in memory. Source:
 * DESIGN.md, "generate".
 */
final class Network {
  static final int HARMONIES = 7;
  private static final int AGENTS_PER_COMMUNITY = 120;
  private static final double SIZE_EXPONENT = -0.6;
  private static final double INSIDE = 0.8;
  private static final double FOLLOWS = 0.6;
  private static final double DEGREE_TAIL = 1 / 2.2;
  private static final double MAX_WEIGHT = 40;

  private final int[] communityOf;
  private final byte[] harmonyOf;
  private final byte[] hourOf;
  private final long[] pairs;

  private Network(int[] communityOf, byte[] harmonyOf, byte[] hourOf, long[] pairs) {
    this.communityOf = communityOf;
    this.harmonyOf = harmonyOf;
    this.hourOf = hourOf;
    this.pairs = pairs;
  }

  static Network of(int agents, int edges, long seed) {
    Dice dice = new Dice(seed);
    int communities = Math.max(1, (int) Math.round((double) agents / AGENTS_PER_COMMUNITY));
    int[] starts = starts(agents, communities);
    int[] numberAt = shuffled(agents, dice);
    int[] communityOf = new int[agents];
    byte[] harmonyOf = new byte[agents];
    byte[] hourOf = new byte[agents];
    for (int c = 0; c < communities; c++) {
      dice.at(Dice.Stream.COMMUNITY, c);
      int harmony = dice.below(HARMONIES);
      int hour = dice.below(24);
      for (int place = starts[c]; place < starts[c + 1]; place++) {
        int agent = numberAt[place];
        dice.at(Dice.Stream.MEMBER, agent);
        communityOf[agent] = c;
        harmonyOf[agent] = (byte) (dice.chance(FOLLOWS) ? harmony : dice.below(HARMONIES));
        hourOf[agent] = (byte) (dice.chance(FOLLOWS) ? hour : dice.below(24));
      }
    }
    long[] pairs = new Pairs(starts, communityOf, numberAt, dice).draw(edges);
    return new Network(communityOf, harmonyOf, hourOf, pairs);
  }

  int agents() {
    return communityOf.length;
  }

  int edges() {
    return pairs.length;
  }

  int community(int agent) {
    return communityOf[agent];
  }

  /** 0 to 6, in the order of LEGACY.md. */
  int harmony(int agent) {
    return harmonyOf[agent];
  }

  /** The hour (UTC) at which the agent is most active, 0 to 23. */
  int hour(int agent) {
    return hourOf[agent];
  }

  /** The smaller agent of a pair; pairs are ordered by first, then second. */
  int first(int edge) {
    return (int) (pairs[edge] >>> 32);
  }

  int second(int edge) {
    return (int) pairs[edge];
  }

  /** Where each community begins among the places, and the end as one more. */
  private static int[] starts(int agents, int communities) {
    double[] upTo = new double[communities];
    double sum = 0;
    for (int c = 0; c < communities; c++) {
      sum += StrictMath.pow(c + 1, SIZE_EXPONENT);
      upTo[c] = sum;
    }
    int[] starts = new int[communities + 1];
    for (int c = 0; c < communities; c++) {
      starts[c + 1] = (int) Math.round(agents * (upTo[c] / sum));
    }
    return starts;
  }

  private static int[] shuffled(int agents, Dice dice) {
    int[] numbers = new int[agents];
    Arrays.setAll(numbers, i -> i);
    dice.at(Dice.Stream.SHUFFLE, 0);
    for (int i = agents - 1; i > 0; i--) {
      int j = dice.below(i + 1);
      int swap = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swap;
    }
    return numbers;
  }

  /** Draws distinct pairs, agents in proportion to a weight of their own. */
  private static final class Pairs {
    private static final int MAX_ROUNDS = 40;

    private final int[] starts;
    private final int[] communityOf;
    private final int[] numberAt;
    private final Dice dice;

    /** Sum of the weights before each place. */
    private final double[] weightBefore;

    Pairs(int[] starts, int[] communityOf, int[] numberAt, Dice dice) {
      this.starts = starts;
      this.communityOf = communityOf;
      this.numberAt = numberAt;
      this.dice = dice.at(Dice.Stream.EDGES, 0);
      this.weightBefore = new double[numberAt.length + 1];
      for (int place = 0; place < numberAt.length; place++) {
        double weight = Math.min(MAX_WEIGHT, StrictMath.pow(1 - dice.unit(), -DEGREE_TAIL));
        weightBefore[place + 1] = weightBefore[place] + weight;
      }
    }

    long[] draw(int edges) {
      long[] pairs = new long[edges];
      boolean oneCommunity = starts.length == 2;
      int inside = oneCommunity ? edges : (int) Math.round(edges * INSIDE);
      int drawn = fill(pairs, 0, inside, true);
      drawn = oneCommunity ? drawn : fill(pairs, drawn, edges, false);
      return drawn == edges ? pairs : complete(pairs, drawn);
    }

    /** Draws until {@code goal} distinct pairs stand in order, or all seem to be taken. */
    private int fill(long[] pairs, int from, int goal, boolean inside) {
      int drawn = from;
      for (int round = 0; drawn < goal && round < MAX_ROUNDS; round++) {
        int end = drawn;
        for (int tries = goal - drawn; tries > 0; tries--) {
          int a = place(0, numberAt.length);
          int community = communityOf[numberAt[a]];
          int b =
              inside ? place(starts[community], starts[community + 1]) : place(0, numberAt.length);
          if (a != b && (inside || community != communityOf[numberAt[b]])) {
            pairs[end++] = pair(numberAt[a], numberAt[b]);
          }
        }
        drawn = distinct(pairs, end);
      }
      return drawn;
    }

    /** What chance has left open in a small, dense network: the first pairs not yet taken. */
    private long[] complete(long[] pairs, int drawn) {
      long[] taken = Arrays.copyOf(pairs, drawn);
      int end = drawn;
      for (int a = 0; a < numberAt.length && end < pairs.length; a++) {
        for (int b = a + 1; b < numberAt.length && end < pairs.length; b++) {
          long pair = pair(a, b);
          if (Arrays.binarySearch(taken, pair) < 0) {
            pairs[end++] = pair;
          }
        }
      }
      Arrays.sort(pairs);
      return pairs;
    }

    private int place(int from, int to) {
      double at = weightBefore[from] + dice.unit() * (weightBefore[to] - weightBefore[from]);
      int found = Arrays.binarySearch(weightBefore, from, to, at);
      return Math.max(from, found >= 0 ? found : -found - 2);
    }

    private static long pair(int a, int b) {
      return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    private static int distinct(long[] pairs, int end) {
      Arrays.sort(pairs, 0, end);
      int kept = 0;
      for (int i = 0; i < end; i++) {
        if (kept == 0 || pairs[i] != pairs[kept - 1]) {
          pairs[kept++] = pairs[i];
        }
      }
      return kept;
    }
  }
}
