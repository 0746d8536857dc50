package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one process that is at work on a run, by a lock on {@code run.lock} in its folder:
 * the kernel takes it back when the process dies, however it dies. Thread-safe; the caller closes
 * it.
 */
public final class RunHold implements AutoCloseable {
  /**
   * Held by this process: a lock is the process's, and is lost as soon as it closes any channel of
   * the file, as looking whether it is locked would.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 50;

  private final Path file;
  private final FileChannel channel;

  private RunHold(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws PrimaException {@link ReportError#HELD} if a process is at work on the run
   */
  public static RunHold take(RunFolder run) {
    return tryTake(run)
        .orElseThrow(
            () ->
                new PrimaException(
                    ReportError.HELD,
                    "A process is at work on run "
                        + run.id()
                        + "; wait until it has ended, or stop it with Ctrl-C or SIGTERM"));
  }

  /**
   * Empty if a process is at work on the run.
   *
   * @throws PrimaException {@link ReportError#WRITE} if the folder cannot be written to
   */
  public static Optional<RunHold> tryTake(RunFolder run) {
    Path file = file(run);
    if (!OWN.add(file)) {
      return Optional.empty();
    }
    @Nullable FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = locks(channel);
      return taken ? Optional.of(new RunHold(file, channel)) : Optional.empty();
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.WRITE,
          "Cannot lock " + file + ": " + RunFolder.reason(e) + "; mend the folder's rights",
          e);
    } finally {
      if (!taken) {
        OWN.remove(file);
        close(channel);
      }
    }
  }

  /** Somebody may be looking whether it is locked, which takes no time. */
  private static boolean locks(FileChannel channel) throws IOException {
    for (int i = 1; ; i++) {
      if (channel.tryLock() != null) {
        return true;
      }
      if (i == TRIES) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** Whether a process is at work on a run. Writes nothing. */
  public static boolean isHeld(RunFolder run) {
    Path file = file(run);
    if (OWN.contains(file)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      @Nullable FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true);
      return shared == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.READ, "Cannot look at " + file + ": " + RunFolder.reason(e), e);
    }
  }

  private static Path file(RunFolder run) {
    return run.path().toAbsolutePath().normalize().resolve("run.lock");
  }

  @Override
  public void close() {
    close(channel);
    OWN.remove(file);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new PrimaException(ReportError.WRITE, "Cannot unlock a run: " + RunFolder.reason(e), e);
    }
  }
}
