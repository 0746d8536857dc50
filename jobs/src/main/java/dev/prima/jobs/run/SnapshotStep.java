package dev.prima.jobs.run;

import dev.prima.core.config.SourceConfig;
import dev.prima.core.config.SourceConfig.OnBadFile;
import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.source.LostRows;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.SharedSchemas;
import dev.prima.jobs.source.Snapshot;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.Snapshots.Damage;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.source.SqliteSchemaReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the snapshots and looks at what they hold. */
final class SnapshotStep implements RunStep {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStep.class);

  /** How long a snapshot that nobody waits for any more may take to end. */
  private static final long PATIENCE_SECONDS = 60;

  @Override
  public String name() {
    return "snapshot";
  }

  @Override
  public long run(RunState state) throws Exception {
    RunContext context = state.context();
    state.measureRoom();
    List<SourceFile> files = take(context);
    Path declared = RunFiles.declaredSources(context.folder());
    if (Files.exists(declared)) {
      files = redeclared(files, SourceList.read(declared));
    } else {
      // Before the list is kept: a run whose names were wrong goes on with others.
      RunTables.checked(files, context);
    }
    SourceList.write(state.sourceList(), files);
    KeyFiles.make(state.tables(), files, context.folder().snapshots());
    return files.stream().mapToLong(SnapshotStep::rows).sum();
  }

  /** The same files and rows, under the declarations of others. */
  private static List<SourceFile> redeclared(List<SourceFile> files, List<SourceFile> declared) {
    Map<String, SourceFile> byPath =
        declared.stream().collect(Collectors.toMap(SourceFile::path, Function.identity()));
    return files.stream()
        .map(
            file ->
                file.with(
                    file.tables().stream()
                        .map(t -> redeclared(t, byPath.get(file.path())))
                        .toList()))
        .toList();
  }

  private static SnapshotTable redeclared(SnapshotTable table, @Nullable SourceFile declared) {
    if (declared == null) {
      return table;
    }
    SourceTable wanted =
        declared.tables().stream()
            .map(SnapshotTable::table)
            .filter(t -> t.name().equals(table.table().name()))
            .findFirst()
            .orElse(table.table());
    boolean byRowid = RowKey.rowid(wanted).isPresent();
    return new SnapshotTable(
        wanted,
        table.rows(),
        byRowid ? table.minRowid() : 1,
        byRowid ? table.maxRowid() : table.rows());
  }

  private static long rows(SourceFile file) {
    return file.tables().stream().mapToLong(SnapshotTable::rows).sum();
  }

  /** A snapshot and what it holds. */
  private record Taken(Snapshot snapshot, SourceFile file) {}

  /**
   * Takes all snapshots of a run, several at a time; files that cannot be read end it, or are left
   * out with a message.
   */
  static List<SourceFile> take(RunContext context) {
    SourceConfig config = context.config().source();
    Snapshots snapshots = new Snapshots(context.folder().snapshots(), damage(config));
    SharedSchemas schemas = new SharedSchemas();
    BadFiles.clear(context.folder());
    List<SourceFile> files = new ArrayList<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            context.config().extract().parallelism(Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "snapshot");
              thread.setDaemon(true);
              return thread;
            });
    try (Progress.Step progress = context.progress().step("snapshot", Progress.UNKNOWN)) {
      List<Future<Taken>> tasks = new ArrayList<>();
      for (Path source : context.sources()) {
        int number = tasks.size();
        tasks.add(threads.submit(() -> take(snapshots, config, schemas, source, number)));
      }
      for (int i = 0; i < tasks.size(); i++) {
        Path source = context.sources().get(i);
        try {
          Taken taken = join(tasks.get(i));
          files.add(taken.file().at(files.size()));
          progress.advance(rows(taken.file()));
          tell(context, source, taken);
        } catch (PrimaException e) {
          if (config.onBadFile() == OnBadFile.STOP) {
            throw e;
          }
          BadFiles.add(context.folder(), source, e);
          context.progress().message("Left out: " + e.getMessage());
        }
      }
      progress.done();
    } finally {
      threads.shutdownNow();
      settled(threads);
    }
    if (files.isEmpty()) {
      throw new PrimaException(
          RunProblem.NO_READABLE_SOURCE,
          "None of the sources can be read; "
              + context.folder().work().resolve("bad-files.txt")
              + " says why of each. No target was touched");
    }
    return files;
  }

  private static Taken take(
      Snapshots snapshots, SourceConfig config, SharedSchemas schemas, Path source, int number) {
    Snapshot snapshot =
        config.immutable() ? snapshots.inPlace(source, number) : snapshots.take(source, number);
    return new Taken(snapshot, schemas.of(SqliteSchemaReader.surveyed(snapshot, number)));
  }

  private static Taken join(Future<Taken> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("A snapshot failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while snapshots were taken", e);
    }
  }

  /** No file is left open behind the caller's back. */
  private static void settled(ExecutorService threads) {
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A snapshot is still being taken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(RunContext context, Path source, Taken taken) {
    List<LostRows> lost = taken.file().lost();
    if (!lost.isEmpty()) {
      context.progress().message("Salvaged: " + source + " is damaged; " + lost(lost));
    }
    waited(taken.file()).ifPresent(context.progress()::message);
  }

  /** What there is to say of writers that a snapshot kept waiting. */
  static Optional<String> waited(SourceFile file) {
    return file.waitMillis() == 0
        ? Optional.empty()
        : Optional.of(
            file.path() + ": writers had to wait " + file.waitMillis() + " ms for the snapshot");
  }

  private static String lost(List<LostRows> lost) {
    return "lost are "
        + lost.get(0).told()
        + (lost.size() > 1 ? ", and " + (lost.size() - 1) + " more ranges: see the report" : "");
  }

  private static Damage damage(SourceConfig config) {
    if (config.salvage()) {
      return Damage.SALVAGED;
    }
    return config.onBadFile() == OnBadFile.SKIP ? Damage.REFUSED : Damage.UNSOUGHT;
  }
}
