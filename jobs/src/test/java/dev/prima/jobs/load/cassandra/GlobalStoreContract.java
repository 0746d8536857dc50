package dev.prima.jobs.load.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.CassandraSchema;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.cassandra.SampleTargets;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the load and the scan promise of whatever Cassandra there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GlobalStoreContract {
  private static final long NOW = 1_750_000_000_000_000L;
  private static final UUID ID1 = UUID.fromString("0190a4c2-0000-5000-8000-0000000000f1");
  private static final UUID ID2 = UUID.fromString("fe90a4c2-1234-5678-9abc-def0123456f2");

  private CassandraCluster cluster;
  private CqlSession session;
  private SparkSession spark;

  abstract CassandraCluster cluster(String keyspace);

  @BeforeAll
  void open() {
    cluster = cluster("prima");
    session = cluster.session();
    CassandraSchema.of(cluster, SampleTargets.ALL).make(session);
    spark =
        SparkSessions.open(
            "local[2]",
            Path.of("target", "tmp").toAbsolutePath(),
            // A zone with an offset: nothing may depend on the session's.
            Map.of(
                "spark.sql.shuffle.partitions", "4",
                "spark.sql.session.timeZone", "America/New_York"));
  }

  @AfterAll
  void close() {
    if (spark != null) {
      spark.stop();
    }
    if (session != null) {
      session.close();
    }
  }

  @BeforeEach
  void empty() {
    GlobalTable.among(SampleTargets.ALL)
        .forEach(table -> session.execute("TRUNCATE prima." + table.name()));
  }

  @Test
  void messagesStandUnderBothEndsOnlyWhereTheyCrossRegions() {
    long may = micros("2025-05-31T23:59:59.999Z");
    load(
        SampleTargets.MESSAGES,
        message(ID1, may, "ada", "bob", "crosses", "east", "west"),
        message(ID2, may, "ada", "cyd", "stays", "east", "east"),
        message(UUID.randomUUID(), may, "ada", "ada", "self", "east", "east"),
        message(UUID.randomUUID(), may, "ada", "ghost", "to nobody", "east", null),
        message(UUID.randomUUID(), may, "ghost", "ada", "of nobody", null, "east"),
        message(UUID.randomUUID(), may, "ada", null, "broadcast", "east", null));

    List<Row> rows = session.execute("SELECT * FROM prima.interactions").all();

    assertThat(rows)
        .extracting(
            row -> row.getString("agent_id"),
            row -> row.getString("peer_id"),
            row -> row.getString("from_agent"),
            row -> row.getString("month"),
            row -> row.getInstant("at"),
            row -> row.getUuid("message_id"),
            row -> row.getString("content"),
            row -> row.getInt("source_id"))
        .containsExactlyInAnyOrder(
            tuple(
                "ada",
                "bob",
                "ada",
                "2025-05",
                Instant.ofEpochMilli(may / 1000),
                ID1,
                "crosses",
                7),
            tuple(
                "bob",
                "ada",
                "ada",
                "2025-05",
                Instant.ofEpochMilli(may / 1000),
                ID1,
                "crosses",
                7));
  }

  @Test
  void aTimelineIsReadNewestFirst() {
    load(
        SampleTargets.MESSAGES,
        message(ID1, micros("2025-05-01T00:00:00Z"), "ada", "bob", "first", "east", "west"),
        message(ID2, micros("2025-05-02T00:00:00Z"), "bob", "ada", "second", "west", "east"));

    assertThat(
            session
                .execute(
                    "SELECT content FROM prima.interactions WHERE agent_id = 'ada' AND month ="
                        + " '2025-05'")
                .all())
        .extracting(row -> row.getString(0))
        .containsExactly("second", "first");
  }

  @Test
  void aMessageWithoutTimeStandsAtTheEpochOfMonthNone() {
    load(SampleTargets.MESSAGES, message(ID1, null, "ada", "bob", "when?", "east", "west"));

    Row row =
        session
            .execute("SELECT * FROM prima.interactions WHERE agent_id='bob' AND month='none'")
            .one();

    assertThat(row.getInstant("at")).isEqualTo(Instant.EPOCH);
  }

  @Test
  void pairsStandUnderBothEndsAndASelfPairOnce() {
    load(
        SampleTargets.ENTANGLEMENTS,
        pair("e1", "ada", "bob", 0.5, "east", "east"),
        pair("e2", "cyd", "cyd", 0.25, "east", "east"),
        pair("e3", "ada", "ghost", 0.125, "east", null));
    load(
        SampleTargets.CONNECTIONS,
        pair("c1", "ada", "bob", 0.5, "east", "east"),
        pair("c2", "ada", "cyd", -0.0, "east", "west"));

    assertThat(
            session.execute("SELECT agent_id, peer_id, id FROM prima.entanglements_by_agent").all())
        .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getString(2))
        .containsExactlyInAnyOrder(
            tuple("ada", "bob", "e1"),
            tuple("bob", "ada", "e1"),
            tuple("cyd", "cyd", "e2"),
            tuple("ada", "ghost", "e3"),
            tuple("ghost", "ada", "e3"));
    assertThat(
            session
                .execute(
                    "SELECT agent_id, peer_id, resonance_strength FROM prima.connections_by_agent")
                .all())
        .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getDouble(2))
        .containsExactlyInAnyOrder(tuple("ada", "cyd", -0.0), tuple("cyd", "ada", -0.0));
  }

  @Test
  void rowsWithoutRegionOrTimeStandUnderNone() {
    load(
        SampleTargets.FIELD,
        RowFactory.create(bytes(ID1), micros("1969-12-31T23:59:59.999Z"), 74.5, "east", null, 7),
        RowFactory.create(bytes(ID2), null, 12.0, null, null, 7));

    assertThat(session.execute("SELECT region_id, day, at FROM prima.field_coherence").all())
        .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getInstant(2))
        .containsExactlyInAnyOrder(
            tuple("east", "1969-12-31", Instant.ofEpochMilli(-1)),
            tuple("none", "none", Instant.EPOCH));
  }

  @Test
  void timesOfEveryCenturyArriveAndComeBack() {
    List<String> times =
        List.of(
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00.001Z",
            "1000-02-28T12:00:00Z",
            "1500-02-28T23:59:59.999Z",
            "1582-10-10T00:00:00Z",
            "1883-11-18T12:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00Z",
            "2025-03-09T07:30:00.123Z",
            "9999-12-31T23:59:59.999Z");
    load(
        SampleTargets.SPORES,
        times.stream()
            .map(time -> spore(time, micros(time), "text"))
            .toArray(org.apache.spark.sql.Row[]::new));
    load(
        SampleTargets.FIELD,
        times.stream()
            .map(time -> RowFactory.create(bytes(ID1), micros(time), 1.0, "east", 3, 7))
            .toArray(org.apache.spark.sql.Row[]::new));

    assertThat(session.execute("SELECT spore_id, created_at FROM prima.spores").all())
        .hasSize(times.size())
        .allSatisfy(
            row ->
                assertThat(row.getInstant("created_at"))
                    .isEqualTo(Instant.parse(row.getString("spore_id"))));
    assertThat(session.execute("SELECT day, at FROM prima.field_coherence").all())
        .hasSize(times.size())
        .allSatisfy(
            row -> assertThat(row.getInstant("at").toString()).startsWith(row.getString("day")));
    assertThat(scan(SampleTargets.SPORES).collectAsList())
        .hasSize(times.size())
        .allSatisfy(
            row ->
                assertThat(row.<Long>getAs("created_at")).isEqualTo(micros(row.getAs("spore_id"))));
  }

  @Test
  void valuesOfEveryTypeArriveAndComeBackInCanonicalForm() {
    byte[] blob = {0, -1, 127, -128};
    String odd = "日本語 🌱 ümläut '\"\\ \r\n\t";
    load(
        SampleTargets.SPORES,
        RowFactory.create(
            odd, 1_000L, "x".repeat(1 << 20), Long.MIN_VALUE, blob, true, bytes(ID2), "east", 3, 9),
        RowFactory.create("nulls", null, null, null, null, null, null, null, null, 9),
        RowFactory.create("empty", 0L, "", 0L, new byte[0], false, bytes(ID1), null, null, 9));

    Row row = session.execute("SELECT * FROM prima.spores WHERE spore_id = ?", odd).one();
    assertThat(row.getString("content")).hasSize(1 << 20);
    assertThat(row.getLong("propagation_count")).isEqualTo(Long.MIN_VALUE);
    assertThat(row.getByteBuffer("seen_agents_bloom")).isEqualTo(ByteBuffer.wrap(blob));
    assertThat(row.getBoolean("alive")).isTrue();
    assertThat(row.getUuid("made_id")).isEqualTo(ID2);
    assertThat(row.getInstant("created_at")).isEqualTo(Instant.ofEpochMilli(1));

    List<org.apache.spark.sql.Row> scanned =
        scan(SampleTargets.SPORES).orderBy("spore_id").collectAsList();
    assertThat(scanned).hasSize(3);
    assertThat(scanned.get(0).toSeq().mkString(",")).startsWith("empty,0,,0,[B@");
    assertThat((byte[]) scanned.get(0).getAs("made_id")).isEqualTo(bytes(ID1));
    assertThat((byte[]) scanned.get(0).getAs("seen_agents_bloom")).isEmpty();
    assertThat(scanned.get(1).toSeq().mkString(","))
        .isEqualTo("nulls,null,null,null,null,null,null,9");
    assertThat((String) scanned.get(2).getAs("spore_id")).isEqualTo(odd);
    assertThat((byte[]) scanned.get(2).getAs("made_id")).isEqualTo(bytes(ID2));
    assertThat((long) scanned.get(2).<Long>getAs("created_at")).isEqualTo(1_000L);
    assertThat(scan(SampleTargets.SPORES).schema())
        .isEqualTo(CassandraScan.schema(GlobalTable.of(SampleTargets.SPORES)));
    assertThat(count(SampleTargets.SPORES)).isEqualTo(3);
  }

  @Test
  void aNullIsNoTombstoneAndErasesNothing() {
    load(SampleTargets.AGENTS, agent("ada", "resonance", 80.0, "active"));
    load(SampleTargets.AGENTS, NOW + 1, agent("ada", null, 81.0, null));

    Row row =
        session
            .execute(
                "SELECT status, primary_harmony, coherence_level, writetime(status) AS then,"
                    + " writetime(coherence_level) AS later FROM prima.agent_directory WHERE"
                    + " agent_id = 'ada'")
            .one();

    assertThat(row.getString("status")).isEqualTo("active");
    assertThat(row.getString("primary_harmony")).isEqualTo("resonance");
    assertThat(row.getDouble("coherence_level")).isEqualTo(81.0);
    assertThat(row.getLong("then")).isEqualTo(NOW);
    assertThat(row.getLong("later")).isEqualTo(NOW + 1);
  }

  @Test
  void writingTheSameRowsAgainChangesNothingAndAnOlderRunLoses() {
    load(SampleTargets.AGENTS, agent("ada", "resonance", 80.0, "active"));
    List<String> before = contents("agent_directory");

    load(SampleTargets.AGENTS, agent("ada", "resonance", 80.0, "active"));
    assertThat(contents("agent_directory")).isEqualTo(before);

    load(SampleTargets.AGENTS, NOW - 1, agent("ada", "novelty", 1.0, "gone"));
    assertThat(contents("agent_directory")).isEqualTo(before);
    assertThat(before)
        .containsExactly(
            "[agent_id:'ada', coherence_level:80.0, love_resonance:90.0,"
                + " primary_harmony:'resonance', region_id:'east', shard_id:42, source_id:7,"
                + " status:'active']");
  }

  @Test
  void whatTheNodeRefusesIsToldWithoutTheRow() {
    String tooLong = "k".repeat(70_000);

    assertThatThrownBy(() -> load(SampleTargets.AGENTS, agent(tooLong, "h", 1.0, "active")))
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> {
              assertThat(e.error()).isEqualTo(CassandraError.WRITE_FAILED);
              assertThat(e.exit().status()).isEqualTo(5);
            })
        .hasMessageContaining("prima.agent_directory")
        .hasMessageContaining(": Key length of 70000 is longer than maximum of 65535. Rows that")
        .hasMessageNotContaining("kkkk");
  }

  private void load(TargetTable target, org.apache.spark.sql.Row... winners) {
    load(target, NOW, winners);
  }

  private void load(TargetTable target, long time, org.apache.spark.sql.Row... winners) {
    GlobalTable table = GlobalTable.of(target);
    Dataset<org.apache.spark.sql.Row> rows =
        GlobalRows.of(table)
            .from(spark.createDataFrame(Arrays.asList(winners), GlobalRows.inputSchema(table)));
    assertThat(rows.schema().names()).isEqualTo(GlobalRows.schema(table).names());
    CassandraLoad.into(cluster, table).write(rows, time);
  }

  private Dataset<org.apache.spark.sql.Row> scan(TargetTable target) {
    return CassandraScan.of(cluster, GlobalTable.of(target)).rows(spark);
  }

  private long count(TargetTable target) {
    return CassandraScan.of(cluster, GlobalTable.of(target)).count(spark);
  }

  private List<String> contents(String table) {
    return session.execute("SELECT * FROM prima." + table).all().stream()
        .map(Row::getFormattedContents)
        .toList();
  }

  private static org.apache.spark.sql.Row message(
      UUID id, Long time, String from, String to, String text, String region1, String region2) {
    return RowFactory.create(
        bytes(id), time, from, to, text, true, region1, 3, 7, region1, region2);
  }

  private static org.apache.spark.sql.Row pair(
      String id, String one, String two, double strength, String region1, String region2) {
    return RowFactory.create(id, one, two, strength, region1, 3, 7, region1, region2);
  }

  private static org.apache.spark.sql.Row agent(
      String id, String harmony, double coherence, String status) {
    return RowFactory.create(id, harmony, coherence, 90.0, status, "east", 42, 7);
  }

  private static org.apache.spark.sql.Row spore(String id, long time, String content) {
    return RowFactory.create(id, time, content, 1L, null, null, null, "east", 3, 7);
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static long micros(String time) {
    return Instant.parse(time).toEpochMilli() * 1000;
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
