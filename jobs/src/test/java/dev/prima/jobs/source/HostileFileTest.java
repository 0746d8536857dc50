package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody made to do harm to whoever opens them. */
class HostileFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void lay() {
    file = folder.resolve("hostile.db");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void viewsThatUnfoldToBillionsOfPartsAreNotUnfolded() throws Exception {
    try (Connection connection = DamagedFile.open(file);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE t (a)");
      sql.execute("INSERT INTO t VALUES (1)");
      sql.execute("CREATE VIRTUAL TABLE found USING fts5 (words)");
      sql.execute("CREATE VIRTUAL TABLE box USING rtree (id, x0, x1)");
      sql.execute("CREATE VIEW v0 AS SELECT * FROM t");
      for (int i = 1; i < 40; i++) {
        sql.execute(
            String.format(
                "CREATE VIEW v%d AS SELECT * FROM v%d UNION ALL SELECT * FROM v%d",
                i, i - 1, i - 1));
      }
    }

    SourceFile surveyed = survey();

    assertThat(surveyed.tables()).singleElement().matches(t -> t.rows() == 1);
    assertThat(surveyed.others())
        .hasSize(42)
        .contains("view v39", "virtual table found", "virtual table box");
  }

  @Test
  void triggersAndViewsAndChecksWithHostileExpressionsAreNotComputed() throws Exception {
    try (Connection connection = DamagedFile.open(file);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE t (a CHECK (a IS NOT randomblob(999999999)))");
      sql.execute("PRAGMA ignore_check_constraints=ON");
      sql.execute("INSERT INTO t VALUES (1)");
      sql.execute("CREATE VIEW evil AS SELECT load_extension('/tmp/evil.so') FROM t");
      sql.execute(
          "CREATE TRIGGER worse AFTER INSERT ON t BEGIN SELECT writefile('/tmp/evil', 'x'); END");
    }

    SourceFile surveyed = survey();

    assertThat(surveyed.tables()).singleElement().matches(t -> t.rows() == 1);
    assertThat(surveyed.others()).containsExactly("view evil");
    assertThat(surveyed.tables().get(0).table().declaration().triggers()).containsExactly("worse");
  }

  @Test
  void aPageSizeThatNoPageHasIsRefused() throws Exception {
    DamagedFile.make(file);
    for (int size : List.of(0, 2, 3, 256, 1000, 0xfffe)) {
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(16);
        bytes.writeShort(size);
      }
      for (Snapshots.Damage damage : Snapshots.Damage.values()) {
        assertThatThrownBy(() -> new Snapshots(folder.resolve("s"), damage).take(file, 0))
            .isInstanceOfSatisfying(
                PrimaException.class, e -> assertThat(e.error()).isEqualTo(SourceError.DAMAGED))
            .hasMessageContaining("pages of " + size + " bytes");
      }
    }
  }

  @Test
  void aPageSizeThatIsNotTheFilesOwnIsRefusedAndNeverTakenForTheWhole() throws Exception {
    DamagedFile.make(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(16);
      bytes.writeShort(4096);
    }

    for (Snapshots.Damage damage : List.of(Snapshots.Damage.UNSOUGHT, Snapshots.Damage.REFUSED)) {
      assertThatThrownBy(
              () ->
                  SqliteSchemaReader.surveyed(
                      new Snapshots(folder.resolve("s"), damage).take(file, 0), 0))
          .isInstanceOfSatisfying(
              PrimaException.class,
              e ->
                  assertThat(e.error())
                      .isIn(SourceError.DAMAGED, SourceError.TRUNCATED, SourceError.NOT_SQLITE));
    }
    Snapshot salvaged = new Snapshots(folder.resolve("s"), Snapshots.Damage.SALVAGED).take(file, 0);
    // Some page may look like one of another table's: that it is not the whole is told all the
    // same.
    assertThat(salvaged.lost()).isNotEmpty();
  }

  @Test
  void bytesOfAnyKindEndInARefusalOrAnHonestReading() throws Exception {
    DamagedFile.make(file);
    byte[] whole = Files.readAllBytes(file);
    java.util.Random random = new java.util.Random(11);
    for (int round = 0; round < 40; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 200; i++) {
        // Behind the header, which says what file it is.
        bytes[100 + random.nextInt(bytes.length - 100)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try {
        SourceFile surveyed =
            SqliteSchemaReader.surveyed(
                new Snapshots(folder.resolve("s"), Snapshots.Damage.SALVAGED).take(file, 0), 0);
        for (SnapshotTable table : surveyed.tables()) {
          assertThat(read(surveyed, table)).isEqualTo(table.rows());
        }
      } catch (PrimaException e) {
        assertThat(e.error()).isInstanceOf(SourceError.class);
      }
    }
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tenThousandTablesAreSurveyed() throws Exception {
    try (Connection connection = DamagedFile.open(file);
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 10_000; i++) {
        sql.execute("CREATE TABLE t" + i + " (a INTEGER PRIMARY KEY, b TEXT)");
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t77 VALUES (1, 'x')")) {
        insert.execute();
      }
      connection.commit();
    }

    assertThat(survey().tables()).hasSize(10_000);
  }

  private SourceFile survey() {
    return SqliteSchemaReader.surveyed(
        new Snapshots(folder.resolve("s"), Snapshots.Damage.REFUSED).take(file, 0), 0);
  }

  private static long read(SourceFile source, SnapshotTable table) throws Exception {
    long rows = 0;
    try (org.sqlite.SQLiteConnection connection = SqliteConnections.open(source);
        StoredRows stored = StoredRows.open(source, connection);
        // As extract reads.
        RowReader reader =
            stored.reader(table.table(), RowRange.ALL, new RowReader.PageLimit(1_000, 1 << 20))) {
      for (dev.prima.core.schema.RowPage page = reader.next(); page != null; page = reader.next()) {
        rows += page.rows();
      }
    }
    return rows;
  }
}
