package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.MadeKeys.Replaced;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.KeyDatabase.MadeTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from content depend on what rows hold and whom they refer to, never on their numbers. */
class KeyDatabaseTest {
  @TempDir Path folder;

  private SourceFile file(String name, String... statements) throws SQLException {
    Path path = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
      for (String statement : statements) {
        connection.createStatement().execute(statement);
      }
    }
    return SqliteSchemaReader.surveyed(
        new Snapshots(folder.resolve("snapshots")).inPlace(path, 0), 0);
  }

  private static SourceTable table(SourceFile file, String name) {
    return file.tables().stream()
        .map(SnapshotTable::table)
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The folders of a file and what lies in them, with keys. */
  private Path keys(SourceFile file) {
    Path keys = folder.resolve(Path.of(file.path()).getFileName() + ".keys");
    KeyDatabase.make(
        file,
        List.of(
            new MadeTable(table(file, "folders"), "id", List.of("up"), "k0"),
            new MadeTable(
                table(file, "things")
                    .with(new MadeKeys("", List.of(new Replaced("folder", "k0", false)))),
                "id",
                List.of(),
                "k1")),
        keys);
    return keys;
  }

  private static List<String> told(SourceFile file, Path keys, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.path())) {
      connection.createStatement().execute("ATTACH '" + keys + "' AS k");
      try (ResultSet row = connection.createStatement().executeQuery(query)) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
    }
    return rows;
  }

  @Test
  void equalTreesUnderOtherNumbersHaveEqualKeys() throws SQLException {
    String folders = "CREATE TABLE folders (id INTEGER PRIMARY KEY, up INTEGER, name TEXT)";
    String things = "CREATE TABLE things (id INTEGER PRIMARY KEY, folder INTEGER, name TEXT)";
    SourceFile one =
        file(
            "one.db",
            folders,
            things,
            "INSERT INTO folders VALUES (1, NULL, 'root'), (2, 1, 'x'), (3, 1, 'x'), (4, 2, 'deep'),"
                + " (5, 5, 'itself'), (6, 99, 'lost')",
            "INSERT INTO things VALUES (1, 4, 'pen'), (2, 3, 'pen'), (3, 2, 'pen'), (4, NULL, 'pen')");
    SourceFile two =
        file(
            "two.db",
            "CREATE TABLE folders (name TEXT, id INTEGER PRIMARY KEY, more TEXT, up INTEGER)",
            things,
            "INSERT INTO folders (id, up, name) VALUES (40, NULL, 'root'), (20, 40, 'x'),"
                + " (30, 40, 'x'), (7, 20, 'deep'), (6, 6, 'itself'), (50, 99, 'lost')",
            "INSERT INTO things VALUES (9, 7, 'pen'), (8, 30, 'pen'), (7, 20, 'pen'), (6, NULL, 'pen')");
    String byName = "SELECT f.name || ' ' || new FROM folders f JOIN k.k0 ON old = f.id ORDER BY 1";
    List<String> keys = told(one, keys(one), byName);
    assertThat(keys).hasSize(6).doesNotHaveDuplicates().allMatch(k -> k.contains(" -"));
    assertThat(told(two, keys(two), byName)).isEqualTo(keys);
    String things1 = "SELECT new FROM k.k1 ORDER BY 1";
    assertThat(told(one, keys(one), things1)).hasSize(4).doesNotHaveDuplicates();
    assertThat(told(two, keys(two), things1)).isEqualTo(told(one, keys(one), things1));
    assertThat(KeyDatabase.unfollowed(keys(one))).isEmpty();
  }

  @Test
  void rowsWhoseReferencesGoRoundGetNoKey() throws SQLException {
    SourceFile file =
        file(
            "round.db",
            "CREATE TABLE folders (id INTEGER PRIMARY KEY, up INTEGER, name TEXT)",
            "CREATE TABLE things (id INTEGER PRIMARY KEY, folder INTEGER, name TEXT)",
            "INSERT INTO folders VALUES (1, 2, 'a'), (2, 1, 'b'), (3, 2, 'c'), (4, NULL, 'd')");
    Path keys = keys(file);
    assertThat(KeyDatabase.unfollowed(keys)).containsOnly(java.util.Map.entry("folders", 3L));
    assertThat(told(file, keys, "SELECT old FROM k.k0")).containsExactly("4");
  }

  @Test
  void aLongChainIsFollowedToItsEnd() throws SQLException {
    SourceFile file =
        file(
            "chain.db",
            "CREATE TABLE folders (id INTEGER PRIMARY KEY, up INTEGER, name TEXT)",
            "CREATE TABLE things (id INTEGER PRIMARY KEY, folder INTEGER, name TEXT)",
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                + " INSERT INTO folders SELECT i, nullif(i - 1, 0), 'same' FROM n");
    Path keys = keys(file);
    assertThat(told(file, keys, "SELECT count(DISTINCT new) FROM k.k0")).containsExactly("3000");
  }
}
