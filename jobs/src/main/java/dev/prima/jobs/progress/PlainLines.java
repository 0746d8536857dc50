package dev.prima.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;

/** Lines for people, without colours and without going back. */
final class PlainLines implements TimedProgress.Teller {
  private final PrintStream stream;

  PlainLines(PrintStream stream) {
    this.stream = stream;
  }

  @Override
  public void started(Meter.Reading reading) {
    String rows = String.format(Locale.ROOT, ", %,d rows", reading.total());
    message(reading.step() + ": started" + (reading.total() > 0 ? rows : ""));
  }

  @Override
  public void underWay(Meter.Reading reading) {
    message(reading.underWay());
  }

  @Override
  public void ended(Meter.Reading reading) {
    message(reading.ended());
  }

  @Override
  public void message(String message) {
    stream.println(message);
  }
}
