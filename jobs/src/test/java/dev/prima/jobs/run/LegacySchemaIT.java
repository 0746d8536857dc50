package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.StoreDdl;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.plan.PlanFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a schema that no profile claims says beside columns and keys, and what PostgreSQL then does:
 * rows are put in by plain SQL and taken or refused.
 */
class LegacySchemaIT {
  private static final String LONG =
      "a name of more than sixty-three bytes, which PostgreSQL would cut";

  @TempDir Path folder;
  private Stores stores;

  private static void makeSchema(String url) {
    Query.change(
        url,
        // In the order of their names the child comes before its parent.
        "CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE,"
            + " email TEXT COLLATE NOCASE UNIQUE, made DATETIME DEFAULT CURRENT_TIMESTAMP,"
            + " n INTEGER DEFAULT '5', price REAL DEFAULT 1, note TEXT DEFAULT 'it''s \\ a',"
            + " seen INTEGER DEFAULT (strftime('%s', 'now')),"
            + " odd TEXT DEFAULT (lower(hex(randomblob(4)))),"
            + " twice INTEGER AS (n * 2) STORED,"
            + " CONSTRAINT positive CHECK (n > 0), CHECK (code LIKE 'c-%'), CHECK (n % 2 = 1))",
        "CREATE TABLE child (a INTEGER, b INTEGER, parent_id INTEGER REFERENCES parent ON DELETE"
            + " CASCADE, code TEXT REFERENCES PARENT (Code), lost INTEGER REFERENCES nowhere (id),"
            + " up INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID",
        "CREATE TABLE tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree (id)"
            + " DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE loose (k TEXT PRIMARY KEY, v INTEGER)",
        "CREATE TABLE \"x\"\"; DROP TABLE parent; --\" (\"select\" INTEGER CHECK (\"select\" < 9),"
            + " \""
            + LONG
            + " 1\" INTEGER, \""
            + LONG
            + " 2\" INTEGER)",
        "CREATE INDEX \"by; n\" ON parent (n DESC, code)",
        "CREATE UNIQUE INDEX one_dear ON parent (note) WHERE price > 100",
        "CREATE UNIQUE INDEX by_lower ON parent (lower(code))",
        "CREATE INDEX by_day ON parent (date(made))",
        "CREATE VIEW everything AS SELECT * FROM parent, no_such_table",
        "CREATE TRIGGER counting AFTER INSERT ON parent BEGIN DELETE FROM child; END");
  }

  private static void makeRows(String url) {
    Query.change(
        url,
        "INSERT INTO parent (id, code, email, made, n, price, note, seen) VALUES"
            + " (7, 'C-1', 'A@x', '2020-01-01 00:00:00', 1, 2.5, 'a', 1600000000),"
            + " (9, 'c-2', 'b@x', '2020-01-01 00:00:00', 3, 200.0, 'a', 1600000000),"
            + " (50, 'c-3', 'c@x', '2020-01-01 00:00:00', 3, 200.0, 'b', 1600000000)",
        "DELETE FROM parent WHERE id = 50",
        "INSERT INTO child VALUES (1, 1, 7, 'C-1', 5, 1), (2, 1, 9, NULL, 5, 1)",
        "INSERT INTO tree VALUES (1, 2), (2, 1), (-4, NULL)",
        "INSERT INTO loose VALUES (NULL, 1), (NULL, 1), ('k', 2), ('m', 'one')",
        "INSERT INTO \"x\"\"; DROP TABLE parent; --\" VALUES (1, 2, 3)");
  }

  private void refused(String state, String sql) {
    assertThatThrownBy(() -> Query.change(stores.url(0), sql))
        .as(sql)
        .hasRootCauseInstanceOf(java.sql.SQLException.class)
        .rootCause()
        .extracting(e -> ((java.sql.SQLException) e).getSQLState())
        .isEqualTo(state);
  }

  private static List<String> notes(RunReport report, String table) {
    return report.tables().stream()
        .filter(t -> t.table().equals(table))
        .map(TableReport::notes)
        .findFirst()
        .orElseThrow();
  }

  private List<String> objects() {
    return objects(stores.url(0));
  }

  private static List<String> objects(String url) {
    List<String> objects = new ArrayList<>();
    objects.addAll(
        Query.texts(url, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'legacy' ORDER BY 1"));
    objects.addAll(
        Query.texts(
            url,
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM"
                + " pg_constraint WHERE connamespace = 'legacy'::regnamespace ORDER BY 1"));
    objects.addAll(
        Query.texts(
            url,
            "SELECT table_name || ' ' || column_name || ' ' || coalesce(column_default, '') || ' '"
                + " || is_identity FROM information_schema.columns WHERE table_schema = 'legacy'"
                + " ORDER BY 1"));
    return objects;
  }

  @Test
  void whatASchemaSaysHoldsInTheTargetAndTheRestIsNamed() {
    Path file = folder.resolve("shop.db");
    String url = Query.sqlite(file);
    makeSchema(url);
    makeRows(url);
    stores = new Stores(folder, "sharding: {shards: 10}");

    RunReport report = stores.migrate(List.of(file));

    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(report.totals().loaded()).isEqualTo(12);
    assertThat(notes(report, "legacy.parent"))
        .anyMatch(n -> n.startsWith("default of column odd is not carried over"))
        .anyMatch(n -> n.startsWith("check parent_check3 is not carried over"))
        .anyMatch(n -> n.startsWith("index by_day is not carried over"))
        .anyMatch(n -> n.contains("column email compares by NOCASE"))
        .anyMatch(n -> n.contains("column twice is computed"))
        .anyMatch(n -> n.contains("trigger counting"))
        .anyMatch(n -> n.contains("column made is timestamp"))
        .hasSize(7);
    assertThat(notes(report, "legacy.child"))
        .singleElement()
        .asString()
        .contains("foreign key of lost to nowhere");
    assertThat(notes(report, "legacy.loose")).anyMatch(n -> n.contains("lack a part"));
    assertThat(notes(report, "legacy.x\"; DROP TABLE parent; --"))
        .filteredOn(n -> n.contains(" is named "))
        .hasSize(2);
    assertThat(report.remarks().notes()).anyMatch(n -> n.contains("view everything"));

    thePlanTellsAllOfIt();
    Query.change(stores.url(0), "INSERT INTO legacy.parent (source_id, code) VALUES (1, 'C-9')");
    assertThat(
            Query.rows(
                stores.url(0),
                "SELECT id, n, price, note, odd, abs(seen - extract(epoch FROM now())) < 600,"
                    + " made::timestamp - now() AT TIME ZONE 'UTC' BETWEEN '-10 min' AND '10 min'"
                    + " FROM legacy.parent WHERE code = 'C-9'"))
        .containsExactly(java.util.Arrays.asList(51L, 5L, 1.0, "it's \\ a", null, true, true));
    refused("23514", "INSERT INTO legacy.parent (source_id, code, n) VALUES (1, 'c-8', -1)");
    refused("23514", "INSERT INTO legacy.parent (source_id, code) VALUES (1, 'd-8')");
    refused("23505", "INSERT INTO legacy.parent (source_id, code) VALUES (1, 'c-9')");
    refused("23505", "INSERT INTO legacy.parent (source_id, code, email) VALUES (1, 'c-7', 'a@X')");
    refused(
        "23505",
        "INSERT INTO legacy.parent (source_id, code, note, price) VALUES (1, 'c-7', 'a', 101)");
    refused("23503", "INSERT INTO legacy.child (source_id, a, b, parent_id) VALUES (1, 3, 3, 8)");
    refused("23505", "INSERT INTO legacy.child (source_id, a, b) VALUES (1, 1, 1)");
    refused("23505", "INSERT INTO legacy.loose VALUES ('k', '3', 'integer', 1)");
    refused("23514", "INSERT INTO legacy.\"x\"\"; DROP TABLE parent; --\" VALUES (9, 1, 1, 1)");
    Query.change(
        stores.url(0),
        "INSERT INTO legacy.tree (up, source_id) VALUES (4, 1), (3, 1)",
        "DELETE FROM legacy.tree WHERE id > 2",
        "DELETE FROM legacy.parent WHERE code = 'C-9'");
    assertThat(Query.texts(stores.url(0), "SELECT to_regclass('legacy.\"by; n\"')"))
        .containsExactly("legacy.\"by; n\"");

    laterRowsComeInAnyOrderAndWhatTheyBreakStandsNotValid(file, objects());
  }

  private void thePlanTellsAllOfIt() {
    StoreDdl ddl = PlanFile.read(stores.runFolder().planJson()).ddl().get(0);
    String byHand = EmbeddedStores.freshDatabases().get(0).jdbcUrl();
    try (Connection connection = DriverManager.getConnection(byHand);
        Statement sql = connection.createStatement()) {
      for (String statement : Stream.concat(ddl.before().stream(), ddl.after().stream()).toList()) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    assertThat(objects(byHand)).isEqualTo(objects());
  }

  private void laterRowsComeInAnyOrderAndWhatTheyBreakStandsNotValid(
      Path file, List<String> before) {
    Query.change(
        Query.sqlite(file),
        "DROP TRIGGER counting",
        "DELETE FROM loose",
        "INSERT INTO loose VALUES ('q', 7)",
        "INSERT INTO parent (id, code, made, seen, odd) VALUES (60, 'c-60', '2020-02-02 00:00:00', 1, 'o')",
        "INSERT INTO child VALUES (9, 9, 60, 'c-60', NULL, NULL), (10, 10, 61, NULL, NULL, NULL)");
    RunReport second = stores.migrate(List.of(file));
    assertThat(second.end().error()).isNull();
    assertThat(second.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(second.totals().loaded()).isEqualTo(4);
    assertThat(
            Query.texts(
                stores.url(0), "SELECT v || ' ' || \"v#class\" FROM legacy.loose WHERE k = 'q'"))
        .as("a column of several classes goes on to be one")
        .containsExactly("7 integer");
    assertThat(notes(second, "legacy.child"))
        .anyMatch(n -> n.startsWith("foreign key child_parent_id_fkey stands NOT VALID"));
    assertThat(notes(second, "legacy.loose"))
        .contains("it stands without its primary key: rows of an earlier run lack a part of it");
    assertThat(objects())
        .isEqualTo(
            before.stream()
                .map(o -> o.contains("child_parent_id_fkey") ? o + " NOT VALID" : o)
                .toList());
    refused("23503", "INSERT INTO legacy.child (source_id, a, b, parent_id) VALUES (1, 3, 3, 8)");
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs, one undone
  void whatIsUndoneLeavesTheSchemaAsItWas() {
    Path file = folder.resolve("shop.db");
    makeSchema(Query.sqlite(file));
    makeRows(Query.sqlite(file));
    stores = new Stores(folder, "sharding: {shards: 10}");
    stores.migrate(List.of(file));
    RunReport compared = stores.reconcile(List.of(file));
    assertThat(compared.end().error()).isNull();
    assertThat(compared.end().exit()).isEqualTo(ExitCode.OK);
    List<String> before = objects();
    Query.change(
        Query.sqlite(file),
        "DROP TRIGGER counting",
        "INSERT INTO parent (id, code, made, seen, odd) VALUES (60, 'c-60', '2020-02-02 00:00:00', 1, 'o')",
        "INSERT INTO child VALUES (9, 9, 60, 'c-60', NULL, NULL)");
    assertThat(stores.migrate(List.of(file)).totals().loaded()).isEqualTo(2);
    RunReport undone = stores.undo(stores.runFolder());
    assertThat(undone.end().error()).isNull();
    assertThat(Query.number(stores.url(0), "SELECT count(*) FROM legacy.child")).isEqualTo(2);
    assertThat(objects()).isEqualTo(before);
  }
}
