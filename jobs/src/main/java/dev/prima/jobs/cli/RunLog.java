package dev.prima.jobs.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Sends what is logged into {@code run.log} of a run's folder as well, as long as the run lasts.
 */
final class RunLog implements AutoCloseable {
  private static final String NAME = "run-log";

  private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
  private final FileAppender appender;

  RunLog(Path file) {
    Configuration configuration = logging.getConfiguration();
    appender =
        FileAppender.newBuilder()
            .setName(NAME)
            .withFileName(file.toString())
            .setLayout(
                PatternLayout.newBuilder()
                    .withPattern(
                        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}{UTC} %-5level [%t] %c{1}: %msg%n%ex")
                    .withConfiguration(configuration)
                    .build())
            .setConfiguration(configuration)
            .build();
    appender.start();
    configuration.addAppender(appender);
    configuration.getRootLogger().addAppender(appender, null, null);
    logging.updateLoggers();
  }

  @Override
  public void close() {
    logging.getConfiguration().getRootLogger().removeAppender(NAME);
    logging.updateLoggers();
    appender.stop();
  }
}
