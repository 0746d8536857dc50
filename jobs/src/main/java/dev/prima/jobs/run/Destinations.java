package dev.prima.jobs.run;

import dev.prima.core.config.LoadConfig;
import dev.prima.core.config.NodeConfig;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.settings.Secret;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The targets of a run in the form in which they travel to executors.
 *
 * @param nodes in the order of {@link RegionMap#nodes}; the first is home
 */
public record Destinations(
    List<PostgresNode> nodes, CassandraCluster cassandra, RegionMap regions) {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  public Destinations {
    nodes = List.copyOf(nodes);
  }

  /** Those that the config names. */
  public static Destinations of(PrimaConfig config) {
    return new Destinations(
        config.regions().nodes().stream().map(n -> node(n, config.load())).toList(),
        CassandraCluster.of(config.cassandra()),
        config.regions().map());
  }

  public PostgresNode home() {
    return nodes.get(RegionMap.HOME);
  }

  private static PostgresNode node(NodeConfig node, LoadConfig load) {
    Map<String, String> tls = new HashMap<>();
    tls.put("sslmode", node.tls().mode().sslMode());
    node.tls().rootCert().ifPresent(c -> tls.put("sslrootcert", c.toString()));
    return new PostgresNode(
        node.name(),
        node.jdbcUrl(),
        node.user().orElse(null),
        node.password().map(Destinations::reference).orElse(null),
        tls,
        new Timeouts(CONNECT, load.statementTimeout(), load.lockTimeout()));
  }

  private static String reference(Secret secret) {
    return secret
        .variable()
        .map(v -> "env:" + v)
        .orElseGet(() -> "file:" + secret.file().orElseThrow());
  }
}
