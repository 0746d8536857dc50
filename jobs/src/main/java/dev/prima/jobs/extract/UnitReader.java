package dev.prima.jobs.extract;

import dev.prima.core.schema.RowPage;
import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.extract.UnitBatch.SlicePage;
import dev.prima.jobs.source.OpenSource;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowReader;
import dev.prima.jobs.source.RowReader.PageLimit;
import dev.prima.jobs.source.SourceFile;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.sqlite.SQLiteConnection;

/**
 * Reads a unit in batches: pages of small tables together, until they are as much as one page may
 * hold, so at most two of these are in memory, and the smallest of them in one part; of what an
 * earlier run staged as it stands now it names the parts. Its state between batches is the slice,
 * the last row read of it and the number of the next chunk, so that a restart goes on with the row
 * after the last one that was written.
 */
final class UnitReader implements ItemStreamReader<UnitBatch> {
  /** Fewer rows than that are read in less time than it takes to look whether they changed. */
  private static final int WORTH_ROWS = 200;

  /**
   * So small a share of a chunk becomes a part of its own: what stands in one with rows of other
   * files cannot be copied.
   */
  private static final int OWN_PART = 20;

  private final UnitWork work;
  private final Consumer<SourceFile> check;
  private final OpenSource source = new OpenSource();
  private int slice;
  private @Nullable Long lastRow;
  private int chunk;
  private @Nullable RowReader rows;
  private final StoredSlices stored = new StoredSlices();
  private final Deque<Stretch> stretches = new ArrayDeque<>();
  private int begun = -1;

  /**
   * @param check called before a table of a file is read; throws where it must not be
   */
  UnitReader(UnitWork work, Consumer<SourceFile> check) {
    this.work = work;
    this.check = check;
  }

  @Override
  public void open(ExecutionContext context) {
    startAt(UnitPosition.in(context));
  }

  void startAt(UnitPosition position) {
    slice = position.slice();
    lastRow = position.lastRow();
    chunk = position.chunk();
  }

  /** After the batch that was read last. */
  UnitPosition position() {
    return new UnitPosition(slice, lastRow, chunk);
  }

  @Override
  public @Nullable UnitBatch read() {
    List<List<SlicePage>> parts = new ArrayList<>();
    Map<String, List<SlicePage>> shared = new HashMap<>();
    ExtractUnit unit = work.unit();
    int most = work.limits().chunkRows();
    long mostBytes = work.limits().chunkBytes();
    long count = 0;
    long bytes = 0;
    while (slice < unit.slices().size() && count < most && bytes < mostBytes) {
      Slice current = unit.slices().get(slice);
      if (rows == null) {
        Stretch stretch = next(current);
        if (stretch == null) {
          slice++;
          lastRow = null;
          continue;
        }
        EarlierPart earlier = stretch.earlier();
        if (earlier != null && !parts.isEmpty()) {
          break;
        }
        stretches.remove();
        if (earlier != null) {
          lastRow = earlier.last();
          return new UnitBatch.Known(chunk++, current, earlier.part());
        }
        rows = openRows(current, stretch.range());
      }
      RowPage page = rows.next();
      if (page == null) {
        closeRows();
        continue;
      }
      lastRow = page.rowId(page.rows() - 1);
      SlicePage read = new SlicePage(current, page, digest(current, page));
      if (read.stored() != null && isLarge(page)) {
        parts.add(List.of(read));
      } else {
        shared
            .computeIfAbsent(current.table().stagedTarget().name(), target -> begun(parts))
            .add(read);
      }
      count += page.rows();
      bytes += page.bytes();
    }
    if (parts.isEmpty()) {
      return null;
    }
    UnitBatch batch = new UnitBatch.Read(chunk, parts);
    chunk += parts.size();
    return batch;
  }

  private static List<SlicePage> begun(List<List<SlicePage>> parts) {
    List<SlicePage> part = new ArrayList<>();
    parts.add(part);
    return part;
  }

  private boolean isLarge(RowPage page) {
    ExtractLimits limits = work.limits();
    return (long) page.rows() * OWN_PART >= limits.chunkRows()
        || page.bytes() * OWN_PART >= limits.chunkBytes();
  }

  /** The stretch of a slice that comes next; null where there is none any more. */
  private @Nullable Stretch next(Slice current) {
    if (begun != slice) {
      begun = slice;
      stretches.addAll(stretches(current));
    }
    return stretches.peek();
  }

  private List<Stretch> stretches(Slice current) {
    SourceFile file = work.file(current);
    check.accept(file);
    RowRange range = lastRow == null ? current.range() : current.range().after(lastRow);
    List<EarlierPart> parts = work.earlier().of(current, file, range);
    if (parts.isEmpty()) {
      return List.of(new Stretch(range, null));
    }
    return stored.stretches(current, file, connection(file), range, parts);
  }

  /**
   * By which a later run tells whether it may copy the part that the rows become; null where it
   * would not. Taken while their file is open: another one may be before the batch is full.
   */
  private @Nullable String digest(Slice slice, RowPage page) {
    if (page.rows() < WORTH_ROWS || !EarlierParts.readAsItStands(slice.table())) {
      return null;
    }
    SourceFile file = work.file(slice);
    RowRange range = new RowRange(page.rowId(0), page.rowId(page.rows() - 1));
    return stored.digest(slice, file, connection(file), range).orElse(null);
  }

  @Override
  public void update(ExecutionContext context) {
    position().putInto(context);
  }

  @Override
  public void close() {
    closeRows();
    try {
      stored.close();
      source.close();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("A snapshot cannot be closed", e);
    }
  }

  private RowReader openRows(Slice current, RowRange range) {
    SourceFile file = work.file(current);
    ExtractLimits limits = work.limits();
    return stored.reader(
        current,
        file,
        connection(file),
        range,
        new PageLimit(limits.chunkRows(), limits.chunkBytes()));
  }

  private SQLiteConnection connection(SourceFile file) {
    try {
      return source.of(file);
    } catch (SQLException e) {
      throw StoredSlices.unreadable(file, e);
    }
  }

  private void closeRows() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}
