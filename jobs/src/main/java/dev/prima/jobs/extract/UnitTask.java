package dev.prima.jobs.extract;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.source.SourceError;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PreparedPart;
import dev.prima.jobs.staging.StagedPartWriter.Attempt;
import dev.prima.jobs.staging.StagingLayout;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * The next piece of a unit: as many of its batches as are done in some time, at least one. It
 * prepares parts and publishes none, so that it may be run twice, also at the same time, and given
 * up at any moment.
 */
public final class UnitTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final UnitWork work;
  private final UnitPosition from;
  private final Duration span;

  UnitTask(UnitWork work, UnitPosition from, Duration span) {
    this.work = work;
    this.from = from;
    this.span = span;
  }

  /**
   * What a task has done. Holds counts of rows, no rows.
   *
   * @param next where the unit goes on once the parts are published
   */
  public record Outcome(List<PreparedPart> parts, UnitPosition next) implements Serializable {
    public Outcome {
      parts = List.copyOf(parts);
    }
  }

  /** For people who look at what runs. */
  public String told() {
    return "extract: " + work.unit().name();
  }

  /**
   * Runs it here.
   *
   * @param host the name of this machine, for messages
   * @param configuration of the file systems
   */
  public Outcome run(String host, Configuration configuration) {
    long end = System.nanoTime() + span.toNanos();
    // Nobody else's, not even of the same task when it is run twice at once.
    Attempt attempt = new Attempt(UUID.randomUUID().toString(), host);
    UnitReader reader = new UnitReader(work, file -> check(file, host));
    UnitStager stager =
        new UnitStager(work, new StagingLayout(work.staging(), configuration), attempt);
    List<PreparedPart> parts = new ArrayList<>();
    try {
      reader.startAt(from);
      do {
        UnitBatch batch = reader.read();
        if (batch == null) {
          break;
        }
        parts.addAll(stager.process(batch));
      } while (System.nanoTime() < end);
      return new Outcome(parts, reader.position());
    } finally {
      reader.close();
    }
  }

  /** Storage that only the driver has is the first thing to go wrong on a cluster. */
  private static void check(SourceFile file, String host) {
    Path path = Path.of(file.snapshot());
    if (!Files.isReadable(path)) {
      throw unseen(file, "cannot be read", host);
    }
    if (file.inPlace() && size(path) != file.bytes()) {
      throw unseen(file, "is another file, by its size,", host);
    }
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new PrimaException(
          SourceError.UNREADABLE, path + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static PrimaException unseen(SourceFile file, String what, String host) {
    return new PrimaException(
        SourceError.NOT_SHARED,
        (file.inPlace()
                ? "Source " + file.path()
                : "Snapshot " + file.snapshot() + " of source " + file.path())
            + " "
            + what
            + " on host "
            + host
            + ", where an executor was to read it (extract.on: executors). Put "
            + (file.inPlace() ? "the sources" : "the folder of runs (--runs)")
            + " on storage that all hosts mount at the same path, or set extract.on to driver; then"
            + " use --resume");
  }
}
