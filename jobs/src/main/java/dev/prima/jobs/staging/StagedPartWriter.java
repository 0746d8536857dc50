package dev.prima.jobs.staging;

import dev.prima.core.json.Json;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RejectReason;
import dev.prima.core.mapping.TargetTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Writes pages of mapped rows as parts: the rows that were taken as Parquet, those that were
 * refused as JSON lines, and last the manifest.
 *
 * <p>Idempotent: a part that is written again replaces the former one, and until its manifest
 * stands there is no such part. Thread-safe.
 */
public final class StagedPartWriter {
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
        census(table, page));
  }

  private long parquet(
      TargetTable table, PartOrigin origin, MappedPage page, Path part, Fingerprint fingerprint) {
    Path temporary = layout.temporary(part);
    try {
      StagedOutput file = new StagedOutput(layout, temporary);
      try (ParquetWriter<MappedPage> writer =
          new PageParquetWriter(file, configuration, table, origin, page).build()) {
        for (int r = 0; r < page.rows(); r++) {
          if (page.at(r).rejectReason() == null) {
            writer.write(page);
            fingerprint.add(page.contentHash());
          }
        }
      }
      layout.publish(temporary, part);
      return layout.fileSystem(part).getFileStatus(part).getLen();
    } catch (IOException e) {
      throw layout.failed(part, e);
    }
  }

  private static List<ColumnCensus> census(TargetTable table, MappedPage page) {
    return IntStream.range(0, table.columns().size())
        .filter(c -> table.columns().get(c).type() == ColumnType.TAGGED)
        .mapToObj(c -> new CensusCount(table.columns().get(c).name()).count(page, c))
        .toList();
  }
}
