package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.ContactPoint;
import dev.prima.core.config.GlobalConfig;
import dev.prima.core.config.Replication;
import dev.prima.core.settings.ByteSize;
import dev.prima.core.settings.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredClusterTest {
  @TempDir Path folder;

  @Test
  void saysToTheConnectorWhatTheConfigSays() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "sesame\n");
    GlobalConfig config =
        new GlobalConfig(
            List.of(ContactPoint.parse("10.0.0.7:9142"), ContactPoint.parse("10.0.0.8")),
            "dc-east",
            "prima_global",
            new Replication(
                Replication.Strategy.NETWORK_TOPOLOGY, Optional.empty(), Map.of("dc-east", 3)),
            GlobalConfig.Consistency.LOCAL_QUORUM,
            Optional.of("prima"),
            Optional.of(Secret.parse("file:" + file)),
            GlobalConfig.Tls.NONE,
            new GlobalConfig.Write(
                GlobalConfig.Write.Grouping.REPLICA_SET, 16, ByteSize.parse("16KiB"), 1_000_000));

    CassandraCluster cluster = CassandraCluster.of(config);

    assertThat(cluster.sparkConf())
        .containsEntry("spark.cassandra.connection.host", "10.0.0.7:9142,10.0.0.8:9042")
        .containsEntry("spark.cassandra.connection.localDC", "dc-east")
        .containsEntry("spark.cassandra.auth.username", "prima")
        .containsEntry("spark.cassandra.auth.password", "sesame")
        .containsEntry("spark.cassandra.output.consistency.level", "LOCAL_QUORUM")
        .containsEntry("spark.cassandra.output.batch.grouping.key", "replica_set")
        .containsEntry("spark.cassandra.output.batch.size.bytes", "16384")
        .containsEntry("spark.cassandra.output.concurrent.writes", "16")
        .containsEntry("spark.cassandra.output.ignoreNulls", "true");
    assertThat(CassandraSchema.of(cluster, List.of()).ddl())
        .containsExactly(
            "CREATE KEYSPACE IF NOT EXISTS \"prima_global\" WITH replication ="
                + " {'class': 'NetworkTopologyStrategy', 'dc-east': '3'}");
    assertThat(cluster.toString()).doesNotContain("sesame");
  }
}
