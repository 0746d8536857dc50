package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.PartFates;
import dev.prima.jobs.resolve.PartFates.Fate;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.spark.StagedPartReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** The rows of a staged part with the fates that were decided for them. */
final class StagedLoadRows implements LoadRows {
  private final StagedPartReader reader;
  private final PartFates fates;
  private Fate fate;

  private StagedLoadRows(StagedPartReader reader, PartFates fates) {
    this.reader = reader;
    this.fates = fates;
    fate = fates.of(-1);
  }

  /**
   * @param staged the shape in which the part was written
   */
  static StagedLoadRows open(
      Configuration configuration, TargetTable staged, String path, PartFates fates)
      throws IOException {
    return new StagedLoadRows(StagedPartReader.open(configuration, staged, path), fates);
  }

  @Override
  public boolean next() throws IOException {
    boolean more = reader.next();
    if (more) {
      fate = fates.of(reader.rowNumber());
    }
    return more;
  }

  @Override
  public RowValues row() {
    return reader.row();
  }

  @Override
  public int rowNumber() {
    return reader.rowNumber();
  }

  @Override
  public Action action() {
    return switch (fate.fate()) {
      case Resolver.LOADED -> fate.replaces() ? Action.REPLACE : Action.LOAD;
      case Resolver.SUPERSEDED -> Action.KEEP_SUPERSEDED;
      case Resolver.DUPLICATE -> Action.SKIP;
      default -> throw new IllegalStateException("No fate " + fate.fate());
    };
  }

  @Override
  public int occurrence() {
    return fate.k();
  }

  @Override
  public byte[] identity() {
    return reader.identity();
  }

  @Override
  public byte[] contentHash() {
    return reader.contentHash();
  }

  @Override
  public byte @Nullable [] replacedHash() {
    return fate.replacedHash();
  }

  @Override
  public byte @Nullable [] legacyId() {
    String id = fate.legacyId();
    return id == null ? null : id.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int source() {
    return reader.source();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
