package dev.prima.jobs.extract;

import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.RowPage;
import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.extract.UnitBatch.SlicePage;
import dev.prima.jobs.source.OpenSource;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceError;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteRowReader;
import dev.prima.jobs.source.SqliteRowReader.PageLimit;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.sqlite.SQLiteConnection;

/**
 * Reads a unit in batches: pages of small tables together, until they are as much as one page may
 * hold, so at most two of these are in memory. Its state between batches is the slice, the last row
 * read of it and the number of the next chunk, so that a restart goes on with the row after the
 * last one that was written.
 */
final class UnitReader implements ItemStreamReader<UnitBatch> {
  private static final String SLICE = "extract.slice";
  private static final String LAST_ROW = "extract.last-row";
  private static final String CHUNK = "extract.chunk";

  private final ExtractPlan plan;
  private final ExtractUnit unit;
  private final OpenSource source = new OpenSource();
  private int slice;
  private @Nullable Long lastRow;
  private int chunk;
  private @Nullable SqliteRowReader rows;

  UnitReader(ExtractPlan plan, ExtractUnit unit) {
    this.plan = plan;
    this.unit = unit;
  }

  @Override
  public void open(ExecutionContext context) {
    if (context.containsKey(CHUNK)) {
      slice = context.getInt(SLICE);
      chunk = context.getInt(CHUNK);
      lastRow = context.containsKey(LAST_ROW) ? Long.valueOf(context.getLong(LAST_ROW)) : null;
    }
  }

  @Override
  public @Nullable UnitBatch read() {
    Map<String, List<SlicePage>> parts = new LinkedHashMap<>();
    int most = plan.limits().chunkRows();
    long mostBytes = plan.limits().chunkBytes();
    long count = 0;
    long bytes = 0;
    while (slice < unit.slices().size() && count < most && bytes < mostBytes) {
      Slice current = unit.slices().get(slice);
      if (rows == null) {
        rows = openRows(current);
      }
      RowPage page = rows.next();
      if (page == null) {
        closeRows();
        slice++;
        lastRow = null;
        continue;
      }
      lastRow = page.rowId(page.rows() - 1);
      parts
          .computeIfAbsent(current.table().stagedTarget().name(), name -> new ArrayList<>())
          .add(new SlicePage(current, page));
      count += page.rows();
      bytes += page.bytes();
    }
    if (parts.isEmpty()) {
      return null;
    }
    UnitBatch batch = new UnitBatch(chunk, List.copyOf(parts.values()));
    chunk += parts.size();
    return batch;
  }

  @Override
  public void update(ExecutionContext context) {
    context.putInt(SLICE, slice);
    context.putInt(CHUNK, chunk);
    Long last = lastRow;
    if (last == null) {
      context.remove(LAST_ROW);
    } else {
      context.putLong(LAST_ROW, last);
    }
  }

  @Override
  public void close() {
    closeRows();
    try {
      source.close();
    } catch (SQLException e) {
      throw new IllegalStateException("A snapshot cannot be closed", e);
    }
  }

  private SqliteRowReader openRows(Slice current) {
    SourceFile file = plan.files().get(current.table().fileIndex());
    RowRange range = lastRow == null ? current.range() : current.range().after(lastRow);
    ExtractLimits limits = plan.limits();
    return SqliteRowReader.open(
        connection(file),
        Path.of(file.path()),
        current.table().sourceTable(),
        range,
        new PageLimit(limits.chunkRows(), limits.chunkBytes()));
  }

  private SQLiteConnection connection(SourceFile file) {
    try {
      return source.of(file);
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  private void closeRows() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }

  private static PrimaException unreadable(SourceFile file, SQLException e) {
    return new PrimaException(
        SourceError.UNREADABLE,
        "Snapshot "
            + file.snapshot()
            + " of source "
            + file.path()
            + " cannot be opened ("
            + e.getMessage()
            + "); start a new run",
        e);
  }
}
