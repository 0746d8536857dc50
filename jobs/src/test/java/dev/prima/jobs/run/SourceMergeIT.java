package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two notebooks of one program, whose rows have nothing to do with each other and equal numbers all
 * the same. What should stand is asked of the files by SQL.
 */
class SourceMergeIT {
  private static final String SEPARATE = "source.merge=separate";
  private static final String KEY = "source.merge=key";

  @TempDir Path folder;
  private Path a;
  private Path b;
  private Stores stores;

  /** A notebook; it knows one author as the other does, of its own it has one under number 2. */
  private static void make(Path file, String own) {
    Query.change(
        Query.sqlite(file),
        "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, author INTEGER REFERENCES"
            + " authors ON DELETE SET NULL ON UPDATE CASCADE, body TEXT, source_id TEXT)",
        "CREATE TABLE tags (note INTEGER REFERENCES notes ON DELETE CASCADE, tag TEXT,"
            + " PRIMARY KEY (note, tag))",
        "CREATE TABLE visits (note INTEGER REFERENCES notes (id), at TEXT)",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT)",
        "INSERT INTO authors VALUES (1, 'both'), (2, '" + own + "')",
        "INSERT INTO notes VALUES (1, 1, 'first of "
            + own
            + "', 'x'), (2, 2, 'second', 'y'),"
            + " (3, NULL, 'no author', 'z')",
        "INSERT INTO tags VALUES (1, 'new'), (2, 'old')",
        "INSERT INTO visits VALUES (1, 'monday'), (1, 'monday'), (3, 'tuesday')",
        "INSERT INTO settings VALUES ('owner', '" + own + "'), ('size', '7')");
  }

  @BeforeEach
  void makeNotebooks() {
    a = folder.resolve("a.db");
    b = folder.resolve("b.db");
    make(a, "ann");
    make(b, "bob");
    stores = new Stores(folder, "sharding: {shards: 10}");
  }

  private static List<String> blocks(RunReport report) {
    return Objects.requireNonNull(report.forecast().plan()).verdict().blocks();
  }

  private static void assertDone(RunReport report) {
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
  }

  private long number(String query) {
    return Query.number(stores.url(0), query);
  }

  /** The rows of a table that came from a file, by its path. */
  private List<List<@Nullable Object>> landed(Path file, String columns, String table) {
    String lineage = table.equals("notes") ? "prima_source_id" : "source_id";
    return Query.rows(
        stores.url(0),
        "SELECT "
            + columns
            + " FROM legacy."
            + table
            + " WHERE "
            + lineage
            + " IN (SELECT source_id FROM prima.migration_sources WHERE file = ?) ORDER BY "
            + columns,
        file.toString());
  }

  private void assertStandsAsInItsFile(Path file) {
    for (List<String> table :
        List.of(
            List.of("authors", "id, name"),
            List.of("notes", "id, author, body, source_id"),
            List.of("tags", "note, tag"),
            List.of("visits", "note, at"),
            List.of("settings", "name, value"))) {
      String columns = table.get(1);
      assertThat(landed(file, columns, table.get(0)))
          .as("%s of %s", table.get(0), file)
          .isEqualTo(
              Query.rows(
                  Query.sqlite(file),
                  "SELECT " + columns + " FROM " + table.get(0) + " ORDER BY " + columns));
    }
  }

  @Test
  void equalNumbersOfDifferentRowsStopARunBeforeAnythingIsTouched() {
    for (Reach reach : List.of(Reach.OFFLINE, Reach.READ)) {
      RunReport plan = stores.plan(reach, List.of(a, b));
      assertThat(plan.end().exit()).isEqualTo(ExitCode.BLOCKED);
      assertThat(blocks(plan))
          .as("two authors of number 2, the notes 1; tags hold equal rows, settings are by name")
          .hasSize(2)
          .anyMatch(s -> s.startsWith("legacy.authors: 1 key stands for different rows in 2 files"))
          .anyMatch(s -> s.startsWith("legacy.notes: 1 key stands for different rows in 2 files"))
          .allMatch(s -> s.contains(a.toString()) && s.contains(b.toString()))
          .allMatch(
              s ->
                  s.contains("source.merge")
                      && s.contains("key (")
                      && s.contains("content (")
                      && s.contains("separate ("));
    }
    RunReport run = stores.migrate(List.of(a, b));
    assertThat(run.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(String.valueOf(run.end().error())).contains("PLN-001").contains("legacy.notes");
    assertThat(
            stores.count("SELECT count(*) FROM pg_namespace WHERE nspname IN ('prima', 'legacy')"))
        .isZero();
    RunReport resumed = stores.resume(List.of(a, b));
    assertThat(resumed.end().exit()).as("it still does not know").isEqualTo(ExitCode.BLOCKED);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // five runs
  void copiesOfAFileAndAFileAloneNeedNoChoice() {
    Path copy = folder.resolve("copy.db");
    make(copy, "ann");
    assertThat(stores.plan(Reach.OFFLINE, List.of(a, copy)).end().exit()).isEqualTo(ExitCode.OK);
    assertDone(stores.migrate(List.of(a)));
    assertStandsAsInItsFile(a);
    Query.change(Query.sqlite(a), "UPDATE notes SET body = 'first, mended' WHERE id = 1");
    RunReport changed = stores.plan(Reach.READ, List.of(a));
    assertThat(changed.end().exit()).as("a row of one file may change").isEqualTo(ExitCode.OK);

    RunReport other = stores.plan(Reach.READ, List.of(b));
    assertThat(other.end().exit()).as("what stands is of another file").isEqualTo(ExitCode.BLOCKED);
    assertThat(blocks(other)).anyMatch(s -> s.startsWith("legacy.notes: ")).hasSize(2);
    RunReport late = stores.plan(Reach.READ, List.of(a, b), SEPARATE);
    assertThat(late.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(blocks(late).toString()).contains("PGS-020");
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // four runs
  void byKeyEqualNumbersAreOneRowAndTheOthersAreKept() {
    RunReport run = stores.migrate(List.of(a, b), KEY);
    assertDone(run);
    Books notes = Tables.books(run).get("legacy.notes");
    assertThat(List.of(notes.read(), notes.loaded(), notes.duplicates(), notes.superseded()))
        .containsExactly(6L, 3L, 2L, 1L);
    List<String> both = new ArrayList<>();
    for (Path file : List.of(a, b)) {
      both.addAll(Query.texts(Query.sqlite(file), "SELECT body FROM notes WHERE id = 1"));
    }
    List<String> told = Query.texts(stores.url(0), "SELECT body FROM legacy.notes WHERE id = 1");
    told = new ArrayList<>(told);
    told.addAll(
        Query.texts(
            stores.url(0),
            "SELECT row ->> 'body' FROM prima.superseded WHERE table_name = 'legacy.notes'"));
    assertThat(new TreeSet<>(told)).as("one stands, one is kept").isEqualTo(new TreeSet<>(both));
    assertDone(stores.reconcile(List.of(a, b), KEY));
    RunReport second = stores.migrate(List.of(b, a), KEY);
    assertDone(second);
    assertThat(second.totals().loaded()).isZero();
    RunReport other = stores.plan(Reach.READ, List.of(a, b), SEPARATE);
    assertThat(other.end().exit()).isEqualTo(ExitCode.BLOCKED);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // six runs
  void separateRowsStandAllWithTheirFileInEveryKey() {
    RunReport plan = stores.plan(Reach.READ, List.of(a, b), SEPARATE);
    assertDone(plan);
    RunReport run = stores.migrate(List.of(a, b), SEPARATE);
    assertDone(run);
    assertThat(run.totals().loaded()).isEqualTo(24).isEqualTo(plan.totals().loaded());
    assertStandsAsInItsFile(a);
    assertStandsAsInItsFile(b);
    assertThat(definitions("'p'"))
        .containsExactly(
            "authors PRIMARY KEY (id, source_id)",
            "notes PRIMARY KEY (id, prima_source_id)",
            "settings PRIMARY KEY (name, source_id)",
            "tags PRIMARY KEY (note, tag, source_id)");
    assertThat(definitions("'u'")).containsExactly("authors UNIQUE (name, source_id)");
    assertThat(definitions("'f'"))
        .containsExactly(
            "notes FOREIGN KEY (author, prima_source_id) REFERENCES legacy.authors(id, source_id)"
                + " ON UPDATE CASCADE ON DELETE SET NULL (author)",
            "tags FOREIGN KEY (note, source_id) REFERENCES legacy.notes(id, prima_source_id) ON"
                + " DELETE CASCADE",
            "visits FOREIGN KEY (note, source_id) REFERENCES legacy.notes(id, prima_source_id)");
    assertDone(stores.reconcile(List.of(a, b), SEPARATE));
    assertDone(stores.reconcile(List.of(b), SEPARATE, "reconcile.level=count"));
    RunReport forgotten = stores.migrate(List.of(a, b));
    assertThat(forgotten.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(String.valueOf(forgotten.end().error())).contains("PGS-020");
    RunReport compared = stores.reconcile(List.of(a, b));
    assertThat(compared.end().exit()).as("neither does it compare").isEqualTo(ExitCode.BLOCKED);

    aSecondRunLoadsWhatIsNewUnderTheFilesFirstNumber();
    rowsOfOneFileGoWithoutThoseOfTheOther();
  }

  private List<String> definitions(String type) {
    return Query.texts(
        stores.url(0),
        "SELECT c.relname || ' ' || pg_get_constraintdef(x.oid) FROM pg_constraint x JOIN pg_class"
            + " c ON c.oid = x.conrelid WHERE x.connamespace = 'legacy'::regnamespace AND x.contype"
            + " = "
            + type
            + " ORDER BY 1");
  }

  private void aSecondRunLoadsWhatIsNewUnderTheFilesFirstNumber() {
    RunReport again = stores.migrate(List.of(b, a), SEPARATE);
    assertDone(again);
    assertThat(again.totals().loaded()).isZero();
    assertThat(again.totals().duplicates()).isEqualTo(24);

    Query.change(
        Query.sqlite(a),
        "INSERT INTO notes VALUES (9, 2, 'late', 'l')",
        "INSERT INTO tags VALUES (1, 'again'), (9, 'late')");
    RunReport later = stores.migrate(List.of(a, b), SEPARATE);
    assertDone(later);
    RunFolder last = stores.runFolder();
    assertThat(later.totals().loaded()).isEqualTo(3);
    assertStandsAsInItsFile(a);
    assertStandsAsInItsFile(b);
    assertThat(number("SELECT count(DISTINCT prima_source_id) FROM legacy.notes")).isEqualTo(2);
    assertDone(stores.reconcile(List.of(a, b), SEPARATE));

    RunReport undone = stores.undo(last);
    assertThat(undone.end().error()).isNull();
    assertThat(number("SELECT count(*) FROM legacy.notes")).isEqualTo(6);
    assertThat(number("SELECT count(*) FROM legacy.tags")).isEqualTo(4);
    assertDone(stores.migrate(List.of(a, b), SEPARATE));
    assertStandsAsInItsFile(a);
  }

  private void rowsOfOneFileGoWithoutThoseOfTheOther() {
    String ofB =
        " prima_source_id IN (SELECT source_id FROM prima.migration_sources WHERE file = '"
            + b
            + "')";
    Query.change(
        stores.url(0),
        "UPDATE legacy.notes SET body = 'spoilt' WHERE id = 2 AND" + ofB,
        "DELETE FROM legacy.visits v USING legacy.notes n WHERE v.note = 3 AND n.id = 3 AND"
            + " v.source_id = n.prima_source_id AND n."
            + ofB.strip());
    RunReport found = stores.reconcile(List.of(a, b), SEPARATE);
    assertThat(found.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(compared(found, "legacy.notes").mismatched()).isEqualTo(1);
    assertThat(compared(found, "legacy.visits").missing()).isEqualTo(1);
    assertDone(stores.repair(List.of(a, b), SEPARATE));
    assertStandsAsInItsFile(a);
    assertStandsAsInItsFile(b);

    assertThatThrownBy(
            () ->
                Query.change(
                    stores.url(0),
                    "INSERT INTO legacy.tags SELECT 9, 'not there', prima_source_id FROM"
                        + " legacy.notes WHERE id = 1 AND"
                        + ofB))
        .as("note 9 is of the other file")
        .rootCause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23503"));
    Query.change(
        stores.url(0),
        "DELETE FROM legacy.authors WHERE id = 2 AND name = 'bob'",
        "DELETE FROM legacy.visits WHERE note = 1",
        "DELETE FROM legacy.notes WHERE id = 1 AND" + ofB);
    assertThat(Query.texts(stores.url(0), "SELECT tag FROM legacy.tags WHERE note = 1 ORDER BY 1"))
        .as("of the other file alone")
        .containsExactly("again", "new");
    assertThat(number("SELECT count(*) FROM legacy.notes WHERE id = 2 AND author IS NULL"))
        .isEqualTo(1);
  }

  /** What rows say without numbers; the words of the target, or of a file where it is empty. */
  private static List<String> facts(String url, String schema) {
    String authored = schema + "notes n LEFT JOIN " + schema + "authors a ON a.id = n.author";
    String folders =
        "WITH RECURSIVE p (id, path) AS (SELECT id, name FROM "
            + schema
            + "folders WHERE up IS NULL UNION ALL SELECT f.id, p.path || '/' || f.name FROM "
            + schema
            + "folders f JOIN p ON p.id = f.up) SELECT 'folder ' || path FROM p";
    List<String> facts = new ArrayList<>();
    for (String query :
        List.of(
            "SELECT 'author ' || name FROM " + schema + "authors",
            "SELECT 'note ' || body || ' by ' || coalesce(name, '-') FROM " + authored,
            "SELECT 'tag ' || tag || ' of ' || body || ' by ' || coalesce(name, '-') FROM "
                + schema
                + "tags t LEFT JOIN ("
                + authored
                + ") ON n.id = t.note",
            "SELECT 'visit ' || at || ' of ' || body || ' by ' || coalesce(name, '-') FROM "
                + schema
                + "visits v LEFT JOIN ("
                + authored
                + ") ON n.id = v.note",
            folders)) {
      facts.addAll(Query.texts(url, query));
    }
    return facts;
  }

  /** Of all files, each fact as often as the file that has it most often. */
  private static List<String> together(List<Path> files) {
    Map<String, Long> most = new TreeMap<>();
    for (Path file : files) {
      facts(Query.sqlite(file), "").stream()
          .collect(Collectors.groupingBy(f -> f, Collectors.counting()))
          .forEach((fact, times) -> most.merge(fact, times, Math::max));
    }
    return most.entrySet().stream()
        .flatMap(e -> Stream.generate(e::getKey).limit(e.getValue()))
        .toList();
  }

  private void assertFacts(List<Path> files) {
    assertThat(facts(stores.url(0), "legacy.").stream().sorted().toList())
        .isEqualTo(together(files));
  }

  /** The same folders under other numbers, and one more in the second file. */
  private void addFolders() {
    String make = "CREATE TABLE folders (id INTEGER PRIMARY KEY, up INTEGER REFERENCES folders,";
    Query.change(
        Query.sqlite(a),
        make + " name TEXT)",
        "INSERT INTO folders VALUES (1, NULL, 'top'), (2, 1, 'x'), (3, 2, 'y'), (4, 1, 'x')");
    Query.change(
        Query.sqlite(b),
        make + " name TEXT)",
        "INSERT INTO folders VALUES (9, NULL, 'top'), (5, 9, 'x'), (1, 5, 'y'), (2, 1, 'z')",
        // What the other file has too, under another number.
        "INSERT INTO authors VALUES (7, 'ann')",
        "INSERT INTO notes VALUES (8, 7, 'second', 'y')",
        "INSERT INTO visits VALUES (8, 'friday')");
  }

  @Test
  void byContentEqualRowsAreOneAndReferencesFollow() {
    addFolders();
    String content = "source.merge=content";
    RunReport plan = stores.plan(Reach.OFFLINE, List.of(a, b), content);
    assertDone(plan);
    assertDone(stores.migrate(List.of(b), content));
    assertFacts(List.of(b));
    List<List<@Nullable Object>> ofB =
        Query.rows(stores.url(0), "SELECT id, body FROM legacy.notes ORDER BY 1");

    RunReport run = stores.migrate(List.of(a, b), content);
    assertDone(run);
    assertFacts(List.of(a, b));
    assertThat(Query.rows(stores.url(0), "SELECT id, body FROM legacy.notes ORDER BY 1"))
        .as("keys stay the same over runs")
        .containsAll(ofB);
    assertThat(Tables.of(run, "legacy.notes").conversions())
        .containsEntry("id: key by content", 7L)
        .containsEntry("author: reference rewritten", 5L);
    assertThat(definitions("'f'"))
        .as("foreign keys hold: none is NOT VALID")
        .hasSize(4)
        .noneMatch(d -> d.contains("NOT VALID"));
    assertDone(stores.reconcile(List.of(a, b), content));
    RunReport again = stores.migrate(List.of(a, b), content);
    assertDone(again);
    assertThat(again.totals().loaded()).isZero();
    RunReport otherwise = stores.plan(Reach.READ, List.of(a, b), KEY);
    assertThat(otherwise.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(blocks(otherwise).toString()).contains("PGS-020");

    Query.change(
        stores.url(0),
        "UPDATE legacy.notes SET source_id = 'spoilt' WHERE body = 'second'",
        "DELETE FROM legacy.folders WHERE name = 'z'");
    RunReport found = stores.reconcile(List.of(a, b), content);
    assertThat(compared(found, "legacy.notes").mismatched()).isEqualTo(2);
    assertThat(compared(found, "legacy.folders").missing()).isEqualTo(1);
    assertDone(stores.repair(List.of(a, b), content));
    assertFacts(List.of(a, b));
    Query.change(
        stores.url(0),
        "INSERT INTO legacy.notes (body, prima_source_id) VALUES ('from now on', 1)");
    assertThat(number("SELECT id FROM legacy.notes WHERE body = 'from now on'"))
        .as("what is counted on meets no made key")
        .isPositive();
  }

  @Test
  void referencesThatGoRoundAndLocalKeysOfSeveralColumnsBlockContent() {
    addFolders();
    for (Path file : List.of(a, b)) {
      Query.change(
          Query.sqlite(file),
          "UPDATE folders SET up = (SELECT id FROM folders WHERE name = 'y') WHERE name = 'x'",
          "CREATE TABLE codes (code PRIMARY KEY, what)",
          "INSERT INTO codes VALUES ('c', '" + file.getFileName() + "')",
          "CREATE TABLE plain (number PRIMARY KEY, what)",
          "INSERT INTO plain VALUES (7, '" + file.getFileName() + "')",
          "CREATE TABLE places (x INTEGER, y INTEGER, what TEXT, PRIMARY KEY (x, y))",
          "INSERT INTO places VALUES (1, 1, '" + file.getFileName() + "')");
    }
    RunReport plan = stores.plan(Reach.OFFLINE, List.of(a, b), "source.merge=content");
    assertThat(plan.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(blocks(plan))
        .noneMatch(s -> s.contains("plain") || s.contains("codes"))
        .anyMatch(s -> s.contains("of folders, those of 6 rows go round"))
        .anyMatch(
            s -> s.startsWith("legacy.places: 1 key stands") && s.contains("is not one that"));
    assertThat(blocks(stores.plan(Reach.OFFLINE, List.of(a, b))))
        .as("numbers in a column of no type are counted too, texts are not")
        .anyMatch(s -> s.startsWith("legacy.plain: 1 key stands"))
        .noneMatch(s -> s.startsWith("legacy.codes"));
  }

  private static Compared compared(RunReport report, String table) {
    return Objects.requireNonNull(report.findings().reconciliation()).tables().stream()
        .filter(t -> t.table().equals(table))
        .findFirst()
        .orElseThrow();
  }
}
