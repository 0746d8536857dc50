package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How many copies the keyspace keeps, and where. */
public record Replication(
    @Setting(
            name = "class",
            doc =
                "SimpleStrategy: so many copies anywhere, for one data center."
                    + " NetworkTopologyStrategy: so many in each data center.",
            byDefault = "SimpleStrategy")
        Strategy strategy,
    @Setting(
            doc = "Copies, with SimpleStrategy; absent is 1.",
            min = "1",
            max = "99",
            example = "1")
        Optional<Integer> replicationFactor,
    @Setting(
            doc = "Copies in each data center, with NetworkTopologyStrategy.",
            min = "1",
            max = "99",
            example = "{datacenter1: 3}")
        Map<String, Integer> datacenters)
    implements Checked {

  /** Cassandra's strategies. */
  public enum Strategy implements Word {
    SIMPLE("SimpleStrategy"),
    NETWORK_TOPOLOGY("NetworkTopologyStrategy");

    private final String word;

    Strategy(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** One copy, for a single node. */
  public static Replication single() {
    return new Replication(Strategy.SIMPLE, Optional.of(1), Map.of());
  }

  /** As Cassandra names it: {@code class} and what goes with it, in that order. */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("class", strategy.word());
    switch (strategy) {
      case SIMPLE ->
          options.put("replication_factor", Integer.toString(replicationFactor.orElse(1)));
      case NETWORK_TOPOLOGY ->
          datacenters.forEach((name, copies) -> options.put(name, Integer.toString(copies)));
    }
    return options;
  }

  @Override
  public void check(Findings findings) {
    switch (strategy) {
      case SIMPLE -> {
        if (!datacenters.isEmpty()) {
          findings.problem(
              "datacenters", "go with NetworkTopologyStrategy; set class, or leave them out");
        }
      }
      case NETWORK_TOPOLOGY -> {
        if (replicationFactor.isPresent()) {
          findings.problem(
              "replication-factor", "goes with SimpleStrategy; use datacenters: {name: copies}");
        }
        if (datacenters.isEmpty()) {
          findings.problem(
              "datacenters", "is missing: expected the copies of each, such as {datacenter1: 3}");
        }
      }
    }
  }
}
