package dev.prima.jobs.run;

import dev.prima.core.config.SourceConfig.OnBadFile;
import dev.prima.core.error.PrimaException;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.Snapshot;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.source.SqliteSchemaReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the snapshots and looks at what they hold. */
final class SnapshotStep implements RunStep {
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
      RunTables.checked(files, context.catalog(), context.selection());
    }
    SourceList.write(state.sourceList(), files);
    return files.stream().mapToLong(SnapshotStep::rows).sum();
  }

  /** The same files and rows, under the declarations of others. */
  private static List<SourceFile> redeclared(List<SourceFile> files, List<SourceFile> declared) {
    Map<String, SourceFile> byPath =
        declared.stream().collect(Collectors.toMap(SourceFile::path, Function.identity()));
    return files.stream()
        .map(
            file ->
                new SourceFile(
                    file.index(),
                    file.path(),
                    file.bytes(),
                    file.sha256(),
                    file.snapshot(),
                    file.tables().stream()
                        .map(t -> redeclared(t, byPath.get(file.path())))
                        .toList(),
                    file.others()))
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

  /**
   * Takes all snapshots of a run; files that cannot be read end it, or are left out with a message.
   */
  static List<SourceFile> take(RunContext context) {
    Snapshots snapshots = new Snapshots(context.folder().snapshots());
    boolean immutable = context.config().source().immutable();
    List<SourceFile> files = new ArrayList<>();
    try (Progress.Step progress = context.progress().step("snapshot", Progress.UNKNOWN)) {
      for (Path source : context.sources()) {
        try {
          Snapshot snapshot =
              immutable ? snapshots.inPlace(source) : snapshots.take(source, files.size());
          SourceFile file = SqliteSchemaReader.surveyed(snapshot, files.size());
          files.add(file);
          progress.advance(rows(file));
          if (snapshot.waitMillis() > 0) {
            context
                .progress()
                .message(
                    source
                        + ": writers had to wait "
                        + snapshot.waitMillis()
                        + " ms for the snapshot");
          }
        } catch (PrimaException e) {
          if (context.config().source().onBadFile() == OnBadFile.STOP) {
            throw e;
          }
          BadFiles.add(context.folder(), source, e);
          context.progress().message("Left out: " + e.getMessage());
        }
      }
      progress.done();
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
}
