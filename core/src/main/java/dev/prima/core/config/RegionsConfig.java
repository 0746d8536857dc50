package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import dev.prima.core.shard.RegionMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Regions and the PostgreSQL nodes that serve them. */
public record RegionsConfig(
    @Setting(
            doc =
                "How an agent gets its region. With resonance, shards that belong together share"
                    + " a node (where sharding.strategy is harmonic; else it is like harmony). With"
                    + " harmony, it follows from the primary harmony; with coordinates, its source"
                    + " gives it. The last two are walls that no shard crosses, and more is cut.",
            byDefault = "resonance")
        Assignment assign,
    @Setting(
            doc =
                "The first is home: it takes what has no region. Not together with --embedded,"
                    + " which supplies them.")
        List<NodeConfig> nodes)
    implements Checked {

  /** How an agent gets its region. */
  public enum Assignment implements Word {
    RESONANCE("resonance"),
    HARMONY("harmony"),
    COORDINATES("coordinates");

    private final String word;

    Assignment(String word) {
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

  /**
   * The node that takes what has no region.
   *
   * @throws IllegalStateException where the config was read without targets
   */
  public NodeConfig home() {
    return nodes.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("read without targets"));
  }

  /** The node that serves a legacy region; empty for a name that is none. */
  public Optional<NodeConfig> serving(String region) {
    return nodes.stream().filter(node -> node.serves().contains(region)).findFirst();
  }

  /** Regions and nodes as numbers, for the shard map; nodes in the order of the config. */
  public RegionMap map() {
    List<Integer> nodeOf =
        LegacyRegions.ALL.stream()
            .map(region -> serving(region).map(nodes::indexOf).orElse(RegionMap.HOME))
            .toList();
    return new RegionMap(LegacyRegions.ALL, nodeOf, nodes.stream().map(NodeConfig::name).toList());
  }

  /** The node of that name. */
  public Optional<NodeConfig> named(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  @Override
  public void check(Findings findings) {
    if (nodes.isEmpty()) {
      return;
    }
    Map<String, Integer> byName = new HashMap<>();
    Map<String, Integer> byUrl = new HashMap<>();
    Map<String, Integer> byRegion = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      NodeConfig node = nodes.get(i);
      String at = "nodes[" + i + "]";
      Integer same = byName.putIfAbsent(node.name(), i);
      if (same != null) {
        findings.problem(
            at + ".name", "\"" + node.name() + "\" is also the name of nodes[" + same + "]");
      }
      Integer sameUrl = byUrl.putIfAbsent(node.jdbcUrl(), i);
      if (sameUrl != null) {
        findings.problem(
            at + ".jdbc-url",
            "is also the database of nodes[" + sameUrl + "]; let one node serve all its regions");
      }
      for (String region : node.serves()) {
        Integer other = byRegion.putIfAbsent(region, i);
        if (other != null) {
          findings.problem(
              at + ".serves",
              "region " + region + " is served twice, by nodes[" + other + "] already");
        }
      }
    }
    List<String> unserved =
        LegacyRegions.ALL.stream().filter(region -> !byRegion.containsKey(region)).toList();
    if (!unserved.isEmpty()) {
      findings.problem(
          "nodes",
          (unserved.size() == 1 ? "no node serves the region " : "no node serves the regions ")
              + String.join(", ", unserved)
              + "; add it to the serves of one node");
    }
  }
}
