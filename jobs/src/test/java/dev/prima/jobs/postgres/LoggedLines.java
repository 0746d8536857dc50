package dev.prima.jobs.postgres;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs, until it is closed. */
public final class LoggedLines implements AutoCloseable {
  private static final long LIMIT_MILLIS = 60_000;

  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AbstractAppender appender;

  private LoggedLines(Class<?> logger) {
    appender =
        new AbstractAppender(
            "lines of " + logger.getSimpleName(), null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            if (event.getLoggerName().equals(logger.getName())) {
              lines.add(event.getMessage().getFormattedMessage());
            }
          }
        };
    appender.start();
    logging.getConfiguration().getRootLogger().addAppender(appender, null, null);
    logging.updateLoggers();
  }

  public static LoggedLines of(Class<?> logger) {
    return new LoggedLines(logger);
  }

  /** In their order. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  /** Waits for a line that holds this. */
  public void await(String part) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
    while (lines.stream().noneMatch(line -> line.contains(part))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("No line with \"" + part + "\" among " + lines);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    logging.getConfiguration().getRootLogger().removeAppender(appender.getName());
    logging.updateLoggers();
    appender.stop();
  }
}
