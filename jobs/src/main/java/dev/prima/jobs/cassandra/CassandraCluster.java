package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.config.GlobalConfig;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that holds what is global, and how it is talked to. Nothing is connected until {@link
 * #session} or a Spark job does so.
 *
 * @param contactPoints at least one
 * @param localDatacenter nodes of others are not talked to
 * @param consistency of reads and writes, as Cassandra names it: {@code LOCAL_QUORUM}
 */
public record CassandraCluster(
    List<ContactPoint> contactPoints,
    String localDatacenter,
    Keyspace keyspace,
    String consistency,
    Access access,
    WriteTuning write)
    implements Serializable {

  public CassandraCluster {
    contactPoints = List.copyOf(contactPoints);
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("No contact point");
    }
  }

  /** The one that a config describes. */
  public static CassandraCluster of(GlobalConfig config) {
    return new ConfiguredCluster(config).cluster();
  }

  /** A node to start from. */
  public record ContactPoint(String host, int port) implements Serializable {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * @param replication the CQL map, {@code class} and what goes with it; used where the keyspace is
   *     made, never to change one that stands
   */
  public record Keyspace(String name, Map<String, String> replication) implements Serializable {
    public Keyspace {
      // Keeps the order in which it was written, which DDL shows.
      replication = new LinkedHashMap<>(replication);
    }

    /** One copy, for a single node. */
    public static Keyspace single(String name) {
      return new Keyspace(name, simpleStrategy(1));
    }

    private static Map<String, String> simpleStrategy(int copies) {
      Map<String, String> replication = new LinkedHashMap<>();
      replication.put("class", "SimpleStrategy");
      replication.put("replication_factor", Integer.toString(copies));
      return replication;
    }
  }

  /** Who we are, and whether the connection is encrypted. */
  public record Access(@Nullable String user, @Nullable SecretReference password, @Nullable Tls tls)
      implements Serializable {
    /** No user, no encryption. */
    public static final Access OPEN = new Access(null, null, null);

    public Access {
      if ((user == null) != (password == null)) {
        throw new IllegalArgumentException("User and password are given together or not at all");
      }
    }
  }

  /**
   * Encryption; the host's name is checked.
   *
   * @param truststore authorities to trust; null for those of the JVM
   * @param keystore our own certificate; null for none
   */
  public record Tls(@Nullable KeyStore truststore, @Nullable KeyStore keystore)
      implements Serializable {}

  /** A Java key store, at the same path on every executor. */
  public record KeyStore(String path, @Nullable SecretReference password) implements Serializable {}

  /**
   * How rows are sent.
   *
   * @param concurrentWrites batches in flight per Spark task
   * @param batchBytes most bytes in a batch
   * @param rowsPerCore staged rows that are written by one Spark job, for each core
   */
  public record WriteTuning(
      Grouping grouping, int concurrentWrites, int batchBytes, long rowsPerCore)
      implements Serializable {
    /** Fastest on one node, which owns every partition; measured. */
    public static final WriteTuning SINGLE_NODE =
        new WriteTuning(Grouping.REPLICA_SET, 16, 16384, GlobalConfig.Write.ROWS_PER_CORE);

    /** For a cluster: batches of many partitions would burden the coordinator. */
    public static final WriteTuning CLUSTER =
        new WriteTuning(Grouping.NONE, 64, 1024, GlobalConfig.Write.ROWS_PER_CORE);
  }

  /** How the rows of a batch belong together. */
  public enum Grouping {
    NONE,
    REPLICA_SET,
    PARTITION;

    String connectorWord() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A connection of our own, to be closed by the caller. Throws {@link CassandraError#UNREACHABLE},
   * {@link CassandraError#CREDENTIALS}, {@link CassandraError#DATACENTER} or {@link
   * CassandraError#SECRET}.
   */
  public CqlSession session() {
    return new SessionOpener(this).open();
  }

  /**
   * Closes the sessions that the connector keeps for later. One that has lost its last node may
   * never find the schema again, also when the node is back.
   */
  public static void forgetSessions() {
    ConnectorSessions.forget();
  }

  /**
   * The connector's settings. They hold the password, under a name that Spark redacts in its UI,
   * plans and event log.
   */
  public Map<String, String> sparkConf() {
    return ConnectorSettings.of(this);
  }

  /** The contact points, for messages. */
  String addresses() {
    return contactPoints.stream().map(ContactPoint::toString).collect(Collectors.joining(", "));
  }
}
