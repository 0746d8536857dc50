package dev.prima.jobs.progress;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Bars that are drawn over and over on the terminal's last line; of several steps at once, the
 * newest is drawn. When a step is done, its line stays.
 */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 250;
  private static final int USUAL_COLUMNS = 80;
  private static final String TO_LINE_START = "\r\u001b[K";

  private final PrintStream stream;
  private final Clock clock;
  private final int columns;
  private final ProgressBarStyle style;

  /** Whose bar is drawn; guarded by this, as is the stream. */
  private Object drawn = this;

  BarProgress(PrintStream stream, Map<String, String> environment, Clock clock) {
    this.stream = stream;
    this.clock = clock;
    this.columns = columns(environment.getOrDefault("COLUMNS", ""));
    boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean blocks = Charset.defaultCharset().equals(StandardCharsets.UTF_8);
    this.style =
        !blocks
            ? ProgressBarStyle.ASCII
            : colour ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK;
  }

  private static int columns(String text) {
    return text.matches("[1-9]\\d{1,3}") ? Integer.parseInt(text) : USUAL_COLUMNS;
  }

  @Override
  public Step step(String name, long totalRows) {
    return new BarStep(new Meter(name, totalRows, clock), name, totalRows);
  }

  @Override
  public synchronized void message(String message) {
    stream.print(TO_LINE_START);
    stream.println(message);
    stream.flush();
  }

  private synchronized void own(Object owner) {
    drawn = owner;
  }

  private synchronized void draw(Object owner, String line) {
    if (drawn == owner) {
      stream.print(TO_LINE_START + line);
      stream.flush();
    }
  }

  private synchronized void finish(Object owner, String line) {
    if (drawn == owner) {
      drawn = this;
    }
    message(line);
  }

  private final class BarStep implements Step {
    private final Meter meter;
    private final Line line = new Line();
    private final ProgressBar bar;
    private final AtomicBoolean closed = new AtomicBoolean();

    BarStep(Meter meter, String name, long totalRows) {
      this.meter = meter;
      own(line);
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(totalRows > 0 ? totalRows : -1)
              .setStyle(style)
              .setUnit(" rows", 1)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setConsumer(line)
              .build();
    }

    @Override
    public void advance(long rows) {
      meter.advance(rows);
      bar.stepBy(rows);
    }

    @Override
    public void setTotal(long totalRows) {
      meter.setTotal(totalRows);
      bar.maxHint(totalRows > 0 ? totalRows : -1);
    }

    @Override
    public void done() {
      meter.done();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        bar.close();
        finish(line, meter.read().ended());
      }
    }
  }

  /** Where the library draws: it need not know the terminal, nor load a library for it. */
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public void accept(String text) {
      draw(this, text);
    }

    @Override
    public void close() {}
  }
}
