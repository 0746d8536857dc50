package dev.prima.jobs.load.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraCluster.WriteTuning;
import dev.prima.jobs.cassandra.CassandraSchema;
import dev.prima.jobs.cassandra.CqlType;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.cassandra.SampleTargets;
import dev.prima.jobs.cassandra.TestClusters;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Held against what a node says of the same keys. */
class TokensIT {
  private static final CassandraCluster CLUSTER = TestClusters.embedded("tokens");
  private static final UUID ID = UUID.fromString("fe90a4c2-1234-5678-9abc-def0123456f2");

  private static CqlSession session;
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    session = CLUSTER.session();
    CassandraSchema.of(CLUSTER, SampleTargets.ALL).make(session);
    spark = SparkSessions.open("local[2]", Path.of("target", "tmp").toAbsolutePath(), Map.of());
  }

  @AfterAll
  static void close() {
    spark.stop();
    session.execute("DROP KEYSPACE tokens");
    session.close();
  }

  @Test
  void ofKeysOfEveryType() {
    assertThat(tokens(CqlType.TEXT, "ada", "日本語 🌱", "k".repeat(60_000)))
        .isEqualTo(tokensOfTheNode(CqlType.TEXT, "ada", "日本語 🌱", "k".repeat(60_000)));
    assertThat(tokens(CqlType.INT, 0, -1, Integer.MIN_VALUE))
        .isEqualTo(tokensOfTheNode(CqlType.INT, 0, -1, Integer.MIN_VALUE));
    assertThat(tokens(CqlType.BIGINT, 0L, -1L, Long.MAX_VALUE))
        .isEqualTo(tokensOfTheNode(CqlType.BIGINT, 0L, -1L, Long.MAX_VALUE));
    assertThat(tokens(CqlType.TIMESTAMP, -1L, 1_750_000_000_123L))
        .isEqualTo(
            tokensOfTheNode(
                CqlType.TIMESTAMP,
                Instant.ofEpochMilli(-1),
                Instant.ofEpochMilli(1_750_000_000_123L)));
    assertThat(tokens(CqlType.UUID, ID.toString())).isEqualTo(tokensOfTheNode(CqlType.UUID, ID));
    byte[] blob = {0, -1, 127, -128};
    assertThat(tokens(CqlType.BLOB, blob))
        .isEqualTo(tokensOfTheNode(CqlType.BLOB, ByteBuffer.wrap(blob)));
  }

  @Test
  void ofKeysOfSeveralColumns() {
    for (String agent : List.of("ada", "日本語")) {
      session.execute(
          "INSERT INTO tokens.interactions (agent_id, month, at, message_id) VALUES (?, ?, ?, ?)",
          agent,
          "2025-05",
          Instant.EPOCH,
          ID);
    }
    List<Row> stand =
        session
            .execute("SELECT agent_id, month, token(agent_id, month) FROM tokens.interactions")
            .all();
    Dataset<org.apache.spark.sql.Row> keys =
        spark.createDataFrame(
            stand.stream().map(r -> RowFactory.create(r.getString(0), r.getString(1))).toList(),
            new StructType()
                .add("agent_id", DataTypes.StringType)
                .add("month", DataTypes.StringType));

    assertThat(stand).hasSize(2);
    assertThat(tokens(keys, GlobalTable.of(SampleTargets.MESSAGES).partitionKey()))
        .isEqualTo(stand.stream().map(r -> r.getLong(2)).toList());
  }

  @Test
  void onlyWhereBatchesAreOfManyPartitionsAreRowsPutInTheirOrder() {
    GlobalTable table = GlobalTable.of(SampleTargets.AGENTS);
    Dataset<org.apache.spark.sql.Row> rows =
        spark
            .createDataFrame(
                IntStream.range(0, 100).mapToObj(i -> RowFactory.create("agent " + i)).toList(),
                new StructType().add("agent_id", DataTypes.StringType))
            .coalesce(1);
    List<Long> unordered = tokens(rows, table.partitionKey());
    List<Long> ordered = unordered.stream().sorted().toList();

    assertThat(unordered).doesNotHaveDuplicates().isNotEqualTo(ordered);
    assertThat(tokens(load(WriteTuning.SINGLE_NODE).arranged(rows), table.partitionKey()))
        .isEqualTo(ordered);
    assertThat(tokens(load(WriteTuning.CLUSTER).arranged(rows), table.partitionKey()))
        .isEqualTo(unordered);
  }

  private static CassandraLoad load(WriteTuning write) {
    CassandraCluster cluster =
        new CassandraCluster(
            CLUSTER.contactPoints(),
            CLUSTER.localDatacenter(),
            CLUSTER.keyspace(),
            CLUSTER.consistency(),
            CLUSTER.access(),
            write);
    return CassandraLoad.into(cluster, GlobalTable.of(SampleTargets.AGENTS));
  }

  private static List<Long> tokens(CqlType type, Object... values) {
    DataType form = type == CqlType.UUID ? DataTypes.StringType : type.scanned();
    return tokens(
        spark.createDataFrame(
            Arrays.stream(values).map(RowFactory::create).toList(),
            new StructType().add("k", form)),
        List.of(new GlobalTable.Column("k", type)));
  }

  private static List<Long> tokens(
      Dataset<org.apache.spark.sql.Row> rows, List<GlobalTable.Column> key) {
    return rows.select(Tokens.of(key)).as(Encoders.LONG()).collectAsList();
  }

  private static List<Long> tokensOfTheNode(CqlType type, Object... values) {
    String table = "tokens.keyed_by_" + type.cql();
    session.execute("CREATE TABLE " + table + " (k " + type.cql() + " PRIMARY KEY)");
    return Arrays.stream(values)
        .map(
            value -> {
              session.execute("INSERT INTO " + table + " (k) VALUES (?)", value);
              return session
                  .execute("SELECT token(k) FROM " + table + " WHERE k = ?", value)
                  .one()
                  .getLong(0);
            })
        .toList();
  }
}
