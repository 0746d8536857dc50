package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.postgres.SupersededLoad;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.GlobalLosers;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of tables into the global store, two tables at a time: when the last tasks of one
 * leave cores idle, those of the next begin. What has been written is told batch by batch.
 *
 * <p>The jobs that write run side by side; all else is done by one thread at a time, for the state
 * of the run is not to be shared by threads.
 */
final class GlobalLoads {
  private static final int TABLES_AT_ONCE = 2;

  private final RunState state;
  private final WrittenTables written;
  private final Progress.Step progress;
  private final Consumer<TargetTable> before;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private @Nullable Throwable failure;

  /**
   * @param before what is to be done to a table before its rows are written
   */
  GlobalLoads(
      RunState state, WrittenTables written, Progress.Step progress, Consumer<TargetTable> before) {
    this.state = state;
    this.written = written;
    this.progress = progress;
    this.before = before;
  }

  /**
   * Returns when all rows stand. When a table fails, the other that is being written comes to the
   * end of its batch, and no more are begun; thrown is what failed first.
   */
  void run(List<String> tables) {
    waiting.addAll(tables);
    int cores = state.spark().sparkContext().defaultParallelism();
    Concurrently.run(Collections.nCopies(Math.min(TABLES_AT_ONCE, cores), this::loadWaiting));
    Throwable first = failure();
    if (first instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw new IllegalStateException("The load into Cassandra failed: " + first, first);
    }
  }

  private void loadWaiting() {
    try {
      for (String name = waiting.poll(); name != null; name = waiting.poll()) {
        load(name);
      }
    } catch (Throwable e) {
      // Spark throws checked exceptions, too, without declaring them.
      failed(e);
    }
  }

  private void load(String name) {
    long told = 0;
    for (GlobalBatch batch : begin(name)) {
      List<Runnable> writes = writes(name, batch);
      writes.forEach(Runnable::run);
      end(name, batch, !writes.isEmpty());
      told += batch.rows();
      if (failure() != null) {
        return;
      }
    }
    end(name, told);
  }

  private synchronized void failed(Throwable e) {
    waiting.clear();
    if (failure == null) {
      failure = e;
    } else {
      failure.addSuppressed(e);
    }
  }

  private synchronized @Nullable Throwable failure() {
    return failure;
  }

  /** The batches of a table; none of one that stands. */
  private synchronized List<GlobalBatch> begin(String name) {
    if (failure != null || written.contains(name)) {
      return List.of();
    }
    TargetTable table = state.target(name);
    before.accept(table);
    if (table.stores().postgres().isEmpty() && !written.recorded(name)) {
      keepLosers(table);
      written.setRecorded(name);
    }
    int cores = state.spark().sparkContext().defaultParallelism();
    long rows = state.destinations().cassandra().write().rowsPerCore() * cores;
    return GlobalBatch.of(state.parts(name), rows);
  }

  /** What is to be written of a batch; nothing of one that stands. */
  private synchronized List<Runnable> writes(String name, GlobalBatch batch) {
    if (written.contains(name, batch)) {
      return List.of();
    }
    TargetTable table = state.target(name);
    Dataset<Row> winners = GlobalWinners.of(state, table, batch);
    GlobalTable global = GlobalTable.of(table);
    GlobalRows shape = GlobalRows.of(global);
    CassandraLoad load = CassandraLoad.into(state.destinations().cassandra(), global);
    long time = state.writeTime();
    if (state.fateCounts().replaced(state.number(name)) == 0) {
      Dataset<Row> rows = shape.from(winners);
      return List.of(() -> load.write(rows, time));
    }
    Column replaces = coalesce(col("replaces"), lit(false));
    Dataset<Row> others = shape.from(winners.filter(not(replaces)));
    Dataset<Row> better = shape.from(winners.filter(replaces));
    return List.of(() -> load.write(others, time), () -> load.replace(better, time));
  }

  private synchronized void end(String name, GlobalBatch batch, boolean isNew) {
    if (isNew) {
      written.add(name, batch);
    }
    progress.advance(batch.rows());
  }

  private synchronized void end(String name, long told) {
    if (failure != null) {
      return;
    }
    if (!written.contains(name)) {
      written.add(name);
    }
    progress.advance(CassandraStep.staged(state, name) - told);
  }

  /**
   * Once, before anything is written over: what this run has written is no loser. The load into
   * PostgreSQL keeps only what it replaces.
   */
  private void keepLosers(TargetTable table) {
    int number = state.number(table.name());
    GlobalLosers losers = new GlobalLosers(table);
    SupersededLoad audit =
        new SupersededLoad(
            state.destinations().home(), state.context().folder().id().text(), table.name());
    Dataset<Row> rows = state.rows(table.name());
    if (state.fateCounts().superseded(number, source -> true) > 0) {
      audit.keep(losers.superseded(state.fates(table.name()).superseded(rows), state.sourceIds()));
    }
    if (state.fateCounts().replaced(number) > 0) {
      audit.keepTaken(
          losers.replaced(
              state.fates(table.name()).loaded(rows).filter("replaces"),
              state.destinations().cassandra()));
    }
  }
}
