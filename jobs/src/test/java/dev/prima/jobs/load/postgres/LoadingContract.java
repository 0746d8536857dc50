package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.load.postgres.TestTables.AGENTS;
import static dev.prima.jobs.load.postgres.TestTables.CONNECTIONS;
import static dev.prima.jobs.load.postgres.TestTables.EVERYTHING;
import static dev.prima.jobs.load.postgres.TestTables.LEGACY;
import static dev.prima.jobs.load.postgres.TestTables.MESSAGES;
import static dev.prima.jobs.postgres.TestNodes.execute;
import static dev.prima.jobs.postgres.TestNodes.rows;
import static dev.prima.jobs.postgres.TestNodes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.load.postgres.LoadRows.Action;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.ScanSnapshot;
import dev.prima.jobs.postgres.TargetRowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What loading and reading back promise, on any real server. */
abstract class LoadingContract extends ThreeNodes {
  @Test
  void plainSqlSeesEveryTypeAsItWasWritten() throws IOException {
    load(everything(), EVERYTHING, "run");
    assertThat(
            rows(
                nodes.get(0),
                "SELECT id::text, \"real \"\"quoted\"\"\"::text, truth::text, at::text, \"Text\","
                    + " json::text, encode(raw, 'hex'), uuid::text, \"any\", \"any#class\","
                    + " source_id, prima_source_id::text, region_id, shard_id::text, \"xmin_\""
                    + " FROM prima.everything ORDER BY id"))
        .containsExactly(
            "-9223372036854775808|5e-324|true|1999-12-31 23:59:59.999999+00|ä€😀\n\t\\N|"
                + "{\"a\": [1, 2.50], \"ü\": null}|00ff|00010203-0405-0607-0809-0a0b0c0d0e0f|"
                + "9007199254740993|integer|own|11|~|~|x",
            "1|-0|false|0001-01-01 00:00:00+00 BC||0||~|0.1|real|~|12|~|~|~",
            "2|~|~|~|~|~|~|~|~|~|~|11|~|~|~",
            "3|~|~|294246-12-31 23:59:59.999999+00|genesis|~|~|~|a'b|text|~|11|genesis|~|~",
            "4|~|~|~|~|~|~|~|00ff|blob|~|11|~|~|~");
  }

  @Test
  void scanningGivesBackWhatWasLoaded() throws IOException {
    load(everything(), EVERYTHING, "run");
    TestRows expected = everything();
    expected.open();
    List<ScanRange> ranges = PostgresScan.ranges(nodes.get(0), EVERYTHING, 1000);
    try (ScanSnapshot snapshot = ScanSnapshot.export(nodes.get(0));
        TargetRowReader reader =
            TargetRowReader.open(nodes.get(0), EVERYTHING, ranges.get(0), snapshot.id())) {
      for (int row = 0; row < 5; row++) {
        assertThat(reader.next()).isTrue();
        assertThat(expected.next()).isTrue();
        for (int c = 0; c < EVERYTHING.columns().size(); c++) {
          assertThat(reader.isNull(c)).isEqualTo(expected.row().isNull(c));
          if (!reader.isNull(c)) {
            switch (EVERYTHING.columns().get(c).type()) {
              case JSONB ->
                  assertThat(new String(reader.bytes(c), StandardCharsets.UTF_8))
                      .isIn("{\"a\": [1, 2.50], \"ü\": null}", "0");
              case TEXT, BYTEA, UUID, TAGGED ->
                  assertThat(reader.bytes(c)).isEqualTo(expected.row().bytes(c));
              default -> assertThat(reader.word(c)).isEqualTo(expected.row().word(c));
            }
          }
        }
        assertThat(reader.regionId()).isEqualTo(row == 3 ? "genesis" : null);
        assertThat(reader.shardId()).isEqualTo(-1);
        assertThat(reader.sourceId()).isEqualTo(row == 1 ? 12 : 11);
        assertThat(reader.leaf()).isEqualTo("everything");
      }
      assertThat(reader.next()).isFalse();
    }
  }

  /** Values that are easily lost. */
  static TestRows everything() {
    TestRows rows = new TestRows(EVERYTHING);
    byte[] uuid = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    rows.add(
        Long.MIN_VALUE,
        Double.MIN_VALUE,
        true,
        micros("1999-12-31T23:59:59.999999Z"),
        "ä€😀\n\t\\N",
        "{\"a\":[1,2.50],\"ü\":null}",
        new byte[] {0, -1},
        uuid,
        TaggedValue.integer(9007199254740993L),
        "own",
        "x");
    rows.add(
            1L,
            -0.0,
            false,
            micros("0000-01-01T00:00:00Z"),
            "",
            "0",
            new byte[0],
            null,
            TaggedValue.real(0.1),
            null,
            null)
        .source(1);
    rows.add(2L, null, null, null, null, null, null, null, null, null, null);
    byte[] text = "a'b".getBytes(StandardCharsets.UTF_8);
    rows.add(
        3L,
        null,
        null,
        micros("+294246-12-31T23:59:59.999999Z"),
        "genesis",
        null,
        null,
        null,
        TaggedValue.bytes(StorageClass.TEXT, text),
        null,
        null);
    rows.add(
        4L,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        TaggedValue.bytes(StorageClass.BLOB, new byte[] {0, -1}),
        null,
        null);
    return rows;
  }

  @Test
  void rangesHoldEveryRowOnce() throws IOException {
    TestRows rows = new TestRows(AGENTS);
    Map<String, Integer> regionOf = new java.util.HashMap<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      regionOf.put("a" + i, i % 2 * 2); // Regions 0, east, and 2, home.
      rows.add("a" + i, "name " + i, (double) i);
      if (i % 2 == 0) {
        expected.add("a" + i);
      }
    }
    lookup = lookup(regionOf);
    assertThat(load(rows, AGENTS, "run").rows()).isEqualTo(5000);
    List<ScanRange> ranges = PostgresScan.ranges(nodes.get(1), AGENTS, 500);
    assertThat(ranges).hasSizeGreaterThan(1);
    List<String> found = new ArrayList<>();
    for (ScanRange range : ranges) {
      try (TargetRowReader reader = TargetRowReader.open(nodes.get(1), AGENTS, range, null)) {
        while (reader.next()) {
          found.add(new String(reader.bytes(0), StandardCharsets.UTF_8));
          assertThat(reader.regionId()).isEqualTo("sacred_east");
          assertThat(reader.shardId()).isEqualTo(3);
        }
      }
    }
    assertThat(found.stream().sorted().collect(Collectors.toList()))
        .isEqualTo(expected.stream().sorted().toList());
    assertThat(PostgresScan.ranges(nodes().get(0), AGENTS, 500)).isEmpty();
  }

  @Test
  void rowsStandOnTheNodeOfTheirAgentAndUnknownOnesAtHome() throws IOException {
    TestRows agents = new TestRows(AGENTS);
    agents.add("a-east", "E", 1.5);
    agents.add("a-west", "W", null);
    LoadedPart part = load(agents, AGENTS, "run");
    assertThat(part.rows()).isEqualTo(2);
    assertThat(part.nodes())
        .extracting(NodeCounts::node, NodeCounts::rows, NodeCounts::regions)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(nodes.get(1).name(), 1L, Map.of("sacred_east", 1L)),
            org.assertj.core.groups.Tuple.tuple(
                nodes.get(2).name(), 1L, Map.of("sacred_west", 1L)));
    assertThat(value(nodes.get(1), "SELECT tableoid::regclass, * FROM prima.agents"))
        .isEqualTo("prima.agents_s3|a-east|E|1.5|sacred_east|3|11");
    assertThat(value(nodes.get(2), "SELECT tableoid::regclass, * FROM prima.agents"))
        .isEqualTo("prima.agents_s7|a-west|W|~|sacred_west|7|11");

    TestRows connections = new TestRows(CONNECTIONS);
    connections.add("c1", "nobody", "a-east", 0L);
    assertThat(load(connections, CONNECTIONS, "run").nodes().get(0).regions())
        .isEqualTo(Map.of("", 1L));
    assertThat(value(nodes.get(0), "SELECT * FROM prima.connections"))
        .isEqualTo("c1|nobody|a-east|0|~|~|11");
  }

  @Test
  void loadingAPartAgainChangesNothingAndGivesTheSameCounts() throws IOException {
    TestRows rows = new TestRows(CONNECTIONS);
    rows.add("c1", "a-east", "a-west", 1L);
    rows.add("c2", "a-west", "x", 1L);
    rows.add("c3", "a-west", "y", 1L).action(Action.SKIP);
    LoadedPart first = load(rows, CONNECTIONS, "run");
    LoadedPart second = load(rows, CONNECTIONS, "run");
    assertThat(first.rows()).isEqualTo(2);
    assertThat(second.rows()).isEqualTo(2);
    assertThat(second.nodes()).allMatch(NodeCounts::already);
    assertThat(second.nodes())
        .extracting(NodeCounts::regions)
        .isEqualTo(first.nodes().stream().map(NodeCounts::regions).toList());
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.connections")).isEqualTo("1");
    assertThat(value(nodes.get(2), "SELECT count(*) FROM prima.connections")).isEqualTo("1");
  }

  @Test
  void aPartWhoseConnectionIsCutIsInExactlyOnce() throws IOException {
    TestRows rows = new TestRows(CONNECTIONS);
    for (int i = 0; i < 1000; i++) {
      rows.add("c" + i, i % 2 == 0 ? "a-east" : "a-west", "p" + i, 1L);
    }
    int[] opened = {0};
    rows.onceAt(
        500,
        () ->
            execute(
                nodes.get(2),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                    + " current_database() AND pid <> pg_backend_pid()"));
    LoadedPart part;
    try (NodeConnections connections = new NodeConnections(nodes, Set.of())) {
      PartLoader loader = new PartLoader(target(CONNECTIONS, "run"), lookup, connections);
      part =
          loader.load(
              1,
              () -> {
                opened[0]++;
                return rows.open();
              });
    }
    assertThat(opened[0]).isEqualTo(2);
    assertThat(part.rows()).isEqualTo(1000);
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.connections")).isEqualTo("500");
    assertThat(value(nodes.get(2), "SELECT count(*) FROM prima.connections")).isEqualTo("500");
  }

  @Test
  void aRefusedRowIsFoundAndTheOthersStand() throws IOException {
    execute(
        nodes.get(1),
        "ALTER TABLE prima.connections ADD CONSTRAINT few CHECK (insights < 1000 OR insights = 5000)");
    TestRows rows = new TestRows(CONNECTIONS);
    for (long i = 0; i < 1003; i++) {
      rows.add("c" + i, "a-east", "p" + i, i);
    }
    LoadedPart part = load(rows, CONNECTIONS, "run");
    assertThat(part.rows()).isEqualTo(1000);
    assertThat(part.failed()).isEqualTo(3);
    List<RowFailure> expected =
        List.of(
            new RowFailure(1000, "23514", "few", false),
            new RowFailure(1001, "23514", "few", false),
            new RowFailure(1002, "23514", "few", false));
    assertThat(part.nodes().get(0).failures()).isEqualTo(expected);
    assertThat(part.nodes().get(0).regions()).isEqualTo(Map.of("sacred_east", 1000L));
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.connections")).isEqualTo("1000");
    assertThat(load(rows, CONNECTIONS, "run").nodes().get(0).failures()).isEqualTo(expected);
  }

  @Test
  void aUniqueIndexThatIdentityDoesNotImplyGuardsTheLoad() throws IOException {
    TestRows rows = new TestRows(LEGACY);
    rows.add(TaggedValue.integer(1), 10L, null);
    rows.add(TaggedValue.real(1.0), 10L, null);
    rows.add(TaggedValue.integer(2), null, null);
    rows.add(TaggedValue.integer(3), null, null);
    LoadedPart part = load(rows, LEGACY, "run");
    assertThat(part.rows()).isEqualTo(3);
    assertThat(part.nodes().get(0).failures())
        .extracting(RowFailure::row, RowFailure::sqlState)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "23505"));
    finish();
    assertThat(
            rows(
                nodes.get(0),
                "SELECT id, \"id#class\", code, source_id FROM legacy.\"Größe der \"\"Dinge\"\"\""
                    + " ORDER BY 1"))
        .containsExactly("1|integer|10|11", "2|integer|~|11", "3|integer|~|11");
  }

  @Test
  void messagesWithoutTimeStandInTheDefaultPartitionAndStayUnique() throws IOException {
    byte[] content = new byte[32];
    byte[] id = HexFormat.of().parseHex("00000000000050008000000000000001");
    TestRows rows = new TestRows(MESSAGES);
    rows.add(null, "7", "a-east", "x", micros("2025-03-31T23:59:59.5Z")).identity(content, 1);
    rows.add(null, "8", "a-east", "x", micros("2025-03-31T23:59:59.5Z")).identity(content, 2);
    rows.add(null, "9", "a-east", "y", null).identity(id, 1).legacyId("3");
    rows.add(null, null, "a-east", "z", micros("2031-01-01T00:00:00Z")).identity(content, 3);
    assertThat(load(rows, MESSAGES, "run").rows()).isEqualTo(4);
    finish();
    // Version 5 UUIDs of "content:00..00#k" in the namespace, made with Python's uuid.uuid5.
    assertThat(
            rows(
                nodes.get(1),
                "SELECT tableoid::regclass, message_id, legacy_id, content, partition_key"
                    + " FROM prima.messages ORDER BY content, legacy_id"))
        .containsExactly(
            "prima.messages_2025_03|" + UUIDS.get(0) + "|7|x|484295",
            "prima.messages_2025_03|" + UUIDS.get(1) + "|8|x|484295",
            "prima.messages_default|00000000-0000-5000-8000-000000000001|3|y|~",
            "prima.messages_default|" + UUIDS.get(2) + "|~|z|534720");
    assertThatThrownBy(
            () ->
                execute(
                    nodes.get(1),
                    "INSERT INTO prima.messages (message_id, content, source_id)"
                        + " VALUES ('00000000-0000-5000-8000-000000000001', 'again', 1)"))
        .hasMessageContaining("23505");
  }

  private static final List<String> UUIDS =
      List.of(
          "9d1a11ae-12ad-5dc2-8c38-6a4eb2ca933f",
          "506b0641-615c-5cec-b80e-adc4986e188f",
          "76deebb6-ff6e-518e-b527-c3f4c65b5197");
}
