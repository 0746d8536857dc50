package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and values just as large as the stores take them, and a byte more. */
class LargeValuesIT {
  private static final int KEY = 2_600;
  private static final int VALUE = 8 << 20;
  private static final int ROW = 12 << 20;

  @TempDir Path folder;
  private final Random random = new Random(1);

  @Test
  void loadUpToTheLimitsAndAreRejectedBeyond() throws IOException, SQLException {
    SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Path source = folder.resolve("sources/prima.db");
    makeKeys(source);
    makeCrystals(source);
    Stores stores = new Stores(folder, "sharding: {shards: 10}", "errors: {budget: 100}");

    RunReport report = stores.migrate(List.of(source));

    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(Tables.books(report).values()).allMatch(Books::balanced);
    Map<String, Map<String, Long>> rejected =
        report.tables().stream()
            .filter(t -> !t.rejectReasons().isEmpty())
            .collect(Collectors.toMap(t -> t.table(), t -> t.rejectReasons()));
    assertThat(rejected)
        .isEqualTo(
            Map.of(
                "legacy.one_key",
                Map.of("KEY_TOO_LONG", 1L),
                "legacy.two_keys",
                Map.of("KEY_TOO_LONG", 2L),
                "wisdom_crystals",
                Map.of("TOO_LARGE", 2L)));
    assertThat(
            Query.texts(
                stores.url(0), "SELECT octet_length(a)::text FROM legacy.one_key ORDER BY 1"))
        .containsExactly("2600");
    assertThat(
            Query.texts(
                stores.url(0),
                "SELECT octet_length(a) || ' ' || octet_length(b) FROM legacy.two_keys"))
        .containsExactly("1300 1300");
    assertThat(
            stores.global("wisdom_crystals").stream()
                .filter(row -> row.getString("crystal_id").startsWith("large "))
                .map(
                    row ->
                        row.getString("crystal_id")
                            + " "
                            + row.getString("insight_content").length()))
        .containsExactlyInAnyOrder("large value " + VALUE, "large row " + (VALUE - 1));
    assertThat(stores.reconcile(List.of(source)).end().exit()).isEqualTo(ExitCode.OK);
  }

  /** No compression makes them shorter, which an index would do. */
  private String text(int bytes) {
    return random
        .ints(bytes, 32, 127)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  private void makeKeys(Path source) throws SQLException {
    try (Connection connection = DriverManager.getConnection(Query.sqlite(source));
        var sql = connection.createStatement()) {
      sql.execute("CREATE TABLE one_key (a TEXT PRIMARY KEY, n INTEGER)");
      sql.execute("CREATE TABLE two_keys (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID");
      try (PreparedStatement one =
              connection.prepareStatement("INSERT INTO one_key VALUES (?, 1)");
          PreparedStatement two =
              connection.prepareStatement("INSERT INTO two_keys VALUES (?, ?)")) {
        for (int bytes : new int[] {KEY, KEY + 1}) {
          one.setString(1, text(bytes));
          one.executeUpdate();
          two.setString(1, text(KEY / 2));
          two.setString(2, text(bytes - KEY / 2));
          two.executeUpdate();
        }
        two.setString(1, text(KEY));
        two.setString(2, "b");
        two.executeUpdate();
      }
    }
  }

  private void makeCrystals(Path source) throws SQLException {
    crystal(source, "large value", VALUE, 0);
    crystal(source, "value too large", VALUE + 1, 0);
    // What is left for the row's other columns is not enough.
    crystal(source, "large row", VALUE - 1, ROW - VALUE - 100);
    crystal(source, "row too large", VALUE - 1, ROW - VALUE + 1);
  }

  private void crystal(Path source, String id, int insight, int pattern) throws SQLException {
    try (Connection connection = DriverManager.getConnection(Query.sqlite(source));
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO wisdom_crystals (crystal_id, formed_at, insight_content,"
                    + " formation_pattern) VALUES (?, 1700000000, ?, ?)")) {
      insert.setString(1, id);
      insert.setString(2, "x".repeat(insight));
      insert.setString(3, "y".repeat(pattern));
      insert.executeUpdate();
    }
  }
}
