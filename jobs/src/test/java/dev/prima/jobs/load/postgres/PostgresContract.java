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

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.load.postgres.LoadRows.Action;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.NodeCheck.Purpose;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.Retry;
import dev.prima.jobs.postgres.RunLock;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.ScanSnapshot;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.postgres.SourceIds.SourceFile;
import dev.prima.jobs.postgres.TargetRowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What loading and reading back promise, on any real server. Three nodes, east is region 0. */
abstract class PostgresContract {
  private static final RegionMap REGIONS =
      new RegionMap(
          List.of("sacred_east", "sacred_west", "genesis"),
          List.of(1, 2, 0),
          List.of("home", "east", "west"));
  private static final Partitions PARTITIONS =
      new Partitions(
          new TreeSet<>(List.of(3, 7)),
          new TreeSet<>(List.of(YearMonth.of(2025, 3), YearMonth.of(2025, 4))));
  private static final List<TargetTable> TABLES =
      List.of(AGENTS, CONNECTIONS, MESSAGES, EVERYTHING, LEGACY);

  private List<PostgresNode> nodes;
  private ShardLookup lookup;

  abstract List<PostgresNode> nodes();

  @BeforeEach
  void prepare() {
    nodes = nodes();
    for (PostgresNode node : nodes) {
      PostgresSchema.apply(PostgresSchema.plan(node, TABLES, PARTITIONS));
    }
    lookup = lookup(Map.of("a-east", 0, "a-west", 1));
  }

  /** Agents by region: shard 3 in the east, 7 elsewhere. */
  private static ShardLookup lookup(Map<String, Integer> regionOf) {
    ShardLookup.Builder builder = new ShardLookup.Builder(16);
    regionOf.forEach(
        (agent, region) -> {
          byte[] id = agent.getBytes(StandardCharsets.UTF_8);
          int place = ShardLookup.place(region, region == 0 ? 3 : 7);
          builder.add(ShardLookup.lowHash(id), ShardLookup.highHash(id), place);
        });
    return builder.build();
  }

  private LoadTarget target(TargetTable table, String run) {
    return new LoadTarget(
        table, run, nodes, REGIONS, Map.of(0, 11, 1, 12), new Retry(3, Duration.ofMillis(10)));
  }

  private LoadedPart load(TestRows rows, TargetTable table, String run) throws IOException {
    try (PartLoader loader = new PartLoader(target(table, run), lookup)) {
      return loader.load(1, rows::open);
    }
  }

  private void finish() {
    nodes.forEach(n -> IndexBuild.finish(n, TABLES, 2));
  }

  private static long micros(String instant) {
    Instant at = Instant.parse(instant);
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
  }

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

  private static TestRows everything() {
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
    try (PartLoader loader = new PartLoader(target(CONNECTIONS, "run"), lookup)) {
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

  @Test
  void preparingAndFinishingAgainDoesNothing() {
    finish();
    PostgresNode node = nodes.get(0);
    String indexes =
        "SELECT indexrelid::regclass, indrelid::regclass, indisvalid FROM pg_index WHERE indrelid IN"
            + " (SELECT oid FROM pg_class WHERE relnamespace::regnamespace::text IN ('prima', 'legacy'))"
            + " ORDER BY 1::text";
    List<String> before = rows(node, indexes);
    assertThat(before)
        .contains(
            "prima.agents_pkey|prima.agents|t",
            "prima.agents_s3_pkey|prima.agents_s3|t",
            "prima.messages_message_id_created_at_key|prima.messages|t",
            "prima.connections_agent1_id_agent2_id_key|prima.connections|t")
        .allMatch(i -> i.endsWith("|t"));
    finish();
    assertThat(rows(node, indexes)).isEqualTo(before);
    assertThat(PostgresSchema.plan(node, TABLES, PARTITIONS).statements())
        .allMatch(s -> s.endsWith("SET (autovacuum_enabled = false)"));
    PostgresSchema.apply(PostgresSchema.plan(node, TABLES, PARTITIONS));
    assertThat(PostgresSchema.plan(node, TABLES, PARTITIONS).statements()).isEmpty();
  }

  @Test
  void theWholeTargetModelStands() {
    PostgresNode node = nodes().get(0);
    List<TargetTable> model =
        MappingReader.builtIn().targets().stream()
            .filter(t -> t.stores().postgres().isPresent())
            .toList();
    assertThat(model).hasSizeGreaterThan(5);
    PostgresSchema.apply(PostgresSchema.plan(node, model, PARTITIONS));
    IndexBuild.finish(node, model, 2);
    assertThat(PostgresSchema.plan(node, model, PARTITIONS).statements())
        .allMatch(s -> s.endsWith("SET (autovacuum_enabled = false)"));
    assertThat(IndexBuild.finish(node, model, 2)).isZero();
  }

  @Test
  void aMonthWhoseRowsStandInTheDefaultPartitionGetsNone() throws IOException {
    TestRows rows = new TestRows(MESSAGES);
    rows.add(null, null, "a-east", "z", micros("2031-01-01T00:00:00Z")).identity(new byte[32], 1);
    load(rows, MESSAGES, "run");
    Partitions more =
        new Partitions(
            new TreeSet<>(), new TreeSet<>(List.of(YearMonth.of(2031, 1), YearMonth.of(2031, 2))));
    PostgresSchema.apply(PostgresSchema.plan(nodes.get(1), List.of(MESSAGES), more));
    assertThat(
            rows(
                nodes.get(1),
                "SELECT relname FROM pg_class WHERE relname LIKE 'messages_2031%' AND relkind = 'r'"))
        .containsExactly("messages_2031_02");
  }

  @Test
  void aSchemaOfSomebodyElseBlocksUnlessItIsEmpty() {
    PostgresNode node = nodes().get(0);
    execute(node, "CREATE SCHEMA prima");
    assertThat(NodeCheck.inspect(node, Purpose.WRITE, List.of("prima", "legacy")).problems())
        .isEmpty();
    execute(node, "CREATE TABLE prima.agents (id int)");
    assertThat(NodeCheck.inspect(node, Purpose.WRITE, List.of("prima")).problems()).hasSize(1);
    assertThatThrownBy(() -> PostgresSchema.plan(node, TABLES, PARTITIONS))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.BLOCKED))
        .hasMessageStartingWith("PGS-006 PostgreSQL node " + node.name())
        .hasMessageContaining("schema prima");
  }

  @Test
  void aTableOfOursWithOtherTypesBlocks() {
    execute(nodes.get(0), "ALTER TABLE prima.connections ALTER insights TYPE text");
    assertThatThrownBy(() -> PostgresSchema.plan(nodes.get(0), TABLES, PARTITIONS))
        .hasMessageContaining("PGS-013")
        .hasMessageContaining("prima.connections, column insights is text, not bigint");
  }

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
      assertThatThrownBy(lock::verify).hasMessageContaining("PGS-011");
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
}
