package dev.prima.jobs.reconcile;

import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
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

/** Spoils rows of PostgreSQL by plain SQL, never the same row twice. */
final class NodePlanter {
  private final MigratedNetwork network;
  private final Random random;
  private final Planted planted;
  private final Map<String, List<Victim>> left = new HashMap<>();

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
      return Planted.place(node.name(), region, shard);
    }
  }

  NodePlanter(MigratedNetwork network, Random random, Planted planted) {
    this.network = network;
    this.random = random;
    this.planted = planted;
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
    String key = planted.stranger("");
    PostgresServer home = network.home();
    change(home, "INSERT INTO prima.sacred_cache (cache_key, source_id) VALUES ('" + key + "', 1)");
    planted.add(
        Planted.told(
            "unexpected",
            "sacred_cache",
            "postgres",
            Map.of("cache_key", key),
            Planted.place(home.name(), null, null),
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
    set(victim, column, "'" + Planted.flipped(value) + "'::double precision");
    planted("mismatched", victim, victim.node(), "", List.of(column));
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
        Planted.told(
            "misplaced",
            victim.table(),
            "postgres",
            victim.key(),
            Planted.place(victim.node().name(), victim.region(), shard),
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

  /** Every kind that a table can have which no profile claims and which has eight rows. */
  void spoilLegacyTable() {
    List<Integer> seats = new ArrayList<>(List.of(1, 2, 3, 4));
    Collections.shuffle(seats, random);
    String table = "legacy.sacred_presences";
    PostgresServer home = network.home();
    String dawn = " WHERE council = 'Council of Dawn' AND seat = ";
    change(home, "DELETE FROM " + table + dawn + seats.get(0));
    legacy("missing", seats.get(0), List.of());
    change(home, "UPDATE " + table + " SET presence = presence || '!'" + dawn + seats.get(1));
    legacy("mismatched", seats.get(1), List.of("presence"));
    change(home, "UPDATE " + table + " SET weight = weight + 1.2e-16" + dawn + seats.get(2));
    legacy("mismatched", seats.get(2), List.of("weight"));
    change(
        home,
        "INSERT INTO "
            + table
            + " SELECT (jsonb_populate_record(t, '{\"seat\": 99}')).* FROM "
            + table
            + " t"
            + dawn
            + seats.get(3));
    legacy("unexpected", 99, List.of());
  }

  private void legacy(String kind, int seat, List<String> columns) {
    planted.add(
        Planted.told(
            kind,
            "legacy.sacred_presences",
            "postgres",
            Map.of("council", "Council of Dawn", "seat", Integer.toString(seat)),
            Planted.place(network.home().name(), null, null),
            "",
            columns));
  }

  private void planted(
      String kind, Victim victim, PostgresServer node, String expected, List<String> columns) {
    planted.add(
        Planted.told(
            kind, victim.table(), "postgres", victim.key(), victim.at(node), expected, columns));
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
}
