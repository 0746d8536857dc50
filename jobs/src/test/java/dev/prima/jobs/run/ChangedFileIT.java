package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that change in their file between two runs, with nothing that says which state is the later
 * one but that the file holds it now. By their content hashes half of them would lose.
 */
class ChangedFileIT {
  private static final String ROWS = "SELECT name || '=' || value FROM ";

  @TempDir Path folder;

  private Path made(String name, String table, String by) {
    Path file = folder.resolve(name);
    make(file, table, by);
    return file;
  }

  private static void make(Path file, String table, String by) {
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE " + table + " (name TEXT PRIMARY KEY, value TEXT)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
            + " INSERT INTO "
            + table
            + " SELECT 'k' || i, '"
            + by
            + "' || i FROM n");
  }

  private static TreeSet<String> of(String url, String table) {
    return new TreeSet<>(Query.texts(url, ROWS + table));
  }

  private static void assertDone(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source.merge=separate", "source.incremental=true"})
  void standAsTheFileHoldsThem(String setting) {
    Path file = made("a.db", "settings", "old ");
    Stores stores = new Stores(folder, "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(file), setting));
    TreeSet<String> former = of(stores.url(0), "legacy.settings");

    Query.change(Query.sqlite(file), "UPDATE settings SET value = 'new' || value");
    RunReport changed = stores.migrate(List.of(file), setting);
    assertDone(changed);
    Books books = Tables.books(changed).get("legacy.settings");
    assertThat(List.of(books.read(), books.loaded(), books.superseded()))
        .containsExactly(40L, 40L, 0L);
    assertThat(of(stores.url(0), "legacy.settings"))
        .isEqualTo(of(Query.sqlite(file), "settings"))
        .hasSize(40);
    assertThat(
            new TreeSet<>(
                Query.texts(
                    stores.url(0),
                    "SELECT (row ->> 'name') || '=' || (row ->> 'value') FROM prima.superseded")))
        .as("kept for audit")
        .isEqualTo(former);
    RunReport again = stores.migrate(List.of(file), setting);
    assertDone(again);
    assertThat(again.totals().loaded()).isZero();
  }

  @Test
  void ofTablesOfTheModelToo() {
    Path prima =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources")).stream()
            .filter(f -> f.endsWith("prima.db"))
            .findFirst()
            .orElseThrow();
    Stores stores = new Stores(folder, "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(prima)));
    Query.change(Query.sqlite(prima), "UPDATE agents SET sacred_name = 'now ' || agent_id");
    assertDone(stores.migrate(List.of(prima), "source.incremental=true"));
    List<String> told = new ArrayList<>();
    for (int node = 0; node < stores.nodes.size(); node++) {
      told.addAll(
          Query.texts(
              stores.url(node),
              "SELECT agent_id FROM prima.agents WHERE sacred_name = 'now ' || agent_id"));
    }
    assertThat(new TreeSet<>(told))
        .isEqualTo(new TreeSet<>(Query.texts(Query.sqlite(prima), "SELECT agent_id FROM agents")));
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void leaveTheirFileAloneWhereEachHasRowsOfItsOwn() {
    Path a = made("a.db", "settings", "of a ");
    Path b = made("b.db", "settings", "of b ");
    Stores stores = new Stores(folder, "source: {merge: separate}", "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(a, b)));
    Query.change(Query.sqlite(a), "DELETE FROM settings WHERE name < 'k2'");
    long deleted = 40 - Query.texts(Query.sqlite(a), "SELECT 1 FROM settings").size();
    assertThat(deleted).isPositive();

    RunReport kept = stores.migrate(List.of(a, b));
    assertDone(kept);
    assertThat(Tables.of(kept, "legacy.settings").deletes().found()).isEqualTo(deleted);
    assertThat(of(stores.url(0), "legacy.settings")).hasSize(80);

    RunReport followed = stores.migrate(List.of(a, b), "source.deletes=propagate");
    assertDone(followed);
    assertThat(Tables.of(followed, "legacy.settings").deletes().removed()).isEqualTo(deleted);
    TreeSet<String> both = of(Query.sqlite(a), "settings");
    both.addAll(of(Query.sqlite(b), "settings"));
    assertThat(of(stores.url(0), "legacy.settings")).isEqualTo(both);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // five runs
  void goAlsoWhereTheyWereDeletedWhileTheirFileWasAway() {
    Path a = made("a.db", "settings", "of a ");
    Path b = made("b.db", "options", "of b ");
    Stores stores =
        new Stores(
            folder, "source: {incremental: true, deletes: propagate}", "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(a, b)));
    assertDone(stores.migrate(List.of(a)));
    Query.change(Query.sqlite(b), "DELETE FROM options WHERE name < 'k2'");

    RunReport back = stores.migrate(List.of(a, b));
    assertDone(back);
    assertThat(Tables.of(back, "legacy.options").deletes().removed()).isPositive();
    assertThat(of(stores.url(0), "legacy.options")).isEqualTo(of(Query.sqlite(b), "options"));
    Query.change(Query.sqlite(b), "DROP TABLE options");
    assertDone(stores.migrate(List.of(a, b)));
    make(b, "options", "again ");
    Query.change(Query.sqlite(b), "DELETE FROM options WHERE name > 'k3'");
    assertDone(stores.migrate(List.of(a, b)));
    assertThat(of(stores.url(0), "legacy.options")).isEqualTo(of(Query.sqlite(b), "options"));
  }

  @Test
  void goAlsoWhereTheyWereDeletedWhileARowOfTheirTableWasRejected() {
    Path file = made("a.db", "settings", "of a ");
    Stores stores =
        new Stores(
            folder,
            "source: {incremental: true, deletes: propagate}",
            "errors: {budget: 10}",
            "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(file)));
    Query.change(
        Query.sqlite(file),
        "DELETE FROM settings WHERE name < 'k2'",
        "INSERT INTO settings VALUES ('bad', 'x' || char(0) || 'y')");
    RunReport rejecting = stores.migrate(List.of(file));
    assertThat(rejecting.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(of(stores.url(0), "legacy.settings")).as("it may be one of them").hasSize(40);

    Query.change(Query.sqlite(file), "UPDATE settings SET value = 'good' WHERE name = 'bad'");
    assertDone(stores.migrate(List.of(file)));
    assertThat(of(stores.url(0), "legacy.settings")).isEqualTo(of(Query.sqlite(file), "settings"));
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void giveWayToNoOtherFileByHavingChanged() throws Exception {
    Path a = made("a.db", "settings", "of a ");
    Path b = made("b.db", "settings", "of b ");
    Stores stores = new Stores(folder, "sharding: {shards: 10}");
    assertDone(stores.migrate(List.of(a, b)));
    Query.change(Query.sqlite(a), "UPDATE settings SET value = 'changed, ' || value");
    assertDone(stores.migrate(List.of(a, b)));

    Stores fresh =
        new Stores(Files.createDirectories(folder.resolve("fresh")), "sharding: {shards: 10}");
    assertDone(fresh.migrate(List.of(a, b)));
    assertThat(of(stores.url(0), "legacy.settings"))
        .as("as if the files had never held anything else")
        .isEqualTo(of(fresh.url(0), "legacy.settings"))
        .anyMatch(row -> row.contains("changed"))
        .anyMatch(row -> row.contains("of b"))
        .hasSize(40);
  }
}
