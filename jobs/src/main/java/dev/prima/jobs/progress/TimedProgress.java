package dev.prima.jobs.progress;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Tells of each step at its start, every five seconds while rows go on, and at its end. */
final class TimedProgress implements Progress {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Teller teller;
  private final Clock clock;

  TimedProgress(Teller teller, Clock clock) {
    this.teller = teller;
    this.clock = clock;
  }

  /** Puts one thing on the stream, whole; called by many threads. */
  interface Teller {
    void started(Meter.Reading reading);

    void underWay(Meter.Reading reading);

    void ended(Meter.Reading reading);

    void message(String message);
  }

  @Override
  public Step step(String name, long totalRows) {
    Meter meter = new Meter(name, totalRows, clock);
    teller.started(meter.read());
    return new TimedStep(meter);
  }

  @Override
  public void message(String message) {
    teller.message(message);
  }

  private final class TimedStep implements Step {
    private final Meter meter;
    private final AtomicLong toldAt = new AtomicLong(clock.millis());
    private final AtomicBoolean closed = new AtomicBoolean();

    TimedStep(Meter meter) {
      this.meter = meter;
    }

    @Override
    public void advance(long rows) {
      meter.advance(rows);
      long last = toldAt.get();
      long now = clock.millis();
      if (now - last >= INTERVAL.toMillis() && toldAt.compareAndSet(last, now)) {
        teller.underWay(meter.read());
      }
    }

    @Override
    public void setTotal(long totalRows) {
      meter.setTotal(totalRows);
    }

    @Override
    public void done() {
      meter.done();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        teller.ended(meter.read());
      }
    }
  }
}
