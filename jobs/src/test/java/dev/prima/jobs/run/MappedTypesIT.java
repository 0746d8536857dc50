package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.house.MadePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What values of every storage class become in columns of every type that a mapping knows, in both
 * stores, by SQL and CQL; the README shows it.
 */
class MappedTypesIT {
  private static final Path README = Path.of("../README.md");
  private static final byte[] BLOB = {0, (byte) 0xff, 'x'};

  @TempDir Path folder;
  private Stores stores;

  /**
   * @param postgres how the server writes it, or the reason for which its row is rejected
   * @param cassandra how CQL writes it; empty where the row is rejected
   */
  private record Case(String type, Object value, String postgres, String cassandra) {
    Case(String type, Object value, String reason) {
      this(type, value, reason, "");
    }

    boolean rejected() {
      return cassandra.isEmpty();
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("text", "it's ß🙂", "it's ß🙂", "'it''s ß🙂'"),
          new Case("text", "", "", "''"),
          new Case("text", 17L, "17", "'17'"),
          new Case("text", 1.5, "1.5", "'1.5'"),
          new Case("text", BLOB, "TYPE_MISMATCH"),
          new Case("bigint", Long.MIN_VALUE, "-9223372036854775808", "-9223372036854775808"),
          new Case("bigint", 3.0, "3", "3"),
          new Case("bigint", 3.5, "TYPE_MISMATCH"),
          new Case("bigint", "3", "TYPE_MISMATCH"),
          new Case("double", 0.1, "0.1", "0.1"),
          new Case("double", 1 / 0.0, "Infinity", "Infinity"),
          new Case("double", 5L, "5", "5.0"),
          new Case("double", 9_007_199_254_740_993L, "TYPE_MISMATCH"),
          new Case("boolean", 1L, "true", "true"),
          new Case("boolean", "FALSE", "false", "false"),
          new Case("boolean", 2L, "TYPE_MISMATCH"),
          new Case(
              "timestamptz", 1_700_000_000L, "2023-11-14 22:13:20+00", "'2023-11-14T22:13:20Z'"),
          new Case(
              "timestamptz",
              1_700_000_000_123L,
              "2023-11-14 22:13:20.123+00",
              "'2023-11-14T22:13:20.123Z'"),
          new Case(
              "timestamptz",
              "2024-02-29 01:02:03+02:00",
              "2024-02-28 23:02:03+00",
              "'2024-02-28T23:02:03Z'"),
          new Case(
              "timestamptz",
              "0000-01-01 00:00:00",
              "0001-01-01 00:00:00+00 BC",
              "'0000-01-01T00:00:00Z'"),
          new Case(
              "timestamptz",
              "9999-12-31 23:59:59",
              "9999-12-31 23:59:59+00",
              "'9999-12-31T23:59:59Z'"),
          new Case("timestamptz", "", "NULL", "NULL"),
          new Case("timestamptz", 1.5, "TYPE_MISMATCH"),
          new Case("timestamptz", 100_000_000_000_000L, "TIME_RANGE"),
          new Case(
              "jsonb", "{\"b\": 1, \"a\": 2}", "{\"a\": 2, \"b\": 1}", "'{\"b\": 1, \"a\": 2}'"),
          new Case("jsonb", "", "NULL", "NULL"),
          new Case("jsonb", "no json", "INVALID_JSON"),
          new Case("bytea", BLOB, "\\x00ff78", "0x00ff78"),
          new Case("bytea", "x", "TYPE_MISMATCH"));

  private static final String COLUMNS =
      List.of("text", "bigint", "double", "boolean", "timestamptz", "jsonb", "bytea").stream()
          .map(type -> ", as_" + type + ": " + type)
          .collect(Collectors.joining());

  @Test
  void everyValueStandsAsTheReadmeShows() throws IOException, SQLException {
    Path source = folder.resolve("values.db");
    make(source);
    Path mapping =
        Files.writeString(
            folder.resolve("values.yml"),
            """
            profile: values
            time-unit: seconds
            tables:
              owners:
                placement: { distribute: owner_id }
                identity: { key: [owner_id] }
                columns: { owner_id: text }
              on_node:
                placement: home
                identity: { key: [id] }
                columns: { id: bigint%1$s }
              in_global:
                placement: global
                identity: { key: [id] }
                columns: { id: bigint%1$s }
                global: { table: values_by_id, partition-key: [id], columns: all }
            """
                .formatted(COLUMNS));
    stores = new Stores(folder, "sharding: {shards: 4}", "errors: {budget: 100}");

    RunReport report = stores.migrate(List.of(source), "source.profile=[" + mapping + "]");

    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(Tables.books(report).values()).allMatch(Books::balanced);
    Map<String, Long> reasons =
        CASES.stream()
            .filter(Case::rejected)
            .collect(Collectors.groupingBy(Case::postgres, TreeMap::new, Collectors.counting()));
    for (String table : List.of("on_node", "in_global")) {
      assertThat(
              report.tables().stream()
                  .filter(t -> t.table().equals(table))
                  .map(t -> t.rejectReasons()))
          .containsExactly(reasons);
    }
    documented();
  }

  private void make(Path source) throws SQLException {
    Query.change(
        Query.sqlite(source),
        "CREATE TABLE owners (owner_id TEXT PRIMARY KEY)",
        "INSERT INTO owners VALUES ('somebody')");
    for (String table : List.of("on_node", "in_global")) {
      try (Connection connection = DriverManager.getConnection(Query.sqlite(source));
          var sql = connection.createStatement()) {
        // Without declared types SQLite stores what it is given.
        sql.execute(
            "CREATE TABLE "
                + table
                + " (id INTEGER PRIMARY KEY"
                + COLUMNS.replaceAll(": \\w+", "")
                + ")");
        for (int c = 0; c < CASES.size(); c++) {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO " + table + " (id, as_" + CASES.get(c).type() + ") VALUES (?, ?)")) {
            insert.setLong(1, c);
            insert.setObject(2, CASES.get(c).value());
            insert.executeUpdate();
          }
        }
      }
    }
  }

  /** Holds both stores against the cases, and the page against both. */
  private void documented() throws IOException {
    Map<Long, Row> global =
        stores.global("values_by_id").stream()
            .collect(Collectors.toMap(row -> row.getLong("id"), row -> row));
    StringBuilder made =
        new StringBuilder(
            "| type in the mapping | value in SQLite | in PostgreSQL | value there | in Cassandra |"
                + " value there |\n|---|---|---|---|---|---|\n");
    for (int c = 0; c < CASES.size(); c++) {
      Case each = CASES.get(c);
      String column = "as_" + each.type();
      List<List<@Nullable Object>> rows =
          Query.rows(
              stores.url(0),
              "SELECT pg_typeof("
                  + column
                  + ")::text, "
                  + column
                  + "::text FROM prima.on_node WHERE id = "
                  + c);
      Row row = global.get((long) c);
      made.append("| `")
          .append(each.type())
          .append("` | ")
          .append(shown(each.value()))
          .append(" | ");
      if (each.rejected()) {
        assertThat(rows).as("%s", each).isEmpty();
        assertThat(row).as("%s", each).isNull();
        made.append(
            "rejected | `" + each.postgres() + "` | rejected | `" + each.postgres() + "` |\n");
        continue;
      }
      assertThat(String.valueOf(rows.get(0).get(1)).replace("null", "NULL"))
          .as("%s", each)
          .isEqualTo(each.postgres());
      assertThat(cql(row, column)).as("%s", each).isEqualTo(each.cassandra());
      made.append("`" + rows.get(0).get(0) + "` | " + quoted(each.postgres()));
      made.append(
          " | `"
              + row.getColumnDefinitions().get(column).getType().asCql(false, false)
              + "` | "
              + quoted(each.cassandra())
              + " |\n");
    }
    assertThat(MadePart.of(README, MappedTypesIT.class, "values", made.toString()))
        .isEqualTo(made.toString());
  }

  /** As a literal, times in ISO's calendar: the driver writes old ones in that of Julius. */
  private static String cql(Row row, String column) {
    if (row.getObject(column) instanceof Instant time) {
      return "'" + time + "'";
    }
    return CodecRegistry.DEFAULT
        .codecFor(row.getColumnDefinitions().get(column).getType())
        .format(row.getObject(column));
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "(empty)" : "`" + value + "`";
  }

  private static String shown(Object value) {
    if (value instanceof byte[] bytes) {
      return "BLOB `" + HexFormat.of().formatHex(bytes) + "`";
    }
    String storageClass =
        value instanceof String ? "text" : value instanceof Double ? "real" : "integer";
    return storageClass.toUpperCase(Locale.ROOT) + " " + quoted(value.toString());
  }
}
