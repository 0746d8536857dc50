package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.source.Snapshots.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, damaged page by page, held against what SQLite reads of the whole file. */
class SalvageTest {
  @TempDir Path root;
  private Path whole;
  private Path damaged;
  private Map<String, Map<String, String>> original = Map.of();

  @BeforeEach
  void make() throws Exception {
    whole = root.resolve("whole.db");
    damaged = root.resolve("damaged.db");
    DamagedFile.make(whole);
    original = contents(whole);
  }

  @Test
  void aWholeFileIsTakenAsItIs() throws Exception {
    Snapshot snapshot = salvage(whole);

    assertThat(snapshot.lost()).isEmpty();
    assertThat(contents(snapshot.file())).isEqualTo(original);
  }

  @Test
  void whateverPageIsOverwrittenTheRestIsReadAsItWasAndWhatIsLostIsNamed() throws Exception {
    int pages = (int) (Files.size(whole) / DamagedFile.PAGE);
    Map<Integer, String> kinds = kinds();
    Map<String, Integer> lossless = new TreeMap<>();
    // All inner pages in any case: they are few.
    int step = Boolean.getBoolean("prima.full") ? 1 : 3;
    for (int page = 2; page <= pages; page++) {
      if (page % step != 0 && !String.valueOf(kinds.get(page)).endsWith("internal")) {
        continue;
      }
      byte[] with = page % 2 == 0 ? DamagedFile.filled(0xee) : DamagedFile.noise(page);
      DamagedFile.overwritten(whole, damaged, page, with);
      Snapshot snapshot = salvage(damaged);
      Map<String, Map<String, String>> left = contents(snapshot.file());
      expectHonest(left, snapshot.lost(), "page " + page + ", " + kinds.get(page));
      if (left.equals(original)) {
        lossless.merge(String.valueOf(kinds.get(page)), 1, Integer::sum);
      } else {
        assertThat(kinds.get(page)).as("page %d", page).startsWith("table");
      }
    }
    // Pages of indexes and free pages cost no row; an inner page of a table with rowids neither.
    assertThat(lossless.keySet()).contains("index", "free", "table messages internal");
  }

  @Test
  void anOverwrittenLeafCostsItsRowsAndNoOther() throws Exception {
    for (Map.Entry<Integer, String> kind : kinds().entrySet()) {
      if (kind.getValue().equals("table messages leaf") && kind.getKey() % 7 == 0) {
        DamagedFile.overwritten(whole, damaged, kind.getKey(), DamagedFile.filled(0));
        Set<String> before = original("messages").keySet();
        Set<String> left = contents(salvage(damaged).file()).get("messages").keySet();
        Set<Long> gone = new TreeSet<>();
        before.stream().filter(id -> !left.contains(id)).forEach(id -> gone.add(Long.valueOf(id)));

        assertThat(gone).as("page %d", kind.getKey()).isEqualTo(rowsOn(kind.getKey()));
      }
    }
  }

  @Test
  void aFileThatIsCutOffGivesWhatLiesBeforeTheCut() throws Exception {
    for (double share : new double[] {0.999, 0.9, 0.5, 0.2, 0.05}) {
      long bytes = (long) (Files.size(whole) * share);
      DamagedFile.cutOff(whole, damaged, bytes);

      Snapshot snapshot = salvage(damaged);

      Map<String, Map<String, String>> left = contents(snapshot.file());
      expectHonest(left, snapshot.lost(), "cut at " + share);
      assertThat(snapshot.bytes()).isEqualTo(bytes);
      assertThat(snapshot.lost()).isNotEmpty();
      assertThat(Files.size(damaged)).isEqualTo(bytes);
    }
  }

  @Test
  void withoutSalvageADamagedFileIsRefusedAndSaysWhatIsLost() throws Exception {
    int leaf = pages(kinds(), "table messages leaf").get(3);
    DamagedFile.overwritten(whole, damaged, leaf, DamagedFile.noise(1));

    assertThatThrownBy(() -> new Snapshots(root.resolve("s"), Damage.REFUSED).take(damaged, 0))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.error()).isEqualTo(SourceError.DAMAGED))
        .hasMessageContaining("table messages, rows with rowids from")
        .hasMessageContaining("on page " + leaf)
        .hasMessageContaining("source.salvage");
    DamagedFile.cutOff(whole, damaged, Files.size(whole) / 2);
    assertThatThrownBy(() -> new Snapshots(root.resolve("s"), Damage.REFUSED).take(damaged, 0))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.error()).isEqualTo(SourceError.TRUNCATED))
        .hasMessageContaining("source.salvage");
  }

  @Test
  void aSourceThatIsReadInPlaceIsCopiedWhereItIsDamagedAndStaysAsItIs() throws Exception {
    int leaf = pages(kinds(), "table messages leaf").get(5);
    DamagedFile.overwritten(whole, damaged, leaf, DamagedFile.noise(1));
    byte[] before = Files.readAllBytes(damaged);
    Snapshots snapshots = new Snapshots(root.resolve("s"), Damage.SALVAGED);

    assertThat(snapshots.inPlace(whole, 0).file()).isEqualTo(whole);
    Snapshot snapshot = snapshots.inPlace(damaged, 1);

    assertThat(snapshot.file()).isNotEqualTo(damaged);
    expectHonest(contents(snapshot.file()), snapshot.lost(), "in place");
    assertThat(Files.readAllBytes(damaged)).isEqualTo(before);
  }

  @Test
  void theSameDamageIsMendedTheSameWay() throws Exception {
    DamagedFile.cutOff(whole, damaged, Files.size(whole) * 2 / 3);

    Snapshot first = salvage(damaged);
    byte[] bytes = Files.readAllBytes(first.file());
    Snapshot second = salvage(damaged);

    assertThat(Files.readAllBytes(second.file())).isEqualTo(bytes);
    assertThat(second.lost()).isEqualTo(first.lost());
    assertThat(second.sha256()).isEqualTo(first.sha256()).isEqualTo(Sha256.of(damaged));
  }

  @Test
  void whatIsLostIsKeptWithTheSourcesOfARun() throws Exception {
    DamagedFile.cutOff(whole, damaged, Files.size(whole) / 2);
    SourceFile file = SqliteSchemaReader.surveyed(salvage(damaged), 0);
    Path list = root.resolve("sources.json");

    SourceList.write(list, List.of(file));

    assertThat(SourceList.read(list)).containsExactly(file);
    assertThat(file.lost()).isNotEmpty();
  }

  private Snapshot salvage(Path file) {
    return new Snapshots(root.resolve("snapshots"), Damage.SALVAGED).take(file, 0);
  }

  /**
   * Every row that is read is one of the original's, unchanged; what is not lies in a lost range.
   */
  private void expectHonest(
      Map<String, Map<String, String>> left, List<LostRows> lost, String where) {
    for (Map.Entry<String, Map<String, String>> table : original.entrySet()) {
      Map<String, String> rows = left.getOrDefault(table.getKey(), Map.of());
      Set<Map.Entry<String, String>> altered = new HashSet<>(rows.entrySet());
      altered.removeAll(table.getValue().entrySet());
      assertThat(altered).as("%s: rows of %s that were none", where, table.getKey()).isEmpty();
      List<String> silent =
          table.getValue().keySet().stream()
              .filter(key -> !rows.containsKey(key) && !named(lost, table.getKey(), key))
              .toList();
      assertThat(silent).as("%s: rows of %s lost in silence", where, table.getKey()).isEmpty();
    }
  }

  private static boolean named(List<LostRows> lost, String table, String key) {
    return lost.stream()
        .filter(l -> l.table().equals(table))
        .anyMatch(
            l ->
                l.rowids() == null
                    || Long.parseLong(key) >= l.rowids().from()
                        && Long.parseLong(key) <= l.rowids().to());
  }

  private Map<String, String> original(String table) {
    return original.getOrDefault(table, Map.of());
  }

  private static Map<String, Map<String, String>> contents(Path file) throws Exception {
    Map<String, Map<String, String>> contents = new HashMap<>();
    try (Connection connection = SqliteConnections.openImmutable(file)) {
      contents.put(
          "messages", DamagedFile.rows(connection, "messages", "id", "id,sender,content,at"));
      contents.put("words", DamagedFile.rows(connection, "words", "word", "word,meaning"));
      contents.put("few", DamagedFile.rows(connection, "few", "rowid", "a,b,c"));
    }
    return contents;
  }

  /** What SQLite's own statistics say of each page of the whole file. */
  private Map<Integer, String> kinds() throws Exception {
    Map<Integer, String> kinds = new TreeMap<>();
    try (Connection connection = DamagedFile.open(whole);
        Statement statement = connection.createStatement()) {
      int pages = (int) (Files.size(whole) / DamagedFile.PAGE);
      for (int page = 1; page <= pages; page++) {
        kinds.put(page, "free");
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT d.pageno, s.type, d.name, d.pagetype FROM dbstat d"
                  + " JOIN sqlite_schema s ON s.name = d.name")) {
        while (row.next()) {
          kinds.put(
              row.getInt(1),
              row.getString(2).equals("index")
                  ? "index"
                  : "table " + row.getString(3) + " " + row.getString(4));
        }
      }
    }
    return kinds;
  }

  /** Rowids on a leaf: SQLite's own shell does not tell, so that they are read off the page. */
  private Set<Long> rowsOn(int page) throws IOException {
    byte[] file = Files.readAllBytes(whole);
    int at = (page - 1) * DamagedFile.PAGE;
    Set<Long> rows = new HashSet<>();
    int cells = (file[at + 3] & 0xff) << 8 | file[at + 4] & 0xff;
    for (int i = 0; i < cells; i++) {
      int cell = at + ((file[at + 8 + 2 * i] & 0xff) << 8 | file[at + 9 + 2 * i] & 0xff);
      while (file[cell++] < 0) {}
      long rowid = 0;
      do {
        rowid = rowid << 7 | file[cell] & 0x7f;
      } while (file[cell++] < 0);
      rows.add(rowid);
    }
    return rows;
  }

  private static List<Integer> pages(Map<Integer, String> kinds, String kind) {
    return kinds.entrySet().stream()
        .filter(e -> e.getValue().equals(kind))
        .map(Map.Entry::getKey)
        .toList();
  }
}
