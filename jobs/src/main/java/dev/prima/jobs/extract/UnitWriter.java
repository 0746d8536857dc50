package dev.prima.jobs.extract;

import dev.prima.jobs.staging.PreparedPart;
import dev.prima.jobs.staging.StagedPartWriter;
import dev.prima.jobs.staging.StagingLayout;
import java.util.List;
import java.util.function.LongConsumer;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Makes prepared parts those of the run, always on the driver: what somebody prepared who is not
 * heard of any more never becomes one. Idempotent, see {@link StagedPartWriter}.
 */
final class UnitWriter implements ItemWriter<List<PreparedPart>> {
  private final StagedPartWriter writer;
  private final RejectTally tally;
  private final LongConsumer rowsDone;

  UnitWriter(StagingLayout layout, RejectTally tally, LongConsumer rowsDone) {
    writer = new StagedPartWriter(layout);
    this.tally = tally;
    this.rowsDone = rowsDone;
  }

  @Override
  public void write(Chunk<? extends List<PreparedPart>> chunk) {
    for (List<PreparedPart> batch : chunk) {
      for (PreparedPart part : batch) {
        writer.publish(part);
        rowsDone.accept(part.manifest().read());
        tally.add(part.manifest());
      }
    }
  }
}
