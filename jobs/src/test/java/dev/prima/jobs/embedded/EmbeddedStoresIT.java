package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedStoresIT {
  @Test
  void testsGetDatabasesThatNoOtherTestSees() throws SQLException {
    List<EmbeddedServices.PostgresServer> mine = EmbeddedStores.freshDatabases();
    List<EmbeddedServices.PostgresServer> others = EmbeddedStores.freshDatabases();

    assertThat(mine).extracting(EmbeddedServices.PostgresServer::name).hasSize(3);
    for (int i = 0; i < mine.size(); i++) {
      try (Connection here = DriverManager.getConnection(mine.get(i).jdbcUrl());
          Connection there = DriverManager.getConnection(others.get(i).jdbcUrl());
          Statement make = here.createStatement();
          Statement look = there.createStatement()) {
        make.execute("CREATE TABLE seen (id int)");
        assertThat(look.executeQuery("SELECT 1 FROM pg_tables WHERE tablename = 'seen'").next())
            .isFalse();
      }
    }
  }

  @Test
  void testsGetKeyspacesThatDoNotExistYet() {
    String keyspace = EmbeddedStores.freshKeyspace();
    try (CqlSession session = EmbeddedStores.openCql()) {
      assertThat(session.getMetadata().getKeyspace(keyspace)).isEmpty();
      session.execute(
          "CREATE KEYSPACE "
              + keyspace
              + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
      assertThat(session.refreshSchema().getKeyspace(keyspace)).isPresent();
    }
  }
}
