package dev.prima.core.config;

import dev.prima.core.settings.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The running embedded servers, as targets. They trust loopback and need no password.
 *
 * @param postgres at least one; the first is home
 */
public record EmbeddedServers(List<Postgres> postgres, Cassandra cassandra) {

  public EmbeddedServers {
    postgres = List.copyOf(postgres);
    if (postgres.isEmpty()) {
      throw new IllegalArgumentException("no PostgreSQL server");
    }
  }

  /** The set as it would be, for a run that does not look at it. */
  public static EmbeddedServers unseen(List<String> names) {
    return new EmbeddedServers(
        names.stream()
            .map(name -> new Postgres(name, "jdbc:postgresql://localhost/prima", "prima"))
            .toList(),
        new Cassandra("localhost", 9042, "datacenter1"));
  }

  /** One PostgreSQL server. */
  public record Postgres(String name, String jdbcUrl, String user) {}

  /** The Cassandra server. */
  public record Cassandra(String host, int port, String datacenter) {}

  /** The regions dealt out in turn, {@code genesis} to the first. */
  List<NodeConfig> nodes() {
    return IntStream.range(0, postgres.size())
        .mapToObj(
            i ->
                new NodeConfig(
                    postgres.get(i).name(),
                    regionsOf(i),
                    postgres.get(i).jdbcUrl(),
                    Optional.of(postgres.get(i).user()),
                    Optional.empty(),
                    new NodeConfig.Tls(NodeConfig.Tls.Mode.DISABLE, Optional.empty())))
        .toList();
  }

  private List<String> regionsOf(int node) {
    int regions = LegacyRegions.ALL.size();
    // Dealt from the end, because genesis stands there and belongs to the home node.
    return IntStream.range(0, regions)
        .filter(i -> (regions - 1 - i) % postgres.size() == node)
        .mapToObj(LegacyRegions.ALL::get)
        .toList();
  }

  GlobalConfig global() {
    return new GlobalConfig(
        List.of(new ContactPoint(cassandra.host(), cassandra.port())),
        cassandra.datacenter(),
        "prima",
        Replication.single(),
        GlobalConfig.Consistency.LOCAL_QUORUM,
        Optional.empty(),
        Optional.empty(),
        GlobalConfig.Tls.NONE,
        // Measured fastest on a single node; on a cluster such batches would load the coordinator.
        new GlobalConfig.Write(
            GlobalConfig.Write.Grouping.REPLICA_SET,
            16,
            new ByteSize(16 * 1024),
            GlobalConfig.Write.ROWS_PER_CORE));
  }
}
