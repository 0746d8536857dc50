package dev.prima.jobs.source;

import static dev.prima.jobs.source.RowLines.byBoth;
import static dev.prima.jobs.source.RowLines.bySqlite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.source.RowReader.PageLimit;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no sound file has is left to SQLite. */
class UnclearPagesTest {
  @TempDir Path folder;

  /** Of a file with wrong bytes comes what SQLite makes of it, or its error. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedFilesAreReadAsSqliteReadsThem(long seed) throws Exception {
    Random random = new Random(seed);
    Path sound = RowLines.made(folder.resolve("made.db"), random);
    for (int i = 0; i < 300; i++) {
      Path file = folder.resolve("damaged.db");
      Files.deleteIfExists(file);
      Files.copy(sound, file);
      damage(file, random);
      String expected = outcome(() -> bySqlite(file, "t"));
      assertThat(outcome(() -> byBoth(file, "t"))).as("round " + i).isEqualTo(expected);
    }
  }

  @Test
  void aLeafWithoutRowsIsDamage() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (a)",
            "INSERT INTO t" + SqlFile.numbers(1, 900) + "SELECT printf('%.50c', 'x') FROM n");
    byte[] bytes = Files.readAllBytes(file);
    int leaf = 5 * 4096;
    assertThat(bytes[leaf]).isEqualTo((byte) TreePage.TABLE_LEAF);
    bytes[leaf + 3] = 0;
    bytes[leaf + 4] = 0;
    Files.write(file, bytes);
    assertThat(outcome(() -> byBoth(file, "t")))
        .isEqualTo(outcome(() -> bySqlite(file, "t")))
        .isEqualTo(SourceError.DAMAGED.toString());
  }

  /** SQLite goes on with the row behind the last one that came: that must be the greatest. */
  @Test
  void noRowIsTakenOutOfOrder() throws Exception {
    Path file =
        make(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
            "INSERT INTO t" + SqlFile.numbers(101, 400) + "SELECT i, printf('%.40c', 'x') FROM n",
            "ALTER TABLE t ADD COLUMN late DEFAULT 1",
            "INSERT INTO t" + SqlFile.numbers(1, 100) + "SELECT i, printf('%.40c', 'x'), 2 FROM n");
    int first;
    long place;
    try (PageFile pages = PageFile.readOnly(file)) {
      TreePage leaf = new LeafCursor(pages, 2, RowRange.ALL).next();
      first = leaf.count();
      place = (leaf.number() - 1) * 4096L + leaf.cell(first - 1).from() + 1;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      assertThat(bytes.read()).isEqualTo(first).isBetween(51, 99);
      bytes.seek(place);
      bytes.write(127);
    }
    PageLimit leafByLeaf = new PageLimit(first, 1 << 20);
    assertThat(byBoth(file, "t", leafByLeaf)).isEqualTo(bySqlite(file, "t")).hasSize(500);
  }

  /** Of its 64 bits the lower ones are the type of a small number. */
  @Test
  void aTypeThatIsTooLongIsNotCutShort() throws Exception {
    Path file = make("CREATE TABLE t (a)", "INSERT INTO t VALUES (x'0102030405060708')");
    RowLines.patch(file, "021c0102030405060708", "0aff8080808080808008");
    assertThat(outcome(() -> byBoth(file, "t")))
        .isEqualTo(outcome(() -> bySqlite(file, "t")))
        .isEqualTo(SourceError.DAMAGED.toString());
  }

  private interface Rows {
    List<String> read() throws Exception;
  }

  private static String outcome(Rows rows) throws Exception {
    try {
      return String.join("\n", rows.read());
    } catch (PrimaException e) {
      return e.error().toString();
    }
  }

  private static void damage(Path file, Random random) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int page = 1 + random.nextInt((int) (bytes.length() / 512) - 1);
        // Headers and pointers as often as content.
        int at = random.nextBoolean() ? random.nextInt(40) : random.nextInt(512);
        bytes.seek(512L * page + at);
        bytes.write(random.nextInt(256));
      }
    }
  }

  private Path make(String... statements) throws Exception {
    return SqlFile.execute(folder.resolve("a.db"), statements);
  }
}
