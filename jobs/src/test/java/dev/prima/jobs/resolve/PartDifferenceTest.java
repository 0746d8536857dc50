package dev.prima.jobs.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.extract.ExtractLimits;
import dev.prima.jobs.extract.MadeSource;
import dev.prima.jobs.spark.StagedPartReader;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that was staged, changed and staged again: what differs is what SQLite itself says. */
class PartDifferenceTest {
  /** Several ranges of several chunks. */
  private static final ExtractLimits LIMITS = new ExtractLimits(700, 90, 1 << 20);

  private static final int ROWS = 4_000;
  private static final int LAST = ROWS + ROWS / 2;
  private static final TargetTable SHAPE =
      UnclaimedTable.staged(
          new SourceTable(
              "t",
              Stream.of("id", "x").map(n -> new SourceColumn(n, "", false, 0, false)).toList(),
              true,
              List.of()));
  private static final String TABLE = SHAPE.name();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void tellsRowsThatCameWentOrChangedAndNoOthers(long seed) throws Exception {
    Path file = folder.resolve("a.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)");
      sql.execute(
          "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
              + ROWS
              + ") SELECT i + i / 2, 'row ' || i FROM n");
      StagingLayout then = staged(file, "then");
      Map<Long, String> before = rows(sql);
      change(sql, new Random(seed));
      StagingLayout now = staged(file, "now");
      Map<Long, String> after = rows(sql);

      Set<Long> expected = new TreeSet<>(before.keySet());
      expected.addAll(after.keySet());
      expected.removeIf(id -> before.getOrDefault(id, "-").equals(after.getOrDefault(id, "+")));
      assertThat(expected).isNotEmpty().hasSizeLessThan(before.size());
      assertThat(differing(now, then, 64, 200_000)).containsExactlyElementsOf(expected);
      assertThat(differing(now, then, 64, 3)).containsExactlyElementsOf(expected);
      assertThat(differing(now, then, 1, 3)).containsExactlyElementsOf(expected);
      assertThat(differing(now, now, 64, 200_000)).isEmpty();
      // Ranges begin at fixed ids: most of them meet, whatever went and came.
      assertThat(pairs(now, then, 64))
          .filteredOn(p -> !p.now().isEmpty() && !p.then().isEmpty())
          .hasSizeGreaterThan(4);
    }
  }

  private StagingLayout staged(Path file, String state) throws Exception {
    Path own = folder.resolve(state);
    StagingLayout layout =
        new StagingLayout(own.resolve("staging").toString(), new Configuration());
    MadeSource.stage(file, own, layout, LIMITS);
    return layout;
  }

  private static Map<Long, String> rows(Statement sql) throws Exception {
    Map<Long, String> rows = new TreeMap<>();
    try (ResultSet row = sql.executeQuery("SELECT id, x FROM t")) {
      while (row.next()) {
        rows.put(row.getLong(1), row.getString(2));
      }
    }
    return rows;
  }

  /** A stretch goes, single rows go, come between others, change, and come at the end. */
  private static void change(Statement sql, Random dice) throws Exception {
    long from = dice.nextLong(LAST);
    sql.execute("DELETE FROM t WHERE id BETWEEN " + from + " AND " + (from + dice.nextLong(900)));
    for (int i = 0; i < 40; i++) {
      long id = 1 + dice.nextLong(LAST);
      sql.execute("DELETE FROM t WHERE id = " + id);
      sql.execute("INSERT OR IGNORE INTO t VALUES (" + (id + 41) + ", 'new')");
      sql.execute("UPDATE t SET x = x || '!' WHERE id = " + (1 + dice.nextLong(LAST)));
    }
    for (int i = 0; i < dice.nextInt(300); i++) {
      sql.execute("INSERT INTO t VALUES (" + (LAST + 42 + i) + ", 'later')");
    }
  }

  private static PartPair.State state(StagingLayout staging) {
    return new PartPair.State(staging, staging.manifests(TABLE));
  }

  private static List<PartPair> pairs(StagingLayout now, StagingLayout then, int mostParts) {
    List<PartPair> pairs = PartPair.of(7, state(now), state(then), mostParts);
    assertThat(pairs.stream().flatMap(p -> p.now().stream()))
        .containsExactlyInAnyOrderElementsOf(paths(now));
    assertThat(pairs.stream().flatMap(p -> p.then().stream()))
        .containsExactlyInAnyOrderElementsOf(paths(then));
    return pairs;
  }

  /**
   * @param mostParts of a stretch, and
   * @param mostHeld rows, before either is given up
   */
  private static Set<Long> differing(
      StagingLayout now, StagingLayout then, int mostParts, int mostHeld) {
    List<PartPair> pairs = pairs(now, then, mostParts);
    Map<Long, List<Long>> sums = new HashMap<>();
    for (PartPair pair : pairs) {
      try (PartDifference difference =
          new PartDifference(new Configuration(), pair, new int[] {0}, mostHeld)) {
        for (Row row = difference.next(); row != null; row = difference.next()) {
          assertThat(row.getInt(0)).isEqualTo(7);
          sums.merge(
              row.getLong(1),
              List.of(row.getLong(2), row.getLong(3), row.getLong(4)),
              (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2)));
        }
      }
    }
    sums.values().removeIf(sum -> sum.stream().allMatch(s -> s == 0));
    Map<Long, Long> ids = new HashMap<>();
    Stream.of(now, then).forEach(layout -> ids.putAll(ids(layout)));
    Set<Long> differing = new TreeSet<>();
    sums.keySet().forEach(known -> differing.add(ids.get(known)));
    return differing;
  }

  private static List<String> paths(StagingLayout layout) {
    return layout.parts(TABLE).stream().map(StagedPart::path).toList();
  }

  /** Ids by the hash of the identity. */
  private static Map<Long, Long> ids(StagingLayout layout) {
    Map<Long, Long> ids = new HashMap<>();
    for (String path : paths(layout)) {
      try (StagedPartReader reader = StagedPartReader.open(new Configuration(), SHAPE, path)) {
        while (reader.next()) {
          ids.put(hash(reader.identity()), TaggedValue.word(reader.row().bytes(0)));
        }
      }
    }
    return ids;
  }

  private static long hash(byte[] identity) {
    return XXH64.hashUnsafeBytes(identity, Platform.BYTE_ARRAY_OFFSET, identity.length, 42);
  }
}
