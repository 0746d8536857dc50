package dev.prima.jobs.extract;

import dev.prima.jobs.extract.UnitBatch.Known;
import dev.prima.jobs.extract.UnitBatch.Read;
import dev.prima.jobs.extract.UnitBatch.SlicePage;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PartOrigin;
import dev.prima.jobs.staging.PartPage;
import dev.prima.jobs.staging.PreparedPart;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagedPartWriter;
import dev.prima.jobs.staging.StagedPartWriter.Attempt;
import dev.prima.jobs.staging.StagingLayout;
import java.util.ArrayList;
import java.util.List;
import org.springframework.batch.infrastructure.item.ItemProcessor;

/** Maps batches and prepares them as parts, one for each of their tables. One thread at a time. */
final class UnitStager implements ItemProcessor<UnitBatch, List<PreparedPart>> {
  private final UnitWork work;
  private final StagingLayout layout;
  private final Attempt attempt;
  private final UnitMapper mapper = new UnitMapper();
  private final StagedPartWriter writer;

  UnitStager(UnitWork work, StagingLayout layout, Attempt attempt) {
    this.work = work;
    this.layout = layout;
    this.attempt = attempt;
    writer = new StagedPartWriter(layout);
  }

  @Override
  public List<PreparedPart> process(UnitBatch batch) {
    if (batch instanceof Known known) {
      return List.of(copied(known));
    }
    return prepared((Read) batch);
  }

  private PreparedPart copied(Known known) {
    return writer.copy(
        known.earlier(),
        new StagingLayout(work.earlier().staging(), layout.configuration()),
        StagedPart.id(work.unit().id(), known.firstChunk()),
        work.file(known.slice()).index(),
        attempt);
  }

  private List<PreparedPart> prepared(Read batch) {
    List<PreparedPart> prepared = new ArrayList<>();
    int number = batch.firstChunk();
    for (List<SlicePage> part : batch.parts()) {
      prepared.add(
          writer.prepare(
              part.get(0).slice().table().stagedTarget(),
              StagedPart.id(work.unit().id(), number++),
              part.stream().map(this::mapped).toList(),
              attempt));
    }
    return prepared;
  }

  private PartPage mapped(SlicePage page) {
    SourceFile file = work.file(page.slice());
    PartOrigin origin =
        new PartOrigin(file.index(), file.path(), page.slice().table().sourceTable());
    return new PartPage(origin, mapper.map(page), page.stored());
  }
}
