package dev.prima.jobs.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/** Shows what goes on. Thread-safe, as are its steps; never fails the work that it shows. */
public interface Progress {
  /** In place of a total that is not known. */
  long UNKNOWN = 0;

  /**
   * Starts to show a step.
   *
   * @param totalRows that it will go through, or {@link #UNKNOWN}
   */
  Step step(String name, long totalRows);

  /** Shows a line to be kept, without breaking what is drawn. */
  void message(String message);

  /**
   * A step that is under way; its end is shown once, when it is closed: as done where {@link #done}
   * was called before, else as stopped.
   */
  interface Step extends AutoCloseable {
    /** So many rows more were done. */
    void advance(long rows);

    /** Says how many rows there are in all, now that it is known. */
    void setTotal(long totalRows);

    /** All of it was done. */
    void done();

    @Override
    void close();
  }

  /** How progress is shown. */
  enum Display {
    BARS,
    LINES,
    JSON,
    SILENT;

    /** Bars on a terminal, else lines. */
    public static Display automatic() {
      return System.console() == null ? LINES : BARS;
    }
  }

  /**
   * Progress on a stream, which stays open.
   *
   * @param environment of which {@code NO_COLOR} and {@code COLUMNS} are honoured
   */
  static Progress on(
      PrintStream stream, Display display, Map<String, String> environment, Clock clock) {
    return switch (display) {
      case BARS -> new BarProgress(stream, environment, clock);
      case LINES -> new TimedProgress(new PlainLines(stream), clock);
      case JSON -> new TimedProgress(new JsonLines(stream, clock), clock);
      case SILENT -> new SilentProgress();
    };
  }
}
