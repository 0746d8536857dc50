package dev.prima.jobs.schedule;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code schedule.json} in the folder of runs: for people and probes, and for the next start. Held
 * by one process; the lock is gone when that dies.
 */
public final class ScheduleFile implements AutoCloseable {
  private final Path file;
  private final FileChannel lock;

  private ScheduleFile(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * @param runs the folder of runs, made if need be
   * @throws PrimaException {@link ScheduleError#ANOTHER_RUNS} where another process holds it
   */
  public static ScheduleFile open(Path runs) {
    try {
      Files.createDirectories(runs);
      FileChannel channel =
          FileChannel.open(
              runs.resolve("schedule.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel) == null) {
        channel.close();
        throw new PrimaException(
            ScheduleError.ANOTHER_RUNS,
            "Another process follows a schedule in "
                + runs.toAbsolutePath()
                + "; schedule.json there names it. Stop it, or name another folder with --runs");
      }
      return new ScheduleFile(runs.resolve("schedule.json"), channel);
    } catch (IOException e) {
      throw unusable(runs, e);
    }
  }

  private static @Nullable FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  /** What a former process left; empty before the first. */
  Optional<ScheduleState> read() {
    try {
      return Optional.of(ScheduleState.from(Json.parse(Files.readString(file)).asObject()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JsonException | DateTimeException | IllegalArgumentException e) {
      throw unusable(file, e);
    }
  }

  void write(ScheduleState state) {
    RunFolder.writeAtomically(file, Json.pretty(state.toJson()));
  }

  private static PrimaException unusable(Path path, Exception e) {
    return new PrimaException(
        ScheduleError.FILES,
        path.toAbsolutePath() + " cannot be used (" + e + "); mend its rights, or remove it",
        e);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }
}
