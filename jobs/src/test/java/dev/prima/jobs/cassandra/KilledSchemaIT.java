package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A node that dies while tables are made: it lists one of them afterwards that it does not know, or
 * the keyspace alone, if it died at that moment.
 */
@EnabledIfSystemProperty(named = "prima.full", matches = "true") // six kills
class KilledSchemaIT {
  @RepeatedTest(6)
  void whatWasBeingMadeIsMadeWhenTheNodeIsBack(RepetitionInfo repetition) throws Exception {
    CassandraCluster cluster = TestClusters.embedded(EmbeddedStores.freshKeyspace());
    CassandraSchema schema = CassandraSchema.of(cluster, SampleTargets.ALL);
    CompletableFuture<Throwable> making =
        CompletableFuture.runAsync(() -> make(cluster, schema))
            .handle((made, failure) -> failure == null ? new Throwable() : failure.getCause());
    try (CqlSession session = EmbeddedStores.openCql()) {
      awaitListed(session, cluster, repetition.getCurrentRepetition() - 1, making);
      EmbeddedStores.faults("cassandra").kill();
    }
    assertThat(making.join())
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> assertThat(CassandraError.mayPass(e.error())).as("%s", e).isTrue());

    EmbeddedStores.restart();
    make(cluster, schema);
    try (CqlSession session = EmbeddedStores.openCql()) {
      assertThat(schema.pending(session)).isEmpty();
      for (GlobalTable table : schema.tables()) {
        String rows = "SELECT * FROM " + cluster.keyspace().name() + "." + table.name();
        assertThat(session.execute(rows).all()).isEmpty();
      }
      session.execute("DROP KEYSPACE " + cluster.keyspace().name());
    }
  }

  private static void make(CassandraCluster cluster, CassandraSchema schema) {
    try (CqlSession session = cluster.session()) {
      schema.make(session);
    }
  }

  /** Returns when so many tables are listed, or the keyspace for none. */
  private static void awaitListed(
      CqlSession session, CassandraCluster cluster, int tables, CompletableFuture<?> making) {
    String listed =
        tables == 0
            ? "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?"
            : "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";
    while (session.execute(listed, cluster.keyspace().name()).all().size() < Math.max(1, tables)) {
      assertThat(making).isNotDone();
    }
  }
}
