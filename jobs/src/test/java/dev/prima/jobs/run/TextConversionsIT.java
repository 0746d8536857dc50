package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text that no target can hold as it is, by each rule. The bytes are written by SQLite from
 * hexadecimal digits, read back from PostgreSQL as such, and what they become is said by hand.
 */
class TextConversionsIT {
  private static final String STRIP = "source.text.nul=strip";
  private static final String REPLACE = "source.text.utf8=replace";
  private static final String BUDGET = "errors.budget=100";

  /** U+FFFD. */
  private static final String FFFD = "efbfbd";

  @TempDir Path folder;
  private Stores stores;

  private Path file(String name, String... statements) {
    Path file = folder.resolve(name);
    Query.change(Query.sqlite(file), statements);
    return file;
  }

  private static TableReport table(RunReport report, String name) {
    return report.tables().stream().filter(t -> t.table().equals(name)).findFirst().orElseThrow();
  }

  private static void ends(RunReport report, ExitCode exit) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(exit);
  }

  private static List<String> hex(String url, String table, String key, String text) {
    return Query.texts(
        url,
        "SELECT %1$s || ' ' || encode(convert_to(%2$s, 'UTF8'), 'hex') FROM %3$s ORDER BY %1$s"
            .formatted(key, text, table));
  }

  @Test
  void unclaimedTablesLandByTheRulesOfTheConfig() {
    Path notes =
        file(
            "a.db",
            "CREATE TABLE notes (k INTEGER PRIMARY KEY, body TEXT, day DATE, data BLOB, mixed)",
            "INSERT INTO notes VALUES (1, 'plain', '2024-02-29', x'00ff', 7),"
                + " (2, CAST(x'610062' AS TEXT), '2024-03-01', NULL, x'00ff'),"
                + " (3, CAST(x'61ff62' AS TEXT), NULL, NULL, CAST(x'00' AS TEXT)),"
                + " (4, CAST(x'c300a9' AS TEXT), NULL, NULL, NULL),"
                + " (5, '', CAST(x'323032342d30332d303200' AS TEXT), NULL, 1.5)");
    Path wide =
        file(
            "b.db",
            "PRAGMA encoding = 'UTF-16le'",
            "CREATE TABLE wide (k INTEGER PRIMARY KEY, body TEXT)",
            "INSERT INTO wide VALUES (1, 'ß'), (2, CAST(x'610000d86200' AS TEXT)),"
                + " (3, CAST(x'610000006200' AS TEXT))");
    List<Path> files = List.of(notes, wide);
    stores = new Stores(folder, "sharding: {shards: 10}");

    RunReport rejecting = stores.migrate(files, BUDGET);

    ends(rejecting, ExitCode.REJECTS);
    assertThat(table(rejecting, "legacy.notes").rejectReasons())
        .isEqualTo(Map.of("NUL_CHARACTER", 2L, "INVALID_UTF8", 2L));
    assertThat(table(rejecting, "legacy.notes").conversions())
        .isEqualTo(Map.of("day: YYYY-MM-DD", 1L));
    assertThat(hex(stores.url(0), "legacy.notes", "k", "body")).containsExactly("1 706c61696e");

    RunReport stripping = stores.migrate(files, BUDGET, STRIP);

    ends(stripping, ExitCode.REJECTS);
    assertThat(table(stripping, "legacy.notes").rejectReasons())
        .isEqualTo(Map.of("INVALID_UTF8", 2L));
    assertThat(hex(stores.url(0), "legacy.notes", "k", "body"))
        .containsExactly("1 706c61696e", "2 6162", "5 ");

    RunReport both = stores.migrate(files, STRIP, REPLACE);

    ends(both, ExitCode.OK);
    assertThat(table(both, "legacy.notes").conversions())
        .isEqualTo(
            Map.of(
                "body: nul strip",
                2L,
                "body: utf8 replace",
                2L,
                "day: nul strip",
                1L,
                "day: YYYY-MM-DD",
                3L,
                "mixed: nul strip",
                1L));
    assertThat(table(both, "legacy.wide").conversions())
        .isEqualTo(Map.of("body: nul strip", 1L, "body: utf8 replace", 1L));
    assertThat(both.totals().rejected()).isZero();
    assertThat(hex(stores.url(0), "legacy.notes", "k", "body"))
        .containsExactly("1 706c61696e", "2 6162", "3 61" + FFFD + "62", "4 " + FFFD + FFFD, "5 ");
    assertThat(hex(stores.url(0), "legacy.wide", "k", "body"))
        .containsExactly("1 c39f", "2 61" + FFFD + "62", "3 6162");
    assertThat(Query.texts(stores.url(0), "SELECT k || ' ' || day FROM legacy.notes ORDER BY k"))
        .containsExactly("1 2024-02-29", "2 2024-03-01", "null", "null", "5 2024-03-02");
    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT concat_ws(' ', k, mixed, \"mixed#class\") FROM legacy.notes ORDER BY k"))
        .containsExactly("1 7 integer", "2 00ff blob", "3  text", "4", "5 1.5 real");
    assertThat(
            Query.texts(stores.url(0), "SELECT encode(data, 'hex') FROM legacy.notes WHERE k = 1"))
        .containsExactly("00ff");

    ends(stores.reconcile(files, STRIP, REPLACE), ExitCode.OK);
    assertThat(stores.migrate(files, STRIP, REPLACE).totals().loaded()).isZero();

    Query.change(stores.url(0), "UPDATE legacy.notes SET body = 'other' WHERE k = 3");
    assertThat(stores.reconcile(files, STRIP, REPLACE).end().exit())
        .isEqualTo(ExitCode.DISCREPANCIES);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void keysThatBecomeOneAreCopiesAndRowsThatBreakAUniqueColumnByItFail() {
    Path file =
        file(
            "a.db",
            "CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT)",
            "INSERT INTO t VALUES ('a', 'x'), (CAST(x'6100' AS TEXT), 'x'),"
                + " (CAST(x'0061' AS TEXT), 'y'), ('b', 'z'), (CAST(x'00' AS TEXT), 'w')");
    stores = new Stores(folder, "sharding: {shards: 10}");

    RunReport report = stores.migrate(List.of(file), STRIP);

    ends(report, ExitCode.OK);
    Books books = table(report, "legacy.t").books();
    assertThat(books.read()).isEqualTo(5);
    assertThat(books.loaded()).isEqualTo(3);
    assertThat(books.duplicates()).isEqualTo(1);
    assertThat(books.superseded()).isEqualTo(1);
    List<String> standing =
        Query.texts(stores.url(0), "SELECT k || ' ' || v FROM legacy.t ORDER BY k");
    assertThat(standing).hasSize(3).contains(" w", "b z").containsAnyOf("a x", "a y");
    assertThat(Query.texts(stores.url(0), "SELECT \"row\"->>'v' FROM prima.superseded"))
        .containsExactly(standing.contains("a x") ? "y" : "x");
    ends(stores.reconcile(List.of(file), STRIP), ExitCode.OK);

    Path unique =
        file(
            "b.db",
            "CREATE TABLE u (k INTEGER PRIMARY KEY, code TEXT UNIQUE)",
            "INSERT INTO u VALUES (1, 'c'), (2, CAST(x'6300' AS TEXT)), (3, 'd')");

    RunReport refused = stores.migrate(List.of(unique), STRIP);

    assertThat(refused.end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(table(refused, "legacy.u").books().loaded()).isEqualTo(2);
    assertThat(table(refused, "legacy.u").books().failed()).isEqualTo(1);
    assertThat(Query.texts(stores.url(0), "SELECT code FROM legacy.u ORDER BY code"))
        .containsExactly("c", "d");
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void aMappingSaysItOfItsColumns() throws Exception {
    Path mapping =
        Files.writeString(
            folder.resolve("map.yml"),
            """
            profile: cards
            tables:
              cards:
                placement: home
                identity: { key: [id] }
                columns:
                  id: bigint
                  front: { type: text, convert: [nul-strip, utf8-replace] }
                  back: { type: text, convert: nul-reject }
                  data: { type: jsonb, convert: utf8-replace }
                  scan: { type: text, convert: [base64, nul-strip] }
            """);
    Path file =
        file(
            "a.db",
            "CREATE TABLE cards (id INTEGER PRIMARY KEY, front, back, data, scan, more)",
            "INSERT INTO cards VALUES (1, CAST(x'61ff0062' AS TEXT), 'b',"
                + " CAST(x'7b2261223a22ff227d' AS TEXT), x'00ff', CAST(x'6d00' AS TEXT)),"
                + " (2, 'f', CAST(x'6200' AS TEXT), NULL, NULL, NULL),"
                + " (3, NULL, CAST(x'ff' AS TEXT), NULL, CAST(x'7300' AS TEXT), NULL)");
    stores = new Stores(folder, "sharding: {shards: 10}");
    String profile = "source.profile=[" + mapping + "]";

    RunReport report = stores.migrate(List.of(file), profile, STRIP, REPLACE, BUDGET);

    ends(report, ExitCode.REJECTS);
    TableReport table = table(report, "cards");
    assertThat(table.rejectReasons()).isEqualTo(Map.of("NUL_CHARACTER", 1L));
    assertThat(table.conversions())
        .isEqualTo(
            Map.of(
                "front: nul strip",
                1L,
                "front: utf8 replace",
                1L,
                "back: utf8 replace",
                1L,
                "data: utf8 replace",
                1L,
                "scan: blob to base64",
                1L,
                "scan: nul strip",
                1L,
                "extra: nul strip",
                1L,
                "extra: columns unknown to the profile",
                1L));
    assertThat(hex(stores.url(0), "prima.cards", "id", "coalesce(front, '-')"))
        .containsExactly("1 61" + FFFD + "62", "3 2d");
    assertThat(hex(stores.url(0), "prima.cards", "id", "back"))
        .containsExactly("1 62", "3 " + FFFD);
    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT concat_ws(' ', data->>'a', scan, extra->>'more') FROM prima.cards ORDER BY"
                    + " id"))
        .containsExactly("\uFFFD AP8= m", "s");
    ends(stores.reconcile(List.of(file), profile, STRIP, REPLACE), ExitCode.OK);
  }
}
