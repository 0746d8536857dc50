package dev.prima.jobs.extract;

import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartOrigin;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagedPartWriter;
import java.util.function.LongConsumer;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Stages mapped pages: one page, one part. Idempotent, see {@link StagedPartWriter}. */
final class UnitWriter implements ItemWriter<MappedUnitPage> {
  private final ExtractPlan plan;
  private final ExtractUnit unit;
  private final RejectTally tally;
  private final LongConsumer rowsDone;
  private final StagedPartWriter writer;

  UnitWriter(ExtractPlan plan, ExtractUnit unit, RejectTally tally, LongConsumer rowsDone) {
    this.plan = plan;
    this.unit = unit;
    this.tally = tally;
    this.rowsDone = rowsDone;
    writer = new StagedPartWriter(plan.layout());
  }

  @Override
  public void write(Chunk<? extends MappedUnitPage> chunk) {
    for (MappedUnitPage page : chunk) {
      Slice slice = page.read().slice();
      int source = slice.table().fileIndex();
      PartManifest manifest =
          writer.write(
              slice.table().stagedTarget(),
              new PartOrigin(
                  StagedPart.id(unit.id(), page.read().chunk()),
                  source,
                  plan.files().get(source).path(),
                  slice.table().sourceTable()),
              page.mapped());
      rowsDone.accept(manifest.read());
      tally.add(manifest);
    }
  }
}
