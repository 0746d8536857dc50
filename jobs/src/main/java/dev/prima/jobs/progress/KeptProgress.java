package dev.prima.jobs.progress;

import dev.prima.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress that other processes can read too: in a file, a {@link StepProgress}, written anew at
 * most once a second. Passes everything on to another one.
 */
public final class KeptProgress implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(KeptProgress.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Progress shown;
  private final Path file;
  private final Clock clock;

  /**
   * @param file its folder exists as long as there is anything to keep
   */
  public KeptProgress(Progress shown, Path file, Clock clock) {
    this.shown = shown;
    this.file = file;
    this.clock = clock;
  }

  @Override
  public Step step(String name, long totalRows) {
    return new KeptStep(name, totalRows, shown.step(name, totalRows));
  }

  @Override
  public void message(String message) {
    shown.message(message);
  }

  private synchronized void write(StepProgress progress) {
    Path passing = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.writeString(passing, Json.write(progress.toJson()) + "\n");
      Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // It is shown to whoever looks; the run does not hang on it.
      LOG.warn("How far the run is cannot be kept in {}: {}", file, e.toString());
    }
  }

  private final class KeptStep implements Step {
    private final String name;
    private final Step step;
    private final Instant startedAt = clock.instant();
    private final LongAdder rows = new LongAdder();
    private final AtomicLong writtenAt = new AtomicLong(startedAt.toEpochMilli());
    private volatile long total;

    KeptStep(String name, long total, Step step) {
      this.name = name;
      this.total = total;
      this.step = step;
      keep();
    }

    private void keep() {
      write(
          new StepProgress(
              name,
              rows.sum(),
              total == UNKNOWN ? null : (Long) total,
              startedAt,
              clock.instant()));
    }

    @Override
    public void advance(long more) {
      step.advance(more);
      rows.add(more);
      long last = writtenAt.get();
      long now = clock.millis();
      if (now - last >= INTERVAL.toMillis() && writtenAt.compareAndSet(last, now)) {
        keep();
      }
    }

    @Override
    public void setTotal(long totalRows) {
      step.setTotal(totalRows);
      total = totalRows;
    }

    @Override
    public void done() {
      step.done();
    }

    @Override
    public void close() {
      step.close();
      keep();
    }
  }
}
