package dev.prima.jobs.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.prima.core.landing.Census;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.RejectReason;
import dev.prima.core.mapping.RowMapper;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.spark.StagedPartReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingRoundTripTest {
  private static final String FILE = "/data/a.db";

  @TempDir Path folder;
  private StagingLayout layout;

  @BeforeEach
  void lay() {
    layout = new StagingLayout(folder.resolve("staging").toString(), new Configuration());
  }

  @Test
  void itsOwnerAloneLooksIntoIt() throws IOException {
    layout.make();
    assertThat(Files.getPosixFilePermissions(folder.resolve("staging")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void everyTypeComesBackBitForBit() {
    SourceTable source = table("t", "id", "n", "d", "b", "at", "j", "x");
    TargetTable target =
        new TargetTable(
            "typed",
            List.of(
                new TargetColumn("id", ColumnType.TEXT, true, true),
                new TargetColumn("n", ColumnType.BIGINT, false, true),
                new TargetColumn("d", ColumnType.DOUBLE, false, true),
                new TargetColumn("b", ColumnType.BOOLEAN, false, true),
                new TargetColumn("at", ColumnType.TIMESTAMPTZ, false, true),
                new TargetColumn("j", ColumnType.JSONB, false, true),
                new TargetColumn("x", ColumnType.BYTEA, false, true)),
            new TargetKey(List.of("id"), false, false),
            new Precedence("d", List.of(List.of("n")), List.of(List.of("at"))),
            new Placement.Home(),
            new Stores(null, null));
    TableClaim claim =
        new TableClaim(
            "test",
            "t",
            List.of("id"),
            "typed",
            new Identity.Key(List.of("id"), false),
            List.of(
                rule("id"),
                rule("n"),
                rule("d"),
                rule("b"),
                rule("j"),
                rule("x"),
                new ColumnRule("at", "at", Conversion.SECONDS, "")));
    RowPage page = new RowPage(7);
    page.beginRow(11);
    page.column(0).appendText(utf8("süß"));
    page.column(1).appendInteger(Long.MIN_VALUE);
    page.column(2).appendReal(-0.0);
    page.column(3).appendInteger(1);
    page.column(4).appendInteger(1_700_000_000L);
    page.column(5).appendText(utf8("{\"b\": 1, \"a\": [2]}"));
    page.column(6).appendBlob(new byte[] {0, -1, 127});
    page.beginRow(12);
    page.column(0).appendText(utf8("second"));
    for (int c = 1; c < 7; c++) {
      page.column(c).appendNull();
    }
    MappedPage mapped = new RowMapper(claim, target, source).map(page);
    PartManifest manifest =
        new StagedPartWriter(layout)
            .write(target, StagedPart.id(3, 2), page(new PartOrigin(5, FILE, source), mapped));

    assertThat(manifest.staged()).isEqualTo(2);
    PartShare share = manifest.shares().get(0);
    assertThat(share.firstRowid()).isEqualTo(11);
    assertThat(share.lastRowid()).isEqualTo(12);
    assertThat(manifest.unit()).isEqualTo(3);
    assertThat(layout.manifests("typed")).containsExactly(manifest);
    List<StagedPart> parts = layout.parts("typed");
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).id()).isEqualTo(3 * 4096 + 2);
    assertThat(parts.get(0).path()).startsWith("file:/");
    try (StagedPartReader reader =
        StagedPartReader.open(new Configuration(), target, parts.get(0).path())) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.rowNumber()).isZero();
      assertThat(reader.source()).isEqualTo(5);
      assertThat(reader.identity()).isEqualTo(mapped.at(0).identity());
      assertThat(reader.contentHash()).isEqualTo(mapped.contentHash());
      assertThat(reader.love()).isEqualTo(0.0);
      assertThat(reader.benefit()).isEqualTo((double) Long.MIN_VALUE);
      assertThat(reader.time()).isEqualTo(1_700_000_000_000_000L);
      assertThat(reader.row().bytes(0)).isEqualTo(utf8("süß"));
      assertThat(reader.row().word(1)).isEqualTo(Long.MIN_VALUE);
      assertThat(reader.row().word(2)).isEqualTo(Double.doubleToRawLongBits(-0.0));
      assertThat(reader.row().word(3)).isEqualTo(1);
      assertThat(reader.row().word(4)).isEqualTo(1_700_000_000_000_000L);
      assertThat(reader.row().bytes(5)).isEqualTo(utf8("{\"b\": 1, \"a\": [2]}"));
      assertThat(reader.row().bytes(6)).containsExactly(0, -1, 127);
      assertThat(reader.next()).isTrue();
      assertThat(reader.rowNumber()).isEqualTo(1);
      assertThat(reader.row().bytes(0)).isEqualTo(utf8("second"));
      for (int c = 1; c < 7; c++) {
        assertThat(reader.row().isNull(c)).isTrue();
      }
      assertThat(reader.love()).isEqualTo(Precedence.LOWEST);
      assertThat(reader.time()).isEqualTo(Precedence.EARLIEST);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void refusedRowsAreKeptWholeAndTheCensusCountsTheOthers() throws Exception {
    SourceTable source = table("odd name/%", "a", "b");
    TargetTable target = UnclaimedTable.staged(source);
    RowPage page = new RowPage(2);
    page.beginRow(1);
    page.column(0).appendInteger(-7);
    page.column(1).appendBlob(new byte[5]);
    page.beginRow(2);
    page.column(0).appendText(new byte[] {'x', (byte) 0xff});
    page.column(1).appendReal(Double.POSITIVE_INFINITY);
    page.beginRow(3);
    page.column(0).appendInteger(1L << 60);
    page.column(1).appendNull();
    page.beginRow(4);
    page.column(0).appendText(utf8("nul\0"));
    page.column(1).appendInteger(9_007_199_254_740_993L);
    MappedPage mapped =
        new RowMapper(UnclaimedTable.claim(source, source), target, source).map(page);
    PartManifest manifest =
        new StagedPartWriter(layout)
            .write(target, 1, page(new PartOrigin(0, FILE, source), mapped));

    assertThat(manifest.shares().get(0).rejected())
        .isEqualTo(Map.of("INVALID_UTF8", 1L, "NUL_CHARACTER", 1L));
    assertThat(manifest.census())
        .containsExactly(
            new ColumnCensus(
                "a", 0, new Census(2, 0, 0, 0, -7L, 1L << 60, null, null, null, null), 0),
            new ColumnCensus(
                "b", 1, new Census(0, 0, 0, 1, null, null, null, null, null, null), 5));
    List<String> lines =
        new String(layout.read(layout.rejects(target.name(), 1)), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "{\"file\":\"/data/a.db\",\"table\":\"odd name/%\",\"rowid\":2,\"column\":\"a\","
                + "\"reason\":\"INVALID_UTF8\",\"values\":{\"a\":{\"class\":\"text\","
                + "\"base64\":\"eP8=\"},\"b\":{\"class\":\"real\",\"value\":\"Infinity\"}}}");
    RejectRecord second = RejectRecord.parse(lines.get(1));
    assertThat(second.reason()).isEqualTo(RejectReason.NUL_CHARACTER);
    assertThat(second.values().get("a"))
        .isEqualTo(TaggedValue.bytes(StorageClass.TEXT, utf8("nul\0")));
    assertThat(second.values().get("b")).isEqualTo(TaggedValue.integer(9_007_199_254_740_993L));
    StagedPart part = layout.parts(target.name()).get(0);
    try (StagedPartReader reader =
        StagedPartReader.open(new Configuration(), target, part.path())) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.row().bytes(0)).isEqualTo(TaggedValue.integer(-7));
      assertThat(reader.next()).isTrue();
      assertThat(reader.rowNumber()).isEqualTo(1);
      assertThat(reader.row().bytes(0)).isEqualTo(TaggedValue.integer(1L << 60));
      assertThat(reader.next()).isFalse();
    }
    assertThat(Files.exists(folder.resolve("staging/legacy.odd%20name%2F%25"))).isTrue();
  }

  @Test
  void rowsOfSeveralFilesStandInOnePartEachUnderItsOwn() {
    SourceTable first = table("t", "a", "b");
    SourceTable second = table("T", "b");
    TargetTable target = UnclaimedTable.staged(first);
    RowPage one = new RowPage(2);
    one.beginRow(7);
    one.column(0).appendInteger(1);
    one.column(1).appendText(utf8("\0"));
    one.beginRow(8);
    one.column(0).appendInteger(2);
    one.column(1).appendInteger(3);
    RowPage other = new RowPage(1);
    other.beginRow(1);
    other.column(0).appendInteger(4);
    RowPage refused = new RowPage(1);
    refused.beginRow(9);
    refused.column(0).appendText(utf8("\0"));
    PartManifest manifest =
        new StagedPartWriter(layout)
            .write(
                target,
                5,
                List.of(
                    part(0, FILE, first, first, one),
                    part(3, "/data/b.db", second, first, other),
                    part(4, "/data/c.db", second, first, refused)));

    assertThat(layout.manifests()).containsExactly(manifest);
    assertThat(manifest.read()).isEqualTo(4);
    assertThat(manifest.staged()).isEqualTo(2);
    assertThat(manifest.rejects()).isEqualTo(2);
    assertThat(manifest.shares())
        .extracting(PartShare::source, PartShare::sourceTable, PartShare::staged)
        .containsExactly(tuple(0, "t", 1L), tuple(3, "T", 1L), tuple(4, "T", 0L));
    assertThat(manifest.census())
        .extracting(ColumnCensus::nulls, c -> c.census().integers())
        .containsExactly(tuple(1L, 1L), tuple(0L, 2L));
    String rejects =
        new String(layout.read(layout.rejects(target.name(), 5)), StandardCharsets.UTF_8);
    assertThat(rejects.lines().map(RejectRecord::parse))
        .extracting(RejectRecord::file, RejectRecord::table, RejectRecord::rowid)
        .containsExactly(tuple(FILE, "t", 7L), tuple("/data/c.db", "T", 9L));
    StagedPart part = layout.parts(target.name()).get(0);
    try (StagedPartReader reader =
        StagedPartReader.open(new Configuration(), target, part.path())) {
      assertThat(reader.next()).isTrue();
      assertThat(List.of(reader.rowNumber(), reader.source())).containsExactly(0, 0);
      assertThat(reader.row().bytes(1)).isEqualTo(TaggedValue.integer(3));
      assertThat(reader.next()).isTrue();
      assertThat(List.of(reader.rowNumber(), reader.source())).containsExactly(1, 3);
      assertThat(reader.row().isNull(0)).isTrue();
      assertThat(reader.row().bytes(1)).isEqualTo(TaggedValue.integer(4));
      assertThat(reader.next()).isFalse();
    }
  }

  private static PartPage part(
      int source, String file, SourceTable table, SourceTable whole, RowPage rows) {
    return new PartPage(
        new PartOrigin(source, file, table),
        new RowMapper(UnclaimedTable.claim(table, whole), UnclaimedTable.staged(whole), table)
            .map(rows));
  }

  @Test
  void writingAPartAgainReplacesItAndLeavesNothingElse() {
    SourceTable source = table("t", "a");
    TargetTable target = UnclaimedTable.staged(source);
    StagedPartWriter writer = new StagedPartWriter(layout);
    RowMapper mapper = new RowMapper(UnclaimedTable.claim(source, source), target, source);
    PartOrigin origin = new PartOrigin(0, FILE, source);
    RowPage bad = new RowPage(1);
    bad.beginRow(1);
    bad.column(0).appendText(utf8("\0"));
    PartManifest first = writer.write(target, 9, page(origin, mapper.map(bad)));
    assertThat(first.bytes()).isZero();
    assertThat(layout.parts(target.name())).isEmpty();
    RowPage good = new RowPage(1);
    good.beginRow(1);
    good.column(0).appendInteger(1);
    writer.write(target, 9, page(origin, mapper.map(good)));

    assertThat(layout.parts(target.name())).hasSize(1);
    assertThat(layout.manifests()).hasSize(1);
    assertThat(folder.resolve("staging/legacy.t").toFile().list())
        .containsExactlyInAnyOrder("part-000000000009.parquet", "part-000000000009.json");
  }

  @Test
  void fingerprintsAddUpInAnyOrderWithCarry() {
    Fingerprint sum = new Fingerprint();
    sum.add("0000000000000000ffffffffffffffff");
    sum.add("00000000000000000000000000000001");
    assertThat(sum.hex()).isEqualTo("00000000000000010000000000000000");
    sum.add("ffffffffffffffff0000000000000000");
    assertThat(sum.hex()).isEqualTo("00000000000000000000000000000000");
  }

  private static SourceTable table(String name, String... columns) {
    return new SourceTable(
        name,
        java.util.Arrays.stream(columns)
            .map(c -> new SourceColumn(c, "", false, 0, false))
            .toList(),
        true,
        List.of());
  }

  private static ColumnRule rule(String column) {
    return new ColumnRule(column, column, Conversion.NONE, "");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<PartPage> page(PartOrigin origin, MappedPage rows) {
    return List.of(new PartPage(origin, rows));
  }
}
