package dev.prima.jobs.cassandra;

import dev.prima.core.config.GlobalConfig;
import dev.prima.core.config.Replication;
import dev.prima.core.settings.NamedFile;
import dev.prima.core.settings.Secret;
import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.cassandra.CassandraCluster.ContactPoint;
import dev.prima.jobs.cassandra.CassandraCluster.Grouping;
import dev.prima.jobs.cassandra.CassandraCluster.KeyStore;
import dev.prima.jobs.cassandra.CassandraCluster.Keyspace;
import dev.prima.jobs.cassandra.CassandraCluster.Tls;
import dev.prima.jobs.cassandra.CassandraCluster.WriteTuning;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a cluster from the config: secrets stay references. */
record ConfiguredCluster(GlobalConfig config) {
  CassandraCluster cluster() {
    GlobalConfig.Write write = config.write();
    return new CassandraCluster(
        config.contactPoints().stream()
            .map(point -> new ContactPoint(point.host(), point.port()))
            .toList(),
        config.localDatacenter(),
        new Keyspace(config.keyspace(), replication(config.replication())),
        config.consistency().word(),
        new Access(
            config.user().orElse(null),
            config.password().map(ConfiguredCluster::reference).orElse(null),
            tls(config.tls())),
        new WriteTuning(
            Grouping.valueOf(write.batchGrouping().name()),
            write.concurrentWrites(),
            write.batchBytes().intBytes(),
            write.rowsPerCore()));
  }

  private static Map<String, String> replication(Replication replication) {
    Map<String, String> cql = new LinkedHashMap<>();
    cql.put("class", replication.strategy().word());
    switch (replication.strategy()) {
      case SIMPLE ->
          cql.put(
              "replication_factor", Integer.toString(replication.replicationFactor().orElse(1)));
      case NETWORK_TOPOLOGY ->
          replication
              .datacenters()
              .forEach((name, copies) -> cql.put(name, Integer.toString(copies)));
    }
    return cql;
  }

  private static @Nullable Tls tls(GlobalConfig.Tls tls) {
    return tls.enabled()
        ? new Tls(
            store(tls.truststore(), tls.truststorePassword()),
            store(tls.keystore(), tls.keystorePassword()))
        : null;
  }

  private static @Nullable KeyStore store(Optional<NamedFile> file, Optional<Secret> password) {
    return file.map(
            named ->
                new KeyStore(named.path(), password.map(ConfiguredCluster::reference).orElse(null)))
        .orElse(null);
  }

  private static SecretReference reference(Secret secret) {
    return new SecretReference(
        secret
            .variable()
            .map(name -> "env:" + name)
            .orElseGet(() -> "file:" + secret.file().orElseThrow()));
  }
}
