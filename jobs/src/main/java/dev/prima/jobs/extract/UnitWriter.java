package dev.prima.jobs.extract;

import dev.prima.jobs.extract.MappedBatch.MappedSlice;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartOrigin;
import dev.prima.jobs.staging.PartPage;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagedPartWriter;
import java.util.List;
import java.util.function.LongConsumer;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Stages batches, one part for each of their tables. Idempotent, see {@link StagedPartWriter}. */
final class UnitWriter implements ItemWriter<MappedBatch> {
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
  public void write(Chunk<? extends MappedBatch> chunk) {
    for (MappedBatch batch : chunk) {
      int number = batch.firstChunk();
      for (List<MappedSlice> part : batch.parts()) {
        PartManifest manifest =
            writer.write(
                part.get(0).slice().table().stagedTarget(),
                StagedPart.id(unit.id(), number++),
                part.stream()
                    .map(s -> new PartPage(origin(s.slice().table()), s.mapped()))
                    .toList());
        rowsDone.accept(manifest.read());
        tally.add(manifest);
      }
    }
  }

  private PartOrigin origin(PlannedTable table) {
    int source = table.fileIndex();
    return new PartOrigin(source, plan.files().get(source).path(), table.sourceTable());
  }
}
