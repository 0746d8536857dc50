package dev.prima.jobs.reconcile;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Spoils rows of Cassandra by plain CQL, never the same row twice. */
final class GlobalPlanter {
  private final MigratedNetwork network;
  private final Random random;
  private final Planted planted;
  private final List<Row> interactions = new ArrayList<>();
  private final List<Row> spores = new ArrayList<>();

  GlobalPlanter(MigratedNetwork network, Random random, Planted planted) {
    this.network = network;
    this.random = random;
    this.planted = planted;
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
    String stranger = planted.stranger("agent-");
    execute(
        "INSERT INTO prima.interactions (agent_id, month, at, message_id, content, source_id)"
            + " VALUES (?, ?, ?, ?, 'x', 1)",
        key(row, stranger));
    planted("unexpected", row, stranger, List.of());
  }

  /** Of all global tables only this one tells in its key where a row belongs. */
  void moveMeasurement() {
    try (CqlSession session = EmbeddedStores.openCql()) {
      List<Row> measurements = new ArrayList<>();
      session
          .execute(cql("SELECT * FROM prima.field_coherence"))
          .forEach(
              row -> {
                String region = row.getString("region_id");
                if (!"none".equals(region) && !"genesis".equals(region)) {
                  measurements.add(row);
                }
              });
      Row row = measurements.get(random.nextInt(measurements.size()));
      List<String> columns = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      row.getColumnDefinitions()
          .forEach(
              column -> {
                String name = column.getName().asInternal();
                Object value = row.getObject(column.getName());
                if (value != null) {
                  columns.add(name);
                  values.add(name.equals("region_id") ? "genesis" : value);
                }
              });
      String region = "" + row.getString("region_id");
      session.execute(
          cql(
              "INSERT INTO prima.field_coherence ("
                  + String.join(", ", columns)
                  + ") VALUES ("
                  + String.join(", ", Collections.nCopies(columns.size(), "?"))
                  + ")"),
          values.toArray());
      session.execute(
          cql(
              "DELETE FROM prima.field_coherence WHERE region_id = ? AND day = ? AND at = ? AND"
                  + " measurement_id = ?"),
          region,
          row.getString("day"),
          row.getInstant("at"),
          row.getUuid("measurement_id"));
      planted.add(
          Planted.told(
              "misplaced",
              "field_measurements",
              "cassandra",
              Map.of(
                  "region_id",
                  "genesis",
                  "day",
                  "" + row.getString("day"),
                  "at",
                  "" + row.getInstant("at"),
                  "measurement_id",
                  "" + row.getUuid("measurement_id")),
              Planted.place(null, "genesis", null),
              Planted.place(null, region, null),
              List.of()));
    }
  }

  void insertSpore() {
    String id = planted.stranger("spore-");
    execute("INSERT INTO prima.spores (spore_id, source_id) VALUES (?, 1)", id);
    planted.add(spore("unexpected", id, List.of()));
  }

  void flipLastBitOfSpore() {
    Row row = spores.remove(spores.size() - 1);
    String id = row.getString("spore_id");
    execute(
        "UPDATE prima.spores SET resonance_threshold = ? WHERE spore_id = ?",
        Planted.flipped(row.getDouble("resonance_threshold")),
        id);
    planted.add(spore("mismatched", id, List.of("resonance_threshold")));
  }

  private static String spore(String kind, String id, List<String> columns) {
    return Planted.told(
        kind,
        "spores",
        "cassandra",
        Map.of("spore_id", id),
        Planted.place(null, null, null),
        "",
        columns);
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
        Planted.told(
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
            Planted.place(null, null, null),
            "",
            columns));
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
