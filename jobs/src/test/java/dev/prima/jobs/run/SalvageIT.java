package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.SourceReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.generate.LegacyProfile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of which one file is damaged: stopped by it, without it, and with what is left of it. */
class SalvageIT {
  @TempDir Path folder;
  private Path damaged;
  private Path whole;
  private long lostMessages;

  @BeforeEach
  void make() throws Exception {
    whole = generate("a.db", 1);
    damaged = generate("b.db", 2);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + damaged)) {
      String leaf =
          "FROM dbstat WHERE name = 'consciousness_stream' AND pagetype = 'leaf'"
              + " ORDER BY pageno LIMIT 1 OFFSET 3";
      lostMessages = number(connection, "SELECT ncell " + leaf);
      overwrite(
          number(connection, "SELECT pageno " + leaf), number(connection, "PRAGMA page_size"));
    }
  }

  @Test
  void aDamagedFileStopsTheRunOrIsLeftOutOrGivesWhatIsLeft() {
    byte[] before = bytes();
    Stores stores = new Stores(folder);
    RunReport stopped = stores.migrate(List.of(whole, damaged));
    assertThat(stopped.end().exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(Objects.requireNonNull(stopped.end().error()).message())
        .startsWith("SRC-017")
        .contains(damaged.toString(), "source.salvage");

    RunReport without = stores.migrate(List.of(whole, damaged), "source.on-bad-file=skip");
    assertThat(without.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(without.sources()).hasSize(1);
    assertThat(without.remarks().notes())
        .anyMatch(n -> n.startsWith("Left out: " + damaged) && n.contains("consciousness_stream"));
    expectBalance(without);
    long messages = messages(whole);
    assertThat(stores.count("SELECT count(*) FROM prima.messages")).isEqualTo(messages);

    String salvage = "source.salvage=true";
    RunReport plan = stores.plan(RunContext.Reach.READ, List.of(whole, damaged), salvage);
    assertThat(plan.end().exit()).isEqualTo(ExitCode.REJECTS);
    RunReport salvaged = stores.migrate(List.of(whole, damaged), salvage);
    assertThat(salvaged.end().exit()).isEqualTo(ExitCode.REJECTS);
    expectBalance(salvaged);
    assertThat(Objects.requireNonNull(salvaged.findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
    SourceReport source = salvaged.sources().get(1);
    assertThat(source.lost())
        .extracting(SourceReport.Lost::table)
        .containsOnly("consciousness_stream");
    assertThat(salvaged.remarks().notes()).anyMatch(n -> n.startsWith("Salvaged: " + damaged));
    assertThat(books(salvaged, "messages").read()).isEqualTo(2 * messages - lostMessages);
    assertThat(stores.count("SELECT count(*) FROM prima.messages"))
        .isEqualTo(2 * messages - lostMessages);

    RunReport again = stores.reconcile(List.of(whole, damaged), salvage);
    assertThat(again.end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(again.remarks().notes()).anyMatch(n -> n.startsWith("Salvaged: " + damaged));
    assertThat(bytes()).isEqualTo(before);
  }

  private static void expectBalance(RunReport report) {
    assertThat(report.tables()).allMatch(t -> t.books().balanced());
    assertThat(report.totals().read()).isPositive();
  }

  private static Books books(RunReport report, String table) {
    return report.tables().stream()
        .map(t -> t.books())
        .filter(b -> b.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private Path generate(String name, long seed) {
    Path file = folder.resolve(name);
    GenerateSpec spec =
        new GenerateSpec(
            file,
            300,
            GenerateSpec.DEFAULT_EDGES,
            GenerateSpec.DEFAULT_MESSAGES,
            seed,
            LegacyProfile.PRIMA,
            0,
            1);
    new LegacyGenerator(spec, (f, table, written, total) -> {}).generate();
    return file;
  }

  private static long messages(Path file) {
    return Query.number(Query.sqlite(file), "SELECT count(*) FROM consciousness_stream");
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(damaged);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void overwrite(long page, long pageSize) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      file.seek((page - 1) * pageSize);
      file.write(new byte[(int) pageSize]);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
