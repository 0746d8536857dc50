package dev.prima.jobs.cassandra;

import dev.prima.jobs.cassandra.CassandraCluster.KeyStore;
import dev.prima.jobs.cassandra.CassandraCluster.Tls;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in the words of the Spark Cassandra connector.
 *
 * @see "Spark Cassandra Connector 3.5.1, doc/reference.md"
 */
final class ConnectorSettings {
  private static final String PREFIX = "spark.cassandra.";

  private final Map<String, String> settings = new LinkedHashMap<>();

  private ConnectorSettings() {}

  static Map<String, String> of(CassandraCluster cluster) {
    ConnectorSettings of = new ConnectorSettings();
    of.connection(cluster);
    of.access(cluster.access());
    of.put("input.consistency.level", cluster.consistency());
    of.put("output.consistency.level", cluster.consistency());
    of.put("output.batch.grouping.key", cluster.write().grouping().connectorWord());
    of.put("output.batch.size.bytes", Integer.toString(cluster.write().batchBytes()));
    of.put("output.concurrent.writes", Integer.toString(cluster.write().concurrentWrites()));
    // A null that is written is a tombstone; one that is left unset is nothing at all.
    of.put("output.ignoreNulls", "true");
    return Map.copyOf(of.settings);
  }

  private void connection(CassandraCluster cluster) {
    put("connection.host", cluster.addresses().replace(", ", ","));
    put("connection.port", Integer.toString(cluster.contactPoints().get(0).port()));
    put("connection.localDC", cluster.localDatacenter());
    put("connection.timeoutMS", Long.toString(SessionOpener.CONNECT.toMillis()));
    put("connection.factory", ConnectorSessions.class.getName());
    put("connection.keepAliveMS", Integer.toString(ConnectorSessions.keepAliveMillis()));
  }

  private void access(CassandraCluster.Access access) {
    if (access.user() != null && access.password() != null) {
      put("auth.username", access.user());
      put("auth.password", access.password().resolve());
    }
    Tls tls = access.tls();
    if (tls != null) {
      put("connection.ssl.enabled", "true");
      store("trustStore", tls.truststore());
      if (tls.keystore() != null) {
        put("connection.ssl.clientAuth.enabled", "true");
        store("keyStore", tls.keystore());
      }
    }
  }

  private void store(String name, @Nullable KeyStore store) {
    if (store != null) {
      put("connection.ssl." + name + ".path", store.path());
      if (store.password() != null) {
        put("connection.ssl." + name + ".password", store.password().resolve());
      }
    }
  }

  private void put(String key, String value) {
    settings.put(PREFIX + key, value);
  }
}
