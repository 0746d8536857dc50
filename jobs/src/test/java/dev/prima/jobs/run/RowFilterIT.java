package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.RowFilter;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.TargetRowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFilterIT {
  @TempDir Path folder;

  @Test
  void aServerSendsTheRowsThatAreAskedForAndNoOthers() throws IOException {
    Stores stores = new Stores(folder);
    stores.migrate(
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources")));
    PostgresNode node = Destinations.of(stores.config()).nodes().get(0);
    String url = stores.url(0);

    List<String> ids =
        Query.texts(url, "SELECT message_id::text FROM prima.messages ORDER BY 1 LIMIT 3");
    assertThat(
            read(
                node,
                "messages",
                "message_id",
                new RowFilter(ids, List.of(), List.of(), List.of(), List.of())))
        .containsExactlyInAnyOrderElementsOf(ids);

    List<String> agents =
        Query.texts(
            url,
            "SELECT agent1_id FROM prima.connections GROUP BY 1 UNION"
                + " (SELECT agent2_id FROM prima.connections ORDER BY 1 LIMIT 5)");
    String quoted = "('" + String.join("', '", agents) + "')";
    assertThat(
            read(
                node,
                "connections",
                "agent1_id",
                new RowFilter(List.of(), agents, List.of(), List.of(), List.of())))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            Query.texts(
                url,
                "SELECT agent1_id FROM prima.connections WHERE agent1_id IN "
                    + quoted
                    + " AND agent2_id IN "
                    + quoted));

    List<String> one = Query.texts(url, "SELECT from_agent FROM prima.messages ORDER BY 1 LIMIT 1");
    assertThat(
            read(
                node,
                "messages",
                "message_id",
                new RowFilter(List.of(), List.of(), List.of(), one, List.of())))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            Query.texts(
                url,
                "SELECT message_id::text FROM prima.messages WHERE from_agent = ? OR to_agent = ?",
                one.get(0),
                one.get(0)));

    assertThat(
            read(
                node,
                "messages",
                "message_id",
                new RowFilter(List.of(), List.of(), agents, List.of(), List.of())))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            Query.texts(
                url,
                "SELECT message_id::text FROM prima.messages WHERE from_agent IN "
                    + quoted
                    + " AND to_agent IN "
                    + quoted));

    List<String> few = Query.texts(url, "SELECT agent_id FROM prima.agents ORDER BY 1 LIMIT 3");
    assertThat(
            read(
                node,
                "agents",
                "agent_id",
                new RowFilter(List.of(), agents, agents, List.of(), few)))
        .containsExactlyInAnyOrderElementsOf(few);

    String odd = "a\"b\\c'd,{}";
    String renamed = "UPDATE prima.messages SET from_agent = '" + odd.replace("'", "''") + "'";
    Query.change(url, renamed + " WHERE message_id = '" + ids.get(0) + "'");
    assertThat(
            read(
                node,
                "messages",
                "message_id",
                new RowFilter(List.of(), List.of(), List.of(), List.of(odd), List.of())))
        .containsExactly(ids.get(0));
  }

  /** The values of one column, UUIDs as PostgreSQL writes them. */
  private static List<String> read(
      PostgresNode node, String name, String column, RowFilter filter) {
    TargetTable table =
        MappingReader.builtIn().targets().stream()
            .filter(t -> t.name().equals(name))
            .findFirst()
            .orElseThrow();
    int ordinal = table.ordinal(column);
    List<String> values = new ArrayList<>();
    for (ScanRange range : PostgresScan.ranges(node, table, 100)) {
      try (TargetRowReader reader =
          TargetRowReader.open(node, table, range, null, Optional.of(filter))) {
        while (reader.next()) {
          values.add(
              column.equals("message_id")
                  ? HexFormat.of()
                      .formatHex(reader.bytes(ordinal))
                      .replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-")
                  : new String(reader.bytes(ordinal), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }
}
