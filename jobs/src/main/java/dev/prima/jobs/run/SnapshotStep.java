package dev.prima.jobs.run;

import dev.prima.core.config.SourceConfig.OnBadFile;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.source.Snapshot;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.source.SqliteSchemaReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    SourceList.write(state.sourceList(), files);
    KeyFiles.make(state.tables(), files, context.folder().snapshots());
    return files.stream().mapToLong(SnapshotStep::rows).sum();
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
