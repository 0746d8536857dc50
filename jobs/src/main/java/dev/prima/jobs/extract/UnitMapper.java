package dev.prima.jobs.extract;

import dev.prima.core.mapping.RowMapper;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ItemProcessor;

/** Maps pages, with one mapper per table. One thread at a time. */
final class UnitMapper implements ItemProcessor<UnitPage, MappedUnitPage> {
  private @Nullable PlannedTable table;
  private @Nullable RowMapper mapper;

  @Override
  public MappedUnitPage process(UnitPage item) {
    PlannedTable wanted = item.slice().table();
    RowMapper current = mapper;
    if (current == null || wanted != table) {
      current = new RowMapper(wanted.claim(), wanted.stagedTarget(), wanted.sourceTable());
      mapper = current;
      table = wanted;
    }
    return new MappedUnitPage(item, current.map(item.page()));
  }
}
