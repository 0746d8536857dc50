package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.postgres.TestNodes.execute;
import static dev.prima.jobs.postgres.TestNodes.rows;
import static dev.prima.jobs.postgres.TestNodes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.NodeCheck.Purpose;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.RunLock;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.postgres.SourceIds.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node is asked before a run, and what it keeps of runs, on any real server. */
abstract class NodeContract extends ThreeNodes {
  @Test
  void whatIsWrongWithANodeIsSaid() {
    PostgresNode node = nodes.get(0);
    String gone = node.jdbcUrl().replaceAll("/[^/?]*(\\?|$)", "/no_such_database$1");
    assertThatThrownBy(() -> execute(at(node, gone), "SELECT 1")).hasMessageContaining("PGS-008");
    String nowhere = "jdbc:postgresql://127.0.0.1:1/prima";
    assertThatThrownBy(() -> execute(at(node, nowhere), "SELECT 1"))
        .hasMessageContaining("PGS-001 PostgreSQL node " + node.name() + " does not answer");
    PostgresNode secret =
        new PostgresNode(
            "n", node.jdbcUrl(), node.user(), "env:NO_SUCH_VARIABLE", Map.of(), node.timeouts());
    assertThatThrownBy(() -> execute(secret, "SELECT 1")).hasMessageContaining("PGS-003");
    String latin = value(node, "SELECT 'latin_' || current_database()");
    execute(node, "CREATE DATABASE " + latin + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    String latinUrl = node.jdbcUrl().replaceAll("/[^/?]*(\\?|$)", "/" + latin + "$1");
    assertThat(NodeCheck.inspect(at(node, latinUrl), Purpose.READ, List.of()).problems())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("PGS-009");
  }

  @Test
  void aRoleWithoutGrantsIsTold() {
    PostgresNode node = nodes().get(0);
    String role = value(node, "SELECT 'poor_' || current_database()");
    execute(node, "CREATE ROLE " + role + " LOGIN PASSWORD 'poor'");
    PostgresNode poor =
        new PostgresNode(
            node.name(),
            node.jdbcUrl().replaceAll("user=[^&]*&?", ""),
            role,
            null,
            Map.of("password", "poor"),
            node.timeouts());
    assertThat(NodeCheck.inspect(poor, Purpose.WRITE, List.of("prima")).problems())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("PGS-005")
        .contains("CREATE on the database");
    assertThatThrownBy(() -> PostgresSchema.apply(PostgresSchema.plan(poor, TABLES, PARTITIONS)))
        .hasMessageStartingWith("PGS-005");
  }

  @Test
  void aServerOlderThanVersion15IsRefused() {
    PostgresNode node = nodes().get(0);
    // No such server is at hand: this database is made to say that it is of one.
    execute(
        node,
        "SET allow_system_table_mods = on;"
            + " CREATE OR REPLACE FUNCTION pg_catalog.current_setting(text) RETURNS text"
            + " LANGUAGE sql STABLE AS $$SELECT CASE $1 WHEN 'server_version_num' THEN '140011'"
            + " WHEN 'server_version' THEN '14.11'"
            + " ELSE pg_catalog.current_setting($1, false) END$$");
    assertThat(NodeCheck.inspect(node, Purpose.READ, List.of("prima")).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.exit()).isEqualTo(ExitCode.EXTERNAL))
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("PGS-004 PostgreSQL node " + node.name())
        .contains("version 14.11", "older than PostgreSQL 15");
  }

  private static PostgresNode at(PostgresNode node, String url) {
    return new PostgresNode(node.name(), url, node.user(), null, node.tls(), node.timeouts());
  }

  @Test
  void aSecondRunIsKeptAwayUntilTheFirstHasEnded() {
    try (RunLock lock = RunLock.acquire(nodes, Duration.ZERO)) {
      lock.verify();
      assertThatThrownBy(() -> RunLock.acquire(nodes, Duration.ofMillis(300)))
          .isInstanceOfSatisfying(
              PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL))
          .hasMessageContaining("PGS-010")
          .hasMessageContaining("server process");
      execute(
          nodes.get(2),
          "SELECT pg_terminate_backend(pid) FROM pg_locks l WHERE locktype = 'advisory' AND database"
              + " = (SELECT oid FROM pg_database WHERE datname = current_database())");
      lock.verify();
      assertThatThrownBy(() -> RunLock.acquire(nodes, Duration.ofMillis(300)))
          .as("the lock was taken again")
          .hasMessageContaining("PGS-010");
    }
    RunLock.acquire(nodes, Duration.ofSeconds(5)).close();
  }

  @Test
  void aSourceKeepsItsNumberOnAllNodes() {
    SourceFile a = new SourceFile("/a.db", "aa", List.of("prima"));
    SourceFile b = new SourceFile("/b.db", "bb", List.of("prima", "unified"));
    SourceFile changed = new SourceFile("/a.db", "a2", List.of("prima"));
    assertThat(SourceIds.assign(nodes, List.of(a, b), "run1")).isEqualTo(Map.of(0, 1, 1, 2));
    execute(nodes.get(1), "DELETE FROM prima.migration_sources");
    assertThat(SourceIds.assign(nodes, List.of(changed, b), "run2")).isEqualTo(Map.of(0, 3, 1, 2));
    String all =
        "SELECT source_id, file, sha256, profiles, run_id FROM prima.migration_sources ORDER BY 1";
    assertThat(rows(nodes.get(0), all))
        .containsExactly(
            "1|/a.db|aa|prima|run1", "2|/b.db|bb|prima,unified|run1", "3|/a.db|a2|prima|run2");
    assertThat(rows(nodes.get(2), all)).isEqualTo(rows(nodes.get(0), all));
  }
}
