package dev.prima.jobs.repair;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.json.JsonValue.JsonString;
import dev.prima.core.mapping.ColumnType;
import dev.prima.jobs.postgres.LandedValue;
import dev.prima.jobs.postgres.SqlName;
import dev.prima.jobs.postgres.StandingTable;
import dev.prima.jobs.resolve.SupersededLines;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A table of a node with the types of its columns, as the server's catalog has them, to write and
 * find rows by their {@link RowImage}.
 *
 * @param qualified schema and name, quoted
 * @param types as {@code format_type} writes them, by the names of columns; no generated ones
 */
record StandingColumns(String qualified, Map<String, String> types) {

  static StandingColumns of(Connection connection, String table) throws SQLException {
    StandingTable standing =
        StandingTable.all(connection).stream()
            .filter(t -> t.isOf(table))
            .findFirst()
            .orElseThrow(() -> new SQLException(table + " is gone", "42P01"));
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid ="
                + " ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                + " ORDER BY attnum")) {
      query.setString(1, standing.qualified());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          types.put(row.getString(1), row.getString(2));
        }
      }
    }
    return new StandingColumns(standing.qualified(), types);
  }

  String columnList() {
    return types.keySet().stream().map(SqlName::quote).collect(Collectors.joining(", "));
  }

  /** Values for an {@code INSERT}. */
  String values(JsonObject row) {
    return types.entrySet().stream()
        .map(e -> row.find(e.getKey()) == null ? "NULL" : parameter(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Finds rows that are so in every column. */
  String condition(JsonObject row) {
    return types.entrySet().stream()
        .map(
            e ->
                row.find(e.getKey()) == null
                    ? SqlName.quote(e.getKey()) + " IS NULL"
                    : same(e.getKey(), e.getValue(), row))
        .collect(Collectors.joining(" AND "));
  }

  /** Reals that stand as text may be written by the load or, in a widened column, the server. */
  private String same(String column, String type, JsonObject row) {
    String beside = SqlName.fit(column + "#class");
    JsonValue storageClass = types.containsKey(beside) ? row.find(beside) : null;
    boolean real =
        storageClass instanceof JsonString word
            && word.asString().equals("real")
            && row.find(column) instanceof JsonString text
            && text.asString().matches(LandedValue.REAL);
    return real
        ? "(CASE WHEN "
            + SqlName.quote(beside)
            + " = 'real' AND "
            + SqlName.quote(column)
            + " ~ '^"
            + LandedValue.REAL
            + "$' THEN "
            + SqlName.quote(column)
            + "::double precision::text END) = CAST(? AS double precision)::text"
        : SqlName.quote(column) + " = " + parameter(type);
  }

  private static String parameter(String type) {
    return "CAST(? AS " + type + ")";
  }

  /** Binds the parameters of {@link #values} or {@link #condition}. */
  void bind(PreparedStatement statement, JsonObject row) throws SQLException {
    int at = 1;
    for (Map.Entry<String, String> column : types.entrySet()) {
      JsonValue value = row.find(column.getKey());
      if (value != null) {
        statement.setObject(at++, value(column.getValue(), value));
      }
    }
  }

  private static Object value(String type, JsonValue value) {
    return switch (type) {
      case "bytea" -> SupersededLines.parse(ColumnType.BYTEA, value);
      case "uuid" -> uuid((byte[]) SupersededLines.parse(ColumnType.UUID, value));
      case "timestamp with time zone" ->
          Instant.EPOCH
              .plus((Long) SupersededLines.parse(ColumnType.TIMESTAMPTZ, value), ChronoUnit.MICROS)
              .atOffset(ZoneOffset.UTC);
      default -> value instanceof JsonString text ? text.asString() : Json.write(value);
    };
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new UUID(words.getLong(), words.getLong());
  }
}
