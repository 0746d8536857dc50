package dev.prima.jobs.cassandra;

import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.cassandra.CassandraCluster.ContactPoint;
import dev.prima.jobs.cassandra.CassandraCluster.Keyspace;
import dev.prima.jobs.cassandra.CassandraCluster.WriteTuning;
import dev.prima.jobs.embedded.EmbeddedServices.CassandraServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.util.List;

/** Clusters of one node, as the code under test wants them described. */
public final class TestClusters {
  private TestClusters() {}

  /** The embedded server of this JVM. */
  public static CassandraCluster embedded(String keyspace) {
    CassandraServer server = EmbeddedStores.addresses().cassandra();
    return at(server.host(), server.port(), server.datacenter(), keyspace, Access.OPEN);
  }

  public static CassandraCluster at(
      String host, int port, String datacenter, String keyspace, Access access) {
    return new CassandraCluster(
        List.of(new ContactPoint(host, port)),
        datacenter,
        Keyspace.single(keyspace),
        "LOCAL_QUORUM",
        access,
        WriteTuning.SINGLE_NODE);
  }
}
