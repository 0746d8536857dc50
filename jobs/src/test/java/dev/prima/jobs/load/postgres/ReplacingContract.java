package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.load.postgres.TestTables.AGENTS;
import static dev.prima.jobs.load.postgres.TestTables.CONNECTIONS;
import static dev.prima.jobs.load.postgres.TestTables.EVERYTHING;
import static dev.prima.jobs.load.postgres.TestTables.MESSAGES;
import static dev.prima.jobs.postgres.TestNodes.rows;
import static dev.prima.jobs.postgres.TestNodes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.load.postgres.LoadRows.Action;
import dev.prima.jobs.postgres.KeptRow;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.StandingTable;
import java.io.IOException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens to rows that lost to better copies, on any real server. */
abstract class ReplacingContract extends ThreeNodes {
  @Test
  void aReplacedRowIsKeptForAudit() throws IOException {
    TestRows first = new TestRows(AGENTS);
    first.add("a-east", "old", 1.0);
    first.add("a-west", "stays", 1.0);
    load(first, AGENTS, "run1");
    finish();
    TestRows second = new TestRows(AGENTS);
    second.add("a-east", "new", 2.0).replaces(77).source(1);
    LoadedPart part = load(second, AGENTS, "run2");
    assertThat(part.rows()).isEqualTo(1);
    assertThat(part.replaced()).isEqualTo(1);
    assertThat(rows(nodes.get(1), "SELECT * FROM prima.agents"))
        .containsExactly("a-east|new|2|sacred_east|3|12");
    assertThat(
            rows(
                nodes.get(1),
                "SELECT table_name, encode(content_hash, 'hex'), key, source_id, run_id, reason,"
                    + " row->>'name' FROM prima.superseded"))
        .containsExactly("agents|0000000000000000000000000000004d|a-east|11|run2|replaced|old");
    assertThat(load(second, AGENTS, "run2").replaced()).isEqualTo(1);
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.superseded")).isEqualTo("1");
  }

  @Test
  void aReplacedRowIsKeptToTheLastBit() throws Exception {
    TestRows first = LoadingContract.everything();
    first.add(5L, 0.0, null, null, null, "null", null, null, null, null, null);
    first.add(6L, null, null, null, null, "{\"a\":null}", null, null, null, null, null);
    load(first, EVERYTHING, "run1");
    finish();
    PostgresNode home = nodes.get(0);
    String all = "SELECT * FROM prima.everything ORDER BY id";
    List<String> before = rows(home, all);
    TestRows second = new TestRows(EVERYTHING);
    for (long id : new long[] {Long.MIN_VALUE, 1, 2, 3, 4, 5, 6}) {
      second.add(id, 0.5, null, null, null, null, null, null, null, null, null).replaces((int) id);
    }

    assertThat(load(second, EVERYTHING, "run2").replaced()).isEqualTo(7);

    assertThat(rows(home, all)).doesNotContainAnyElementsOf(before);
    home.transaction(
        "put back",
        connection -> {
          StandingTable table =
              StandingTable.all(connection).stream()
                  .filter(t -> t.isOf("everything"))
                  .findFirst()
                  .orElseThrow();
          try (Statement sql = connection.createStatement()) {
            sql.execute("DELETE FROM prima.everything");
            return sql.executeUpdate(
                "INSERT INTO prima.everything ("
                    + table.columnList()
                    + ") "
                    + KeptRow.select(table));
          }
        });
    assertThat(rows(home, all))
        .isEqualTo(before)
        .anyMatch(row -> row.startsWith("1|-0|"))
        .anyMatch(row -> row.startsWith("5|0|~|~|~|null|"))
        .anyMatch(row -> row.startsWith("6|~|~|~|~|{\"a\": null}|"));
  }

  @Test
  void aRowThatMovesToAnotherNodeIsRemovedFromItsOldOne() throws IOException {
    TestRows first = new TestRows(AGENTS);
    first.add("a-east", "old", 1.0);
    load(first, AGENTS, "run1");
    finish();
    lookup = lookup(Map.of("a-east", 1));
    TestRows second = new TestRows(AGENTS);
    second.add("a-east", "new", 2.0).replaces(77);
    LoadedPart part = load(second, AGENTS, "run2");
    assertThat(part.rows()).isEqualTo(1);
    assertThat(part.replaced()).isEqualTo(1);
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.agents")).isEqualTo("0");
    assertThat(value(nodes.get(2), "SELECT * FROM prima.agents"))
        .isEqualTo("a-east|new|2|sacred_west|7|11");
    assertThat(value(nodes.get(1), "SELECT reason, row->>'name' FROM prima.superseded"))
        .isEqualTo("replaced|old");
    assertThat(load(second, AGENTS, "run2").replaced()).isEqualTo(1);
  }

  @Test
  void aPairIsReplacedWhicheverEndComesFirst() throws IOException {
    TestRows first = new TestRows(CONNECTIONS);
    first.add("c1", "a-east", "b", 1L);
    first.add("c2", "a-east", "c", 1L);
    load(first, CONNECTIONS, "run1");
    finish();
    lookup = lookup(Map.of("a-east", 0, "b", 0));
    TestRows second = new TestRows(CONNECTIONS);
    second.add("c9", "b", "a-east", 5L).replaces(1);
    assertThat(load(second, CONNECTIONS, "run2").replaced()).isEqualTo(1);
    assertThat(rows(nodes.get(1), "SELECT connection_id FROM prima.connections ORDER BY 1"))
        .containsExactly("c2", "c9");
    assertThat(value(nodes.get(1), "SELECT key FROM prima.superseded"))
        .isEqualTo("[\"a-east\", \"b\"]");
  }

  @Test
  void aReplacementThatIsRefusedLeavesTheOldRow() throws IOException {
    TestRows first = new TestRows(CONNECTIONS);
    first.add("c1", "a-east", "b", 1L);
    first.add("c2", "a-east", "c", 1L);
    first.add("c3", "a-east", "d", 1L);
    load(first, CONNECTIONS, "run1");
    finish();
    TestRows second = new TestRows(CONNECTIONS);
    second.add("c3", "a-east", "b", 2L).replaces(1); // Its id is taken by another pair.
    second.add("c8", "a-east", "c", 2L).replaces(2);
    LoadedPart part = load(second, CONNECTIONS, "run2");
    assertThat(part.rows()).isEqualTo(1);
    assertThat(part.failed()).isEqualTo(1);
    assertThat(part.replaced()).isEqualTo(1);
    assertThat(part.nodes().get(0).failures().get(0))
        .isEqualTo(new RowFailure(0, "23505", "connections_pkey", false));
    assertThat(
            rows(nodes.get(1), "SELECT connection_id, agent2_id FROM prima.connections ORDER BY 1"))
        .containsExactly("c1|b", "c3|d", "c8|c");
  }

  @Test
  void rowsThatLostAreKeptOnceForAudit() throws IOException {
    TestRows rows = new TestRows(MESSAGES);
    rows.add(null, "1", "a-east", "x", null)
        .identity(new byte[16], 1)
        .hash(5)
        .action(Action.KEEP_SUPERSEDED);
    rows.add(null, "2", "a-east", "x", null)
        .identity(new byte[16], 1)
        .hash(5)
        .action(Action.KEEP_SUPERSEDED);
    assertThat(load(rows, MESSAGES, "run1").superseded()).isEqualTo(2);
    assertThat(load(rows, MESSAGES, "run2").superseded()).isEqualTo(2);
    assertThat(
            value(
                nodes.get(1),
                "SELECT table_name, run_id, reason, key, row->>'content', row ? 'prima#row'"
                    + " FROM prima.superseded"))
        .isEqualTo("messages|run1|superseded|00000000-0000-0000-0000-000000000000|x|f");
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.messages")).isEqualTo("0");
  }
}
