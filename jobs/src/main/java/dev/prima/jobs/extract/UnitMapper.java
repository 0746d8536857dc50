package dev.prima.jobs.extract;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RowMapper;
import dev.prima.jobs.extract.UnitBatch.SlicePage;
import org.jspecify.annotations.Nullable;

/** Maps pages, with one mapper per table of a file. One thread at a time. */
final class UnitMapper {
  private @Nullable PlannedTable table;
  private @Nullable RowMapper mapper;

  MappedPage map(SlicePage page) {
    PlannedTable wanted = page.slice().table();
    RowMapper current = mapper;
    if (current == null || wanted != table) {
      current = new RowMapper(wanted.claim(), wanted.stagedTarget(), wanted.sourceTable());
      mapper = current;
      table = wanted;
    }
    return current.map(page.page());
  }
}
