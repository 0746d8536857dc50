package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that no profile claims, whose columns differ from file to file and from run to run. */
class SchemaDriftIT {
  @TempDir Path folder;

  @Test
  void columnsOfAllFilesAreMergedAndThoseOfLaterRunsAdded() {
    Path first =
        file(
            "a.db",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, n INTEGER)",
            "INSERT INTO notes VALUES (1, 'one', 10), (2, 'two', 20)");
    Path more =
        file(
            "b.db",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, extra TEXT, n TEXT)",
            "INSERT INTO notes VALUES (3, 'three', 'more', 'thirty')");
    Stores stores = new Stores(folder);

    RunReport merged = stores.migrate(List.of(first, more));
    assertThat(merged.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(notes(merged))
        .anyMatch(n -> n.contains("column extra is not in all files"))
        .anyMatch(n -> n.contains("column n is declared differently in its files: INTEGER, TEXT"));
    assertThat(texts(stores, "id || ':' || title || ':' || coalesce(extra, '-') || ':' || n"))
        .containsExactly("1:one:-:10", "2:two:-:20", "3:three:more:thirty");

    Path later =
        file(
            "c.db",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, extra TEXT, n,"
                + " later REAL NOT NULL)",
            "INSERT INTO notes VALUES (4, 'four', NULL, 40, 0.5)");
    RunReport plan = stores.plan(RunContext.Reach.READ, List.of(later));
    assertThat(plan.end().error()).isNull();
    assertThat(plan.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Objects.requireNonNull(plan.forecast().plan()).ddl())
        .flatExtracting(d -> d.before())
        .contains(
            "ALTER TABLE \"legacy\".\"notes\" ADD COLUMN IF NOT EXISTS \"later\" double precision");
    RunReport added = stores.migrate(List.of(later));
    assertThat(added.end().error()).isNull();
    assertThat(added.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(texts(stores, "id || ':' || coalesce(later::text, '-')"))
        .containsExactly("1:-", "2:-", "3:-", "4:0.5");

    Path fewer =
        file(
            "d.db",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, n INTEGER)",
            "INSERT INTO notes VALUES (5, 50)");
    RunReport kept = stores.migrate(List.of(fewer));
    assertThat(kept.end().error()).isNull();
    assertThat(kept.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(texts(stores, "id || ':' || coalesce(title, '-') || ':' || n"))
        .containsExactly("1:one:10", "2:two:20", "3:three:thirty", "4:four:40", "5:-:50");

    RunReport again = stores.migrate(List.of(first, more, later, fewer));
    assertThat(again.end().error()).isNull();
    assertThat(again.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(again.totals().loaded()).isZero();
    assertThat(again.totals().duplicates()).isEqualTo(5);
  }

  private Path file(String name, String... statements) {
    Path file = folder.resolve(name);
    Query.change(Query.sqlite(file), statements);
    return file;
  }

  private static List<String> notes(RunReport report) {
    return report.tables().stream()
        .filter(t -> t.books().table().equals("legacy.notes"))
        .map(TableReport::notes)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(Stores stores, String expression) {
    return Query.texts(stores.url(0), "SELECT " + expression + " FROM legacy.notes ORDER BY id");
  }
}
