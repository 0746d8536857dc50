package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraSchemaIT {
  private static CqlSession session;

  @BeforeAll
  static void connect() {
    session = TestClusters.embedded("unused").session();
  }

  @AfterAll
  static void disconnect() {
    session.close();
  }

  private static CassandraSchema schema(String keyspace) {
    return CassandraSchema.of(TestClusters.embedded(keyspace), SampleTargets.ALL);
  }

  @Test
  void tellsWhatItWouldExecuteAndChangesNothingByThat() {
    CassandraSchema schema = schema("planned");

    assertThat(schema.ddl()).hasSize(8).isEqualTo(schema.pending(session));
    assertThat(schema.ddl().get(0))
        .isEqualTo(
            "CREATE KEYSPACE IF NOT EXISTS \"planned\" WITH replication ="
                + " {'class': 'SimpleStrategy', 'replication_factor': '1'}");
    assertThat(schema.ddl().get(4))
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS \"planned\".\"interactions\" (\"agent_id\" text, \"month\""
                + " text, \"at\" timestamp, \"message_id\" uuid, \"peer_id\" text, \"from_agent\""
                + " text, \"content\" text, \"processed\" boolean, \"source_id\" int, PRIMARY KEY"
                + " ((\"agent_id\", \"month\"), \"at\", \"message_id\")) WITH CLUSTERING ORDER BY"
                + " (\"at\" DESC, \"message_id\" ASC) AND comment = 'made by PRIMA Migrate'");
    assertThat(session.refreshSchema().getKeyspace("planned")).isEmpty();
  }

  @Test
  void makesEveryTableOnceHoweverOftenItIsAsked() {
    CassandraSchema schema = schema("made");

    schema.make(session);
    schema.make(session);

    assertThat(schema.pending(session)).isEmpty();
    assertThat(schema.obstacles(session)).isEmpty();
    assertThat(
            cql(
                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'made'",
                "table_name"))
        .containsExactly(
            "agent_directory",
            "connections_by_agent",
            "entanglements_by_agent",
            "field_coherence",
            "interactions",
            "spores",
            "wisdom_crystals");
    assertThat(
            session
                .execute(
                    "SELECT clustering_order, position, kind, type FROM system_schema.columns WHERE"
                        + " keyspace_name = 'made' AND table_name = 'interactions' AND column_name"
                        + " = 'at'")
                .one()
                .getFormattedContents())
        .contains("clustering_order:'desc'", "position:0", "kind:'clustering'", "type:'timestamp'");
    assertThat(
            cql(
                "SELECT type FROM system_schema.columns WHERE keyspace_name = 'made' AND table_name"
                    + " = 'spores'",
                "type"))
        .containsExactlyInAnyOrder(
            "text", "timestamp", "text", "bigint", "blob", "boolean", "uuid", "int");
  }

  @Test
  void addsWhatIsMissingToAKeyspaceThatStands() {
    session.execute(
        "CREATE KEYSPACE half WITH replication = {'class': 'SimpleStrategy',"
            + " 'replication_factor': 1}");
    session.execute("CREATE TABLE half.of_somebody_else (id int PRIMARY KEY)");

    schema("half").make(session);

    assertThat(session.refreshSchema().getKeyspace("half").orElseThrow().getTables()).hasSize(8);
  }

  @Test
  void leavesAKeyspaceAloneWhereATableOfOurNameIsSomebodyElses() {
    session.execute(
        "CREATE KEYSPACE theirs WITH replication = {'class': 'SimpleStrategy',"
            + " 'replication_factor': 1}");
    session.execute("CREATE TABLE theirs.spores (spore_id text PRIMARY KEY)");

    assertThatThrownBy(() -> schema("theirs").make(session))
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> {
              assertThat(e.error()).isEqualTo(CassandraError.FOREIGN_TABLE);
              assertThat(e.exit()).isEqualTo(ExitCode.BLOCKED);
            })
        .hasMessageContaining("theirs.spores")
        .hasMessageContaining("global.keyspace");
    assertThat(session.refreshSchema().getKeyspace("theirs").orElseThrow().getTables()).hasSize(1);
  }

  @Test
  void namesTheColumnsWhereATableOfOursHasOthers() {
    session.execute(
        "CREATE KEYSPACE older WITH replication = {'class': 'SimpleStrategy',"
            + " 'replication_factor': 1}");
    session.execute(
        "CREATE TABLE older.connections_by_agent (agent_id text, peer_id text, id text,"
            + " source_id int, PRIMARY KEY (agent_id, peer_id)) WITH comment ="
            + " 'made by PRIMA Migrate'");

    assertThat(schema("older").obstacles(session))
        .singleElement()
        .asString()
        .contains("older.connections_by_agent", "resonance_strength=double");
  }

  @Test
  void saysWhatCassandraSaysToAnImpossibleReplication() {
    CassandraCluster open = TestClusters.embedded("nowhere");
    CassandraCluster astray =
        new CassandraCluster(
            open.contactPoints(),
            open.localDatacenter(),
            new CassandraCluster.Keyspace(
                "nowhere", java.util.Map.of("class", "NetworkTopologyStrategy", "atlantis", "3")),
            open.consistency(),
            open.access(),
            open.write());

    assertThatThrownBy(() -> CassandraSchema.of(astray, SampleTargets.ALL).make(session))
        .hasMessageStartingWith("CAS-007")
        .hasMessageContaining("atlantis");
  }

  private static List<String> cql(String query, String column) {
    return session.execute(query).all().stream().map(row -> row.getString(column)).toList();
  }
}
