package dev.prima.jobs.schedule;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run that a schedule started tells it: its id, in a file that the schedule names. */
public final class ScheduledRun {
  /** A property of its Java process. */
  private static final String FILE = "prima.scheduled";

  private ScheduledRun() {}

  /** The file in a folder of runs. */
  static Path file(Path runs) {
    return runs.toAbsolutePath().resolve(".scheduled");
  }

  /** What makes a Java process one that a schedule of this folder of runs started. */
  public static String option(Path runs) {
    return "-D" + FILE + "=" + file(runs);
  }

  /** Whether this process is one. */
  public static boolean isThis() {
    return System.getProperty(FILE) != null;
  }

  /** Tells the run of this process; nothing where no schedule started it. */
  public static void tell(RunFolder run) {
    @Nullable String file = System.getProperty(FILE);
    if (file != null) {
      RunFolder.writeAtomically(Path.of(file), run.id().text());
    }
  }

  /** Forgets what an earlier run told. */
  static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** What the last run told; empty where it ended before it had a folder. */
  static Optional<String> told(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static PrimaException failed(Path file, IOException e) {
    return new PrimaException(
        ScheduleError.FILES, "Cannot use " + file + ": " + e + "; mend the folder's rights", e);
  }
}
