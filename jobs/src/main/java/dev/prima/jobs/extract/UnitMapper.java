package dev.prima.jobs.extract;

import dev.prima.core.mapping.RowMapper;
import dev.prima.jobs.extract.MappedBatch.MappedSlice;
import dev.prima.jobs.extract.UnitBatch.SlicePage;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ItemProcessor;

/** Maps pages, with one mapper per table of a file. One thread at a time. */
final class UnitMapper implements ItemProcessor<UnitBatch, MappedBatch> {
  private @Nullable PlannedTable table;
  private @Nullable RowMapper mapper;

  @Override
  public MappedBatch process(UnitBatch item) {
    return new MappedBatch(
        item.firstChunk(),
        item.parts().stream().map(pages -> pages.stream().map(this::map).toList()).toList());
  }

  private MappedSlice map(SlicePage page) {
    PlannedTable wanted = page.slice().table();
    RowMapper current = mapper;
    if (current == null || wanted != table) {
      current = new RowMapper(wanted.claim(), wanted.stagedTarget(), wanted.sourceTable());
      mapper = current;
      table = wanted;
    }
    return new MappedSlice(page.slice(), current.map(page.page()));
  }
}
