package dev.prima.jobs.staging;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.landing.DeclaredType;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.TargetTable;
import java.io.FileNotFoundException;
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
 * refused as JSON lines, and last the manifest. Whoever prepares a part may be another process than
 * the one that publishes it.
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

  /**
   * Writes pages of one target as one part; their cursors are left anywhere.
   *
   * @param part its id, see {@link StagedPart#id}
   */
  public PartManifest write(TargetTable table, long part, List<PartPage> pages) {
    PreparedPart prepared = prepare(table, part, pages, Attempt.OWN);
    publish(prepared);
    return prepared.manifest();
  }

  /**
   * Who prepares parts.
   *
   * @param name unlike those of all others that may prepare the same part
   * @param host for messages
   */
  public record Attempt(String name, String host) {
    /** Of the one process that prepares and publishes, one part at a time. */
    public static final Attempt OWN = new Attempt("own", "this one");
  }

  /** Writes the files of a part, and nothing that is in staging already is changed by it. */
  public PreparedPart prepare(TargetTable table, long part, List<PartPage> pages, Attempt attempt) {
    List<PartShare> shares = pages.stream().map(StagedPartWriter::share).toList();
    long bytes = 0;
    if (shares.stream().anyMatch(share -> share.staged() > 0)) {
      bytes =
          parquet(
              table,
              part,
              pages,
              layout.temporary(layout.part(table.name(), part), attempt.name()));
    }
    PartManifest manifest =
        new PartManifest(
            part, table.name(), bytes, census(table, pages), months(table, pages), shares);
    if (manifest.rejects() > 0) {
      layout.replace(
          layout.temporary(layout.rejects(table.name(), part), attempt.name()),
          RejectWriter.lines(pages));
    }
    return new PreparedPart(manifest, attempt.name(), attempt.host());
  }

  /**
   * Prepares a part that holds the same rows as one of an earlier run, none of which were refused.
   *
   * @param from where that one stands
   * @param source the rank that their file has now
   * @throws PrimaException {@link StagingError#READ_FAILED} where it does not stand there
   */
  public PreparedPart copy(
      PartManifest earlier, StagingLayout from, long part, int source, Attempt attempt) {
    String table = earlier.table();
    Path file = layout.temporary(layout.part(table, part), attempt.name());
    try {
      new PartCopy(part, source)
          .write(from.part(table, earlier.part()), layout, configuration, file);
      return new PreparedPart(
          new PartManifest(
              part,
              table,
              layout.fileSystem(file).getFileStatus(file).getLen(),
              earlier.census(),
              earlier.months(),
              earlier.shares().stream().map(share -> share.of(source)).toList(),
              new PartManifest.Copied(from.base().toString(), earlier.part())),
          attempt.name(),
          attempt.host());
    } catch (FileNotFoundException e) {
      throw new PrimaException(
          StagingError.READ_FAILED,
          "Staged part "
              + from.part(table, earlier.part())
              + " of an earlier run is gone; start a new run with source.incremental: false",
          e);
    } catch (IOException e) {
      throw layout.failed(file, e);
    }
  }

  /**
   * Makes a prepared part one of staging.
   *
   * @throws PrimaException {@link StagingError#NOT_SHARED} where its files are not to be seen from
   *     here
   */
  public void publish(PreparedPart prepared) {
    PartManifest manifest = prepared.manifest();
    Path file = layout.manifest(manifest.table(), manifest.part());
    layout.remove(file);
    publish(prepared, layout.part(manifest.table(), manifest.part()), manifest.staged());
    publish(prepared, layout.rejects(manifest.table(), manifest.part()), manifest.rejects());
    layout.replace(file, Json.pretty(manifest.toJson()).getBytes(StandardCharsets.UTF_8));
  }

  private void publish(PreparedPart prepared, Path file, long rows) {
    if (rows == 0) {
      layout.remove(file);
      return;
    }
    Path temporary = layout.temporary(file, prepared.attempt());
    try {
      layout.publish(temporary, file);
    } catch (FileNotFoundException e) {
      throw new PrimaException(
          StagingError.NOT_SHARED,
          "Host "
              + prepared.host()
              + " has written "
              + temporary
              + ", which is not there when the driver looks: staging must be on storage that driver"
              + " and executors share. Start a new run with staging.uri naming such a folder, or"
              + " resume this one with extract.on: driver",
          e);
    } catch (IOException e) {
      throw layout.failed(file, e);
    }
  }

  private static PartShare share(PartPage part) {
    PartOrigin origin = part.origin();
    MappedPage page = part.rows();
    Map<String, Long> rejected = new TreeMap<>();
    page.rejectReasons().forEach((reason, rows) -> rejected.put(reason.name(), rows));
    long staged = 0;
    Fingerprint fingerprint = new Fingerprint();
    for (int r = 0; r < page.rows(); r++) {
      if (page.at(r).rejectReason() == null) {
        staged++;
        fingerprint.add(page.contentHash());
      }
    }
    return new PartShare(
        origin.source(),
        origin.file(),
        origin.table().name(),
        page.rows(),
        staged,
        rejected,
        page.conversions(),
        page.warnings(),
        page.source().rowId(0),
        page.source().rowId(page.rows() - 1),
        fingerprint.hex(),
        part.stored());
  }

  private long parquet(TargetTable table, long part, List<PartPage> pages, Path file) {
    try {
      new PartFile(table, part, pages).write(layout, configuration, file);
      return layout.fileSystem(file).getFileStatus(file).getLen();
    } catch (IOException e) {
      throw layout.failed(file, e);
    }
  }

  private static List<ColumnCensus> census(TargetTable table, List<PartPage> pages) {
    return IntStream.range(0, table.columns().size())
        .filter(c -> table.columns().get(c).type() == ColumnType.TAGGED)
        .mapToObj(c -> census(table.columns().get(c).name(), c, pages))
        .toList();
  }

  private static ColumnCensus census(String column, int ordinal, List<PartPage> pages) {
    ColumnCensus sum = ColumnCensus.empty(column);
    for (PartPage page : pages) {
      DeclaredType declared = declared(page.origin(), column);
      sum = sum.plus(new CensusCount(column, declared).count(page.rows(), ordinal));
    }
    return sum;
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
  private static List<YearMonth> months(TargetTable table, List<PartPage> pages) {
    PostgresShape shape = table.stores().postgresShape();
    if (shape == null || shape.partitioning().by() != By.MONTH) {
      return List.of();
    }
    int column = table.ordinal(String.valueOf(shape.partitioning().month()));
    TreeSet<YearMonth> months = new TreeSet<>();
    long lastDay = Long.MIN_VALUE;
    for (PartPage part : pages) {
      MappedPage page = part.rows();
      for (int r = 0; r < page.rows(); r++) {
        if (page.at(r).rejectReason() == null && !page.isNull(column)) {
          long day = Math.floorDiv(page.word(column), MICROS_PER_DAY);
          if (day != lastDay) {
            months.add(YearMonth.from(LocalDate.ofEpochDay(day)));
            lastDay = day;
          }
        }
      }
    }
    return List.copyOf(months);
  }
}
