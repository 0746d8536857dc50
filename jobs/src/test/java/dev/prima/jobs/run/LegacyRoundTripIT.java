package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables, exported back from PostgreSQL by SQL, equal their sources, value by value, classes
 * included. The seed is in every message; {@code -Dprima.seed=N} takes one again.
 */
class LegacyRoundTripIT {
  private static final int TABLES = 300;

  /** Each of so many tables. */
  private static final int RUNS = Boolean.getBoolean("prima.full") ? 10 : 1;

  @TempDir Path folder;

  @Test
  void everyTableComesBackAsItWas() throws IOException, SQLException {
    long seed = Long.getLong("prima.seed", System.nanoTime());
    System.out.println("LegacyRoundTripIT: prima.seed=" + seed);
    for (int run = 0; run < RUNS; run++) {
      comesBackAsItWas(seed + run, Files.createDirectories(folder.resolve("run-" + run)));
    }
  }

  private static void comesBackAsItWas(long seed, Path own) throws SQLException {
    Path source = own.resolve("random.db");
    String file = Query.sqlite(source);
    List<String> tables = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(file)) {
      connection.setAutoCommit(false);
      RandomLegacy maker = new RandomLegacy(seed);
      for (int t = 0; t < TABLES; t++) {
        tables.add(maker.table(connection));
      }
      connection.commit();
    }
    Stores stores = new Stores(own, "sharding: {shards: 10}");

    RunReport report = stores.migrate(List.of(source));

    assertThat(report.end().error()).as("seed %d", seed).isNull();
    assertThat(report.end().exit()).as("seed %d", seed).isEqualTo(ExitCode.OK);
    for (String table : tables) {
      String all = "SELECT * FROM " + RandomLegacy.quoted(table);
      assertThat(
              LandedRows.ofTarget(
                  stores.url(0), landed(report, table), RandomLegacy.classes(file, table)))
          .as("seed %d, table %s", seed, table)
          .isEqualTo(LandedRows.ofSource(file, all));
    }
    stores.drop();
  }

  /** Its own name, or the one that the report tells. */
  private static String landed(RunReport report, String table) {
    String named = "the table is named ";
    return report.tables().stream()
        .filter(t -> t.table().equals("legacy." + table))
        .flatMap(t -> t.notes().stream())
        .filter(n -> n.startsWith(named))
        .map(n -> n.substring(named.length()))
        .findFirst()
        .orElse(table);
  }
}
