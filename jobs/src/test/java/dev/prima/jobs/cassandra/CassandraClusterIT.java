package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraClusterIT {
  @TempDir Path folder;

  @Test
  void namesTheDataCentersThatExistWhereTheGivenOneDoesNot() {
    assertThatThrownBy(
            () ->
                at("127.0.0.1", EmbeddedStores.addresses().cassandra().port(), "DC1", Access.OPEN)
                    .session())
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.error()).isEqualTo(CassandraError.DATACENTER))
        .hasMessageContaining("'DC1'")
        .hasMessageContaining("'datacenter1'");
  }

  @Test
  void saysWhereNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> at("127.0.0.1", port, "datacenter1", Access.OPEN).session())
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> {
              assertThat(e.error()).isEqualTo(CassandraError.UNREACHABLE);
              assertThat(e.exit().status()).isEqualTo(5);
            })
        .hasMessageContaining("127.0.0.1:" + port);
    assertThatThrownBy(() -> at("no-such-host.invalid", 9042, "datacenter1", Access.OPEN).session())
        .hasMessageStartingWith("CAS-001")
        .hasMessageContaining("no-such-host.invalid:9042");
  }

  @Test
  void tellsAMissingPasswordAWrongOneAndAMissingPermissionApart() throws Exception {
    try (GuardedCassandra guarded = GuardedCassandra.start()) {
      int port = guarded.port();
      assertThatThrownBy(() -> at("127.0.0.1", port, "datacenter1", Access.OPEN).session())
          .hasMessageStartingWith("CAS-002")
          .hasMessageContaining("asks for a user");
      assertThatThrownBy(
              () -> at("127.0.0.1", port, "datacenter1", access("cassandra", "sesame")).session())
          .hasMessageStartingWith("CAS-002")
          .hasMessageContaining("'cassandra'")
          .hasMessageNotContaining("sesame");
      try (CqlSession admin =
          at("127.0.0.1", port, "datacenter1", access("cassandra", "cassandra")).session()) {
        admin.execute("CREATE ROLE reader WITH LOGIN = true AND PASSWORD = 'reader'");
      }
      CassandraCluster reader = at("127.0.0.1", port, "datacenter1", access("reader", "reader"));
      try (CqlSession session = reader.session()) {
        assertThatThrownBy(() -> CassandraSchema.of(reader, SampleTargets.ALL).make(session))
            .isInstanceOfSatisfying(
                PrimaException.class,
                e -> assertThat(e.error()).isEqualTo(CassandraError.PERMISSION))
            .hasMessageContaining("CREATE");
      }
    }
  }

  @Test
  void saysWhichSecretIsMissingBeforeItConnects() {
    Access access = new Access("prima", new SecretReference("env:PRIMA_NO_SUCH_VARIABLE"), null);

    assertThatThrownBy(() -> at("127.0.0.1", 1, "datacenter1", access).session())
        .hasMessageStartingWith("CAS-004")
        .hasMessageContaining("PRIMA_NO_SUCH_VARIABLE");
  }

  @Test
  void neverPrintsAPassword() throws IOException {
    CassandraCluster cluster = at("h", 1, "dc", access("prima", "sesame"));

    assertThat(cluster.toString()).contains("***").doesNotContain("sesame", "secret.txt");
    assertThat(cluster.sparkConf()).containsEntry("spark.cassandra.auth.password", "sesame");
  }

  private Access access(String user, String password) throws IOException {
    Path file = Files.writeString(folder.resolve("secret.txt"), password + "\n");
    return new Access(user, new SecretReference("file:" + file), null);
  }

  private static CassandraCluster at(String host, int port, String datacenter, Access access) {
    return TestClusters.at(host, port, datacenter, "prima", access);
  }
}
