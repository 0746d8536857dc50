package dev.prima.core.config;

import dev.prima.core.resonance.ResonanceWeights;
import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;

/** How agents are spread over shards. */
public record ShardingConfig(
    @Setting(
            doc =
                "With harmonic, agents who resonate share a shard; with hash, it follows from the"
                    + " legacy hash of the agent's id; with harmony, from its primary harmony and"
                    + " then from the hash.",
            byDefault = "harmonic")
        Strategy strategy,
    @Setting(
            doc =
                "Number of shards, each one partition on its node. harmonic uses fewer where a"
                    + " shard would hold less than 32 agents.",
            byDefault = "100",
            min = "1",
            max = "32767")
        int shards,
    @Setting(
            doc =
                "With auto, agents that stand in the targets stay and new ones find their place"
                    + " among them; with full, all are placed anew, as far as agents may move.",
            byDefault = "auto")
        Rebalance rebalance,
    @Setting(
            doc = "Whether to measure the other strategies too, for the report; --compare of plan.",
            byDefault = "false")
        boolean compare,
    @Setting(
            doc =
                "Most agents of a graph that is solved as a whole on the driver. A larger one is"
                    + " coarsened on the executors until it has no more nodes.",
            byDefault = "200000",
            min = "1",
            max = "10000000")
        int driverNodes,
    @Setting(
            doc =
                "Most edges of such a graph. 8 million need a driver of 2 GB, 20 million one of 4"
                    + " GB.",
            byDefault = "8000000",
            min = "1",
            max = "100000000")
        int driverEdges,
    @Setting(doc = "What the weight of an edge between two agents is made of; see core/docs.")
        Weights weights) {

  /** The same with another strategy. */
  public ShardingConfig with(Strategy other) {
    return new ShardingConfig(other, shards, rebalance, compare, driverNodes, driverEdges, weights);
  }

  /** The same, and agents that stand stay. */
  ShardingConfig continued() {
    return new ShardingConfig(
        strategy, shards, Rebalance.AUTO, compare, driverNodes, driverEdges, weights);
  }

  /** How an agent gets its shard. */
  public enum Strategy implements Word {
    HARMONIC("harmonic"),
    HASH("hash"),
    HARMONY("harmony");

    private final String word;

    Strategy(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }

    @Override
    public boolean available() {
      return true;
    }
  }

  /** What becomes of agents that stand already. */
  public enum Rebalance implements Word {
    AUTO("auto"),
    FULL("full");

    private final String word;

    Rebalance(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }

    @Override
    public boolean available() {
      return true;
    }
  }

  /** The coefficients of an edge's weight, as {@link ResonanceWeights} explains them. */
  public record Weights(
      @Setting(
              doc = "Share of the connection's strength in the evidence.",
              byDefault = "0.7",
              min = "0",
              max = "1")
          double strength,
      @Setting(
              doc = "Share of what was exchanged in the evidence.",
              byDefault = "0.3",
              min = "0",
              max = "1")
          double interactions,
      @Setting(
              doc = "Share of the strength where trust is known too.",
              byDefault = "0.6",
              min = "0",
              max = "1")
          double strengthWithTrust,
      @Setting(
              doc = "Share of what was exchanged where trust is known too.",
              byDefault = "0.25",
              min = "0",
              max = "1")
          double interactionsWithTrust,
      @Setting(doc = "Share of trust, where it is known.", byDefault = "0.15", min = "0", max = "1")
          double trust,
      @Setting(
              doc = "Weight of each secondary harmony; the primary one has 1.",
              byDefault = "0.5",
              min = "0",
              max = "1")
          double secondaryHarmony,
      @Setting(
              doc = "Share of harmony in how well two agents agree; the rest is that of hours.",
              byDefault = "0.6",
              min = "0",
              max = "1")
          double harmony,
      @Setting(
              doc = "What is left of the evidence where two agents agree in nothing.",
              byDefault = "0.5",
              min = "0",
              max = "1")
          double floor)
      implements Checked {

    private static final double ROUNDING = 1e-9;

    @Override
    public void check(Findings findings) {
      if (strength + interactions > 1 + ROUNDING) {
        findings.problem("interactions", "and strength are more than 1 together");
      }
      if (strengthWithTrust + interactionsWithTrust + trust > 1 + ROUNDING) {
        findings.problem(
            "trust",
            "and strength-with-trust and interactions-with-trust are more than 1 together");
      }
    }

    /** For the weight itself. */
    public ResonanceWeights resonance() {
      return new ResonanceWeights(
          strength,
          interactions,
          strengthWithTrust,
          interactionsWithTrust,
          trust,
          secondaryHarmony,
          harmony,
          floor);
    }
  }
}
