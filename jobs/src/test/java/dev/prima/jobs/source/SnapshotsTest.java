package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  @TempDir Path root;
  private Path folder;
  private Path source;
  private Snapshots snapshots;

  @BeforeEach
  void lay() throws IOException {
    folder = Files.createDirectory(root.resolve("legacy ?#% ü"));
    source = folder.resolve("a.db");
    snapshots = new Snapshots(root.resolve("snapshots"));
  }

  @Test
  void aFileAtRestIsBackedUpAndStaysAsItIs() throws Exception {
    make(source, "DELETE", 500);
    TreeMap<String, String> before = bytes();

    Snapshot snapshot = snapshots.take(source, 0);

    assertThat(snapshot.way()).isEqualTo(Snapshot.Way.BACKUP);
    assertThat(snapshot.sha256()).isEqualTo(before.get("a.db"));
    assertThat(snapshot.bytes()).isEqualTo(Files.size(source));
    assertThat(rows(snapshot)).containsExactly(500, 500);
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void aWriterMakesTheBackupBeginAgainThriceAndThenWaits() throws Exception {
    make(source, "DELETE", 20_000);
    try (LegacyWriter writer = LegacyWriter.start(source, "DELETE")) {
      Snapshot snapshot =
          new Snapshots(root.resolve("snapshots"), 4096, Snapshots.Damage.UNSOUGHT).take(source, 0);

      int[] rows = rows(snapshot);
      assertThat(rows[0]).isEqualTo(rows[1]).isGreaterThan(20_000);
      assertThat(snapshot.restarts()).isGreaterThanOrEqualTo(3);
      assertThat(snapshot.waitMillis()).isPositive();
      assertThat(snapshot.sha256()).isEqualTo(sha256(snapshot.file()));
    }
    assertThat(bytes().keySet()).containsExactly("a.db");
  }

  @Test
  void aLiveWalFileIsReadInOneTransaction() throws Exception {
    make(source, "WAL", 5_000);
    try (LegacyWriter writer = LegacyWriter.start(source, "WAL")) {
      Snapshot snapshot = snapshots.take(source, 0);

      int[] rows = rows(snapshot);
      assertThat(snapshot.way()).isEqualTo(Snapshot.Way.WAL_BACKUP);
      assertThat(rows[0]).isEqualTo(rows[1]).isGreaterThan(5_000);
      assertThat(bytes().keySet()).containsExactly("a.db", "a.db-shm", "a.db-wal");
    }
    assertThat(bytes().keySet()).containsExactly("a.db");
  }

  @Test
  void aWalLeftBehindByAKilledProgramIsReadAndKept() throws Exception {
    make(source, "WAL", 10);
    LegacyWriter writer = LegacyWriter.start(source, "WAL");
    writer.kill();
    TreeMap<String, String> before = bytes();
    assertThat(before.keySet()).containsExactly("a.db", "a.db-shm", "a.db-wal");

    Snapshot withShm = snapshots.take(source, 0);
    TreeMap<String, String> after = bytes();
    Files.delete(folder.resolve("a.db-shm"));
    Snapshot without = snapshots.take(source, 1);

    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.get("a.db")).isEqualTo(before.get("a.db"));
    assertThat(after.get("a.db-wal")).isEqualTo(before.get("a.db-wal"));
    assertThat(without.way()).isEqualTo(Snapshot.Way.RECOVERED_COPY);
    assertThat(rows(withShm)[0]).isEqualTo(rows(withShm)[1]).isGreaterThan(10);
    assertThat(rows(without)).isEqualTo(rows(withShm));
    before.remove("a.db-shm");
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void aWalFileAtRestIsCopied() throws Exception {
    make(source, "WAL", 10);
    TreeMap<String, String> before = bytes();
    assertThat(before.keySet()).containsExactly("a.db");

    Snapshot snapshot = snapshots.take(source, 0);

    assertThat(snapshot.way()).isEqualTo(Snapshot.Way.RECOVERED_COPY);
    assertThat(rows(snapshot)).containsExactly(10, 10);
    assertThat(bytes()).isEqualTo(before);
    assertThat(root.resolve("snapshots").toFile().list()).containsExactly("000000.db");
  }

  @Test
  void aHotJournalIsRolledBackInTheCopyOnly() throws Exception {
    Path live = root.resolve("live.db");
    make(live, "DELETE", 2_000);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size=5");
      statement.execute("BEGIN");
      statement.execute("DELETE FROM a");
      statement.execute("INSERT INTO b SELECT randomblob(500) FROM b");
      Files.copy(live, source);
      Files.copy(root.resolve("live.db-journal"), folder.resolve("a.db-journal"));
    }
    TreeMap<String, String> before = bytes();

    Snapshot snapshot = snapshots.take(source, 0);

    assertThat(snapshot.way()).isEqualTo(Snapshot.Way.RECOVERED_COPY);
    assertThat(rows(snapshot)).containsExactly(2_000, 2_000);
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void whatIsNoDatabaseIsSaidToBeWhatItIs() throws Exception {
    make(source, "DELETE", 1_000);
    byte[] whole = Files.readAllBytes(source);
    Files.write(source, Arrays.copyOf(whole, whole.length / 2));
    refused(source, SourceError.TRUNCATED, "is cut off");
    Files.write(source, new byte[0]);
    refused(source, SourceError.EMPTY, "is empty");
    Files.writeString(source, "a text that is no database\n".repeat(100));
    refused(source, SourceError.NOT_SQLITE, "is not a SQLite 3 file");
    byte[] random = new byte[8192];
    new Random(1).nextBytes(random);
    Files.write(source, random);
    refused(source, SourceError.ENCRYPTED, "looks encrypted");
    refused(folder, SourceError.NOT_A_FILE, "is not a regular file");
    refused(folder.resolve("gone.db"), SourceError.VANISHED, "is gone");
    Arrays.fill(whole, 100, 4096, (byte) 0xff);
    Files.write(source, whole);
    refused(source, SourceError.DAMAGED, "is damaged");
  }

  @Test
  void readingInPlaceRefusesWhatItWouldLeaveOut() throws Exception {
    make(source, "WAL", 10);
    assertThat(snapshots.inPlace(source, 0).file()).isEqualTo(source);
    LegacyWriter writer = LegacyWriter.start(source, "WAL");
    writer.kill();
    assertThatThrownBy(() -> snapshots.inPlace(source, 0))
        .isInstanceOf(PrimaException.class)
        .hasMessageContaining("set source.immutable to false");
  }

  private void refused(Path file, SourceError error, String message) {
    assertThatThrownBy(() -> snapshots.take(file, 0))
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> {
              assertThat(e.error()).isEqualTo(error);
              assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL);
            })
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  private static void make(Path file, String journalMode, int rows) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + uri(file));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=" + journalMode);
      for (String table : new String[] {"a", "b"}) {
        statement.execute("CREATE TABLE " + table + " (x)");
        statement.execute(
            "INSERT INTO "
                + table
                + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                + rows
                + ") SELECT randomblob(100) FROM n");
      }
    }
  }

  private static String uri(Path file) {
    return file.toUri().toString().replace("file:///", "file:/");
  }

  private static int[] rows(Snapshot snapshot) throws Exception {
    try (Connection connection = SqliteConnections.openImmutable(snapshot.file());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)")) {
      return new int[] {row.getInt(1), row.getInt(2)};
    }
  }

  private TreeMap<String, String> bytes() throws Exception {
    TreeMap<String, String> bytes = new TreeMap<>();
    for (String name : folder.toFile().list()) {
      bytes.put(name, sha256(folder.resolve(name)));
    }
    return bytes;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
