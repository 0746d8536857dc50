package dev.prima.jobs.cli;

import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.progress.Progress.Display;
import java.io.PrintStream;
import java.time.Clock;
import picocli.CommandLine.Option;

/** How a command shows what it does; on stderr. */
final class DisplayOptions {
  /** Forms of progress and messages. */
  enum LogFormat {
    text,
    json
  }

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "json: progress and messages as one JSON object a line (default: text).")
  private LogFormat logFormat = LogFormat.text;

  Progress progress(PrintStream stream) {
    Display display = logFormat == LogFormat.json ? Display.JSON : Display.automatic();
    return Progress.on(stream, display, System.getenv(), Clock.systemUTC());
  }
}
