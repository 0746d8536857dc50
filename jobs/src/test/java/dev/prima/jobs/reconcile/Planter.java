package dev.prima.jobs.reconcile;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Spoils rows of a migrated network by plain SQL and CQL, never the same row twice, and keeps a
 * list of what it did, in the words that a reconciliation should find.
 */
final class Planter {
  /** What was planted, worded as {@link #told} does. */
  final List<String> planted = new ArrayList<>();

  private final MigratedNetwork network;
  private final Random random;
  private final Map<String, List<Victim>> left = new HashMap<>();
  private final List<Row> interactions = new ArrayList<>();
  private final List<Row> spores = new ArrayList<>();
  private int strangers;

  /**
   * A row of PostgreSQL.
   *
   * @param where finds it, by its key
   * @param texts those of its values that a change goes by
   */
  private record Victim(
      String table,
      PostgresServer node,
      String where,
      Map<String, String> key,
      @Nullable String region,
      @Nullable Integer shard,
      Map<String, String> texts) {
    String at(PostgresServer node) {
      return place(node.name(), region, shard);
    }
  }

  Planter(MigratedNetwork network, long seed) {
    this.network = network;
    random = new Random(seed);
    victims("agents", List.of("agent_id"), "love_resonance", "TRUE");
    victims(
        "connections",
        List.of("agent1_id", "agent2_id"),
        "trust_score",
        "connection_type <> 'derived' AND trust_score IS NOT NULL");
    // Of files from whose messages no connection is derived, lest that check notices it too.
    victims(
        "messages",
        List.of("message_id", "created_at"),
        "field_impact",
        "love_quotient IS NULL AND field_impact IS NOT NULL AND shard_id IS NOT NULL");
    victims("work", List.of("id"), "progress", "TRUE");
    victims("sacred_cache", List.of("cache_key"), "hit_count", "TRUE");
    try (CqlSession session = EmbeddedStores.openCql()) {
      session.execute(cql("SELECT * FROM prima.interactions")).forEach(interactions::add);
      session
          .execute(cql("SELECT spore_id, resonance_threshold FROM prima.spores"))
          .forEach(
              row -> {
                if (!row.isNull(1)) {
                  spores.add(row);
                }
              });
    }
    Collections.shuffle(interactions, random);
    Collections.shuffle(spores, random);
  }

  /** How a discrepancy is worded, to be compared. */
  static String told(
      String kind,
      String table,
      String store,
      Map<String, String> key,
      String place,
      String expected,
      List<String> columns) {
    return String.join(
        " ", kind, table, store, new TreeMap<>(key).toString(), place, expected, "" + columns);
  }

  static String place(@Nullable String node, @Nullable String region, @Nullable Integer shard) {
    return node + "/" + region + "/" + shard;
  }

  private void victims(String table, List<String> key, String number, String where) {
    List<Victim> victims = new ArrayList<>();
    for (PostgresServer node : network.databases) {
      on(
          node,
          "SELECT * FROM prima."
              + table
              + " WHERE "
              + where
              + " ORDER BY "
              + String.join(", ", key),
          row -> {
            Map<String, String> values = new TreeMap<>();
            List<String> found = new ArrayList<>();
            for (String column : key) {
              if (column.equals("created_at")) {
                OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
                if (time != null) {
                  values.put(column, time.toInstant().toString());
                }
              } else {
                values.put(column, row.getString(column));
                found.add(column + " = '" + row.getString(column).replace("'", "''") + "'");
              }
            }
            int shard = row.getInt("shard_id");
            victims.add(
                new Victim(
                    table,
                    node,
                    String.join(" AND ", found),
                    values,
                    row.getString("region_id"),
                    row.wasNull() ? null : shard,
                    Map.of(
                        "number",
                        row.getString(number) == null ? "0" : row.getString(number),
                        "text",
                        table.equals("messages") ? "" + row.getString("content") : "")));
          });
    }
    Collections.shuffle(victims, random);
    left.put(table, victims);
  }

  private Victim next(String table) {
    List<Victim> victims = left.getOrDefault(table, List.of());
    return victims.remove(victims.size() - 1);
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }

  void deleteRow() {
    Victim victim = next(any("connections", "messages", "sacred_cache", "work"));
    change(victim.node(), "DELETE FROM prima." + victim.table() + " WHERE " + victim.where());
    planted("missing", victim, victim.node(), "", List.of());
  }

  void insertStranger() {
    String key = "planted-" + strangers++;
    PostgresServer home = network.home();
    change(home, "INSERT INTO prima.sacred_cache (cache_key, source_id) VALUES ('" + key + "', 1)");
    planted.add(
        told(
            "unexpected",
            "sacred_cache",
            "postgres",
            Map.of("cache_key", key),
            place(home.name(), null, null),
            "",
            List.of()));
  }

  void changeText() {
    String table = any("agents", "connections", "messages", "work");
    String column =
        Map.of("agents", "name", "connections", "connection_id", "messages", "content")
            .getOrDefault(table, "title");
    Victim victim = next(table);
    set(victim, column, "coalesce(" + column + ", '') || '!'");
    planted("mismatched", victim, victim.node(), "", List.of(column));
  }

  void flipLastBit() {
    String table = any("agents", "connections", "messages");
    String column =
        Map.of("agents", "love_resonance", "connections", "trust_score", "messages", "field_impact")
            .getOrDefault(table, "");
    Victim victim = next(table);
    double value = Double.parseDouble(victim.texts().getOrDefault("number", "0"));
    set(victim, column, "'" + flipped(value) + "'::double precision");
    planted("mismatched", victim, victim.node(), "", List.of(column));
  }

  private static double flipped(double value) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ 1);
  }

  void swapValues() {
    Victim one = next("messages");
    Victim other = next("messages");
    String left = one.texts().getOrDefault("text", "");
    String right = other.texts().getOrDefault("text", "");
    if (!left.equals(right)) {
      set(one, "content", "'" + right.replace("'", "''") + "'");
      set(other, "content", "'" + left.replace("'", "''") + "'");
      planted("mismatched", one, one.node(), "", List.of("content"));
      planted("mismatched", other, other.node(), "", List.of("content"));
    }
  }

  void putIntoOtherShard() {
    Victim victim = next(any("connections", "messages"));
    int shard = victim.shard() == null ? 0 : victim.shard() + 1 + random.nextInt(3);
    set(victim, "shard_id", Integer.toString(shard));
    planted.add(
        told(
            "misplaced",
            victim.table(),
            "postgres",
            victim.key(),
            place(victim.node().name(), victim.region(), shard),
            victim.at(victim.node()),
            List.of()));
  }

  void moveToOtherNode() {
    Victim victim = next(any("connections", "messages"));
    PostgresServer other = copy(victim);
    change(victim.node(), "DELETE FROM prima." + victim.table() + " WHERE " + victim.where());
    planted("misplaced", victim, other, victim.at(victim.node()), List.of());
  }

  void duplicateOnOtherNode() {
    Victim victim = next("messages");
    planted("unexpected", victim, copy(victim), "", List.of());
  }

  private PostgresServer copy(Victim victim) {
    List<PostgresServer> others =
        network.databases.stream().filter(d -> d != victim.node()).toList();
    PostgresServer other = others.get(random.nextInt(others.size()));
    List<String> columns = new ArrayList<>();
    on(
        other,
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'prima' AND"
            + " table_name = '"
            + victim.table()
            + "' AND is_generated = 'NEVER'",
        row -> columns.add(row.getString(1)));
    on(
        victim.node(),
        "SELECT to_json(t)::text FROM prima." + victim.table() + " t WHERE " + victim.where(),
        row -> insert(other, victim.table(), String.join(", ", columns), row.getString(1)));
    return other;
  }

  private static void insert(PostgresServer node, String table, String columns, String json) {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        PreparedStatement sql =
            connection.prepareStatement(
                "INSERT INTO prima.%1$s (%2$s) SELECT %2$s FROM json_populate_record(NULL::prima.%1$s, ?::json)"
                    .formatted(table, columns))) {
      sql.setString(1, json);
      sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(table + ": " + e.getMessage(), e);
    }
  }

  void deleteInteraction() {
    Row row = interactions.remove(interactions.size() - 1);
    execute("DELETE FROM prima.interactions" + KEY, key(row, row.getString("agent_id")));
    planted("missing", row, row.getString("agent_id"), List.of());
  }

  void changeInteraction() {
    Row row = interactions.remove(interactions.size() - 1);
    execute(
        "UPDATE prima.interactions SET content = '" + "changed" + "'" + KEY,
        key(row, row.getString("agent_id")));
    planted("mismatched", row, row.getString("agent_id"), List.of("content"));
  }

  void putInteractionUnderThirdAgent() {
    Row row = interactions.get(random.nextInt(interactions.size()));
    String stranger = "planted-agent-" + strangers++;
    execute(
        "INSERT INTO prima.interactions (agent_id, month, at, message_id, content, source_id)"
            + " VALUES (?, ?, ?, ?, 'x', 1)",
        key(row, stranger));
    planted("unexpected", row, stranger, List.of());
  }

  void insertSpore() {
    String id = "planted-spore-" + strangers++;
    execute("INSERT INTO prima.spores (spore_id, source_id) VALUES (?, 1)", id);
    planted.add(spore("unexpected", id, List.of()));
  }

  void flipLastBitOfSpore() {
    Row row = spores.remove(spores.size() - 1);
    String id = row.getString("spore_id");
    execute(
        "UPDATE prima.spores SET resonance_threshold = ? WHERE spore_id = ?",
        flipped(row.getDouble("resonance_threshold")),
        id);
    planted.add(spore("mismatched", id, List.of("resonance_threshold")));
  }

  private static String spore(String kind, String id, List<String> columns) {
    return told(
        kind, "spores", "cassandra", Map.of("spore_id", id), place(null, null, null), "", columns);
  }

  private static final String KEY =
      " WHERE agent_id = ? AND month = ? AND at = ? AND message_id = ?";

  private static Object[] key(Row row, String agent) {
    return new Object[] {
      agent, row.getString("month"), row.getInstant("at"), row.getUuid("message_id")
    };
  }

  private void planted(String kind, Row row, String agent, List<String> columns) {
    planted.add(
        told(
            kind,
            "messages",
            "cassandra",
            Map.of(
                "agent_id",
                agent,
                "month",
                "" + row.getString("month"),
                "at",
                "" + row.getInstant("at"),
                "message_id",
                "" + row.getUuid("message_id")),
            place(null, null, null),
            "",
            columns));
  }

  private void planted(
      String kind, Victim victim, PostgresServer node, String expected, List<String> columns) {
    planted.add(
        told(kind, victim.table(), "postgres", victim.key(), victim.at(node), expected, columns));
  }

  private void set(Victim victim, String column, String value) {
    change(
        victim.node(),
        "UPDATE prima."
            + victim.table()
            + " SET "
            + column
            + " = "
            + value
            + " WHERE "
            + victim.where());
  }

  private static void change(PostgresServer node, String statement) {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        Statement sql = connection.createStatement()) {
      int changed = sql.executeUpdate(statement);
      if (changed != 1) {
        throw new IllegalStateException(changed + " rows by " + statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(statement + ": " + e.getMessage(), e);
    }
  }

  /** What is done with each row that is found. */
  private interface Taking {
    void take(ResultSet row) throws SQLException;
  }

  private static void on(PostgresServer node, String query, Taking taking) {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      while (row.next()) {
        taking.take(row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query + ": " + e.getMessage(), e);
    }
  }

  private void execute(String statement, Object... values) {
    try (CqlSession session = EmbeddedStores.openCql()) {
      session.execute(cql(statement), values);
    }
  }

  private String cql(String statement) {
    return statement.replace("prima.", network.cassandra.keyspace().name() + ".");
  }
}
