package dev.prima.jobs.staging;

import dev.prima.core.json.Json;
import dev.prima.core.landing.DeclaredType;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.RejectReason;
import dev.prima.core.mapping.TargetTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes pages of mapped rows as parts: the rows that were taken as Parquet, those that were
 * refused as JSON lines, and last the manifest.
 *
 * <p>Idempotent: a part that is written again replaces the former one, and until its manifest
 * stands there is no such part. Thread-safe.
 */
public final class StagedPartWriter {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final StagingLayout layout;
  private final Configuration configuration;

  public StagedPartWriter(StagingLayout layout) {
    this.layout = layout;
    configuration = new Configuration(layout.configuration());
    // The cheapest level; STACK.md has zstd at a quarter of the bytes of none, snappy at half.
    configuration.setInt("parquet.compression.codec.zstd.level", 1);
  }

  /** Writes one page as one part; the page's cursor is left anywhere. */
  public PartManifest write(TargetTable table, PartOrigin origin, MappedPage page) {
    Path manifestFile = layout.manifest(table.name(), origin.part());
    layout.remove(manifestFile);
    PartManifest manifest = rows(table, origin, page);
    Path rejects = layout.rejects(table.name(), origin.part());
    if (manifest.rejects() > 0) {
      layout.replace(rejects, RejectWriter.lines(origin, page));
    } else {
      layout.remove(rejects);
    }
    layout.replace(manifestFile, Json.pretty(manifest.toJson()).getBytes(StandardCharsets.UTF_8));
    return manifest;
  }

  private PartManifest rows(TargetTable table, PartOrigin origin, MappedPage page) {
    Map<String, Long> rejected = new TreeMap<>();
    for (Map.Entry<RejectReason, Long> reason : page.rejectReasons().entrySet()) {
      rejected.put(reason.getKey().name(), reason.getValue());
    }
    long refused = rejected.values().stream().mapToLong(Long::longValue).sum();
    long staged = page.rows() - refused;
    Fingerprint fingerprint = new Fingerprint();
    Path part = layout.part(table.name(), origin.part());
    long bytes = 0;
    if (staged > 0) {
      bytes = parquet(table, origin, page, part, fingerprint);
    } else {
      layout.remove(part);
    }
    int rows = page.rows();
    return new PartManifest(
        origin.part(),
        table.name(),
        origin.source(),
        origin.file(),
        origin.table().name(),
        rows,
        staged,
        rejected,
        page.conversions(),
        page.warnings(),
        rows == 0 ? 0 : page.source().rowId(0),
        rows == 0 ? 0 : page.source().rowId(rows - 1),
        bytes,
        fingerprint.hex(),
        census(table, origin, page),
        months(table, page));
  }

  private long parquet(
      TargetTable table, PartOrigin origin, MappedPage page, Path part, Fingerprint fingerprint) {
    Path temporary = layout.temporary(part);
    try {
      new PartFile(table, origin, page).write(layout, configuration, temporary);
      for (int r = 0; r < page.rows(); r++) {
        if (page.at(r).rejectReason() == null) {
          fingerprint.add(page.contentHash());
        }
      }
      layout.publish(temporary, part);
      return layout.fileSystem(part).getFileStatus(part).getLen();
    } catch (IOException e) {
      throw layout.failed(part, e);
    }
  }

  private static List<ColumnCensus> census(TargetTable table, PartOrigin origin, MappedPage page) {
    return IntStream.range(0, table.columns().size())
        .filter(c -> table.columns().get(c).type() == ColumnType.TAGGED)
        .mapToObj(
            c -> {
              String column = table.columns().get(c).name();
              return new CensusCount(column, declared(origin, column)).count(page, c);
            })
        .toList();
  }

  /** As this file declares it; the merged table may spell the column otherwise. */
  private static DeclaredType declared(PartOrigin origin, String column) {
    return origin.table().columns().stream()
        .filter(c -> MergedTable.folded(c.name()).equals(MergedTable.folded(column)))
        .map(c -> DeclaredType.of(c.declaredType()))
        .findFirst()
        .orElse(DeclaredType.BY_CLASS);
  }

  /** Known here, they need not be looked for among the staged rows before the load. */
  private static List<YearMonth> months(TargetTable table, MappedPage page) {
    PostgresShape shape = table.stores().postgresShape();
    if (shape == null || shape.partitioning().by() != By.MONTH) {
      return List.of();
    }
    int column = table.ordinal(String.valueOf(shape.partitioning().month()));
    TreeSet<YearMonth> months = new TreeSet<>();
    long lastDay = Long.MIN_VALUE;
    for (int r = 0; r < page.rows(); r++) {
      if (page.at(r).rejectReason() == null && !page.isNull(column)) {
        long day = Math.floorDiv(page.word(column), MICROS_PER_DAY);
        if (day != lastDay) {
          months.add(YearMonth.from(LocalDate.ofEpochDay(day)));
          lastDay = day;
        }
      }
    }
    return List.copyOf(months);
  }
}
