package dev.prima.core.config;

import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;

/** How agents are spread over shards. */
public record ShardingConfig(
    @Setting(
            doc =
                "hash: by the legacy hash of the agent's id. harmonic is not available in this"
                    + " version.",
            byDefault = "hash")
        Strategy strategy,
    @Setting(
            doc =
                "Number of shards, each one partition on its node. A target that was loaded with"
                    + " another number does not take this one.",
            byDefault = "100",
            min = "1",
            max = "32767")
        int shards,
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
        int driverEdges) {

  /** How an agent gets its shard. */
  public enum Strategy implements Word {
    HASH("hash", true),
    HARMONIC("harmonic", false);

    private final String word;
    private final boolean available;

    Strategy(String word, boolean available) {
      this.word = word;
      this.available = available;
    }

    @Override
    public String word() {
      return word;
    }

    @Override
    public boolean available() {
      return available;
    }
  }
}
