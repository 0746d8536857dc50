package dev.prima.jobs.run;

import dev.prima.core.config.GlobalConfig;
import dev.prima.core.config.LoadConfig;
import dev.prima.core.config.NodeConfig;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.settings.Secret;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.cassandra.CassandraCluster.Grouping;
import dev.prima.jobs.cassandra.CassandraCluster.KeyStore;
import dev.prima.jobs.cassandra.CassandraCluster.Keyspace;
import dev.prima.jobs.cassandra.CassandraCluster.Tls;
import dev.prima.jobs.cassandra.CassandraCluster.WriteTuning;
import dev.prima.jobs.cassandra.SecretReference;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        cassandra(config.cassandra()),
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

  private static CassandraCluster cassandra(GlobalConfig global) {
    return new CassandraCluster(
        global.contactPoints().stream()
            .map(p -> new CassandraCluster.ContactPoint(p.host(), p.port()))
            .toList(),
        global.localDatacenter(),
        new Keyspace(global.keyspace(), global.replication().options()),
        global.consistency().name(),
        new Access(global.user().orElse(null), secret(global.password()), tls(global.tls())),
        new WriteTuning(
            Grouping.valueOf(global.write().batchGrouping().name()),
            global.write().concurrentWrites(),
            global.write().batchBytes().intBytes()));
  }

  private static @Nullable Tls tls(GlobalConfig.Tls tls) {
    if (!tls.enabled()) {
      return null;
    }
    return new Tls(
        tls.truststore()
            .map(f -> new KeyStore(f.toString(), secret(tls.truststorePassword())))
            .orElse(null),
        tls.keystore()
            .map(f -> new KeyStore(f.toString(), secret(tls.keystorePassword())))
            .orElse(null));
  }

  private static @Nullable SecretReference secret(Optional<Secret> secret) {
    return secret.map(s -> new SecretReference(reference(s))).orElse(null);
  }

  private static String reference(Secret secret) {
    return secret
        .variable()
        .map(v -> "env:" + v)
        .orElseGet(() -> "file:" + secret.file().orElseThrow());
  }
}
