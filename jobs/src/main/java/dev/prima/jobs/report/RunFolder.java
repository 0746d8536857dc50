package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonException;
import dev.prima.core.report.HtmlReport;
import dev.prima.core.report.JUnitReport;
import dev.prima.core.report.MarkdownReport;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.RunId;
import dev.prima.jobs.metrics.PrometheusText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run's folder and where things stand in it (DESIGN.md, "A run's folder"). Immutable; whoever
 * writes a file sees to it that only one does.
 */
public record RunFolder(RunId id, Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

  /** File systems allow 255 bytes; a name this long leaves room for the endings. */
  private static final int LONGEST_NAME = 200;

  public Path reportJson() {
    return path.resolve("report.json");
  }

  public Path reportHtml() {
    return path.resolve("report.html");
  }

  public Path planJson() {
    return path.resolve("plan.json");
  }

  /** The rows of a table that were rejected, one JSON object a line. */
  public Path rejects(String table) {
    return path.resolve("rejects").resolve(fileName(table) + ".jsonl");
  }

  public Path superseded(String table) {
    return path.resolve("superseded").resolve(fileName(table) + ".jsonl");
  }

  /** What a repair found where it changed rows of a table, and what it put there. */
  public Path repaired(String table) {
    return repaired().resolve(fileName(table) + ".jsonl");
  }

  public Path repaired() {
    return path.resolve("repaired");
  }

  /** Names the run that took this one out again; not there where none did. */
  public Path undoneBy() {
    return path.resolve("undone-by");
  }

  public Path discrepancies() {
    return path.resolve("discrepancies.jsonl");
  }

  public Path shardMap() {
    return path.resolve("shard-map");
  }

  public Path effectiveConfig() {
    return path.resolve("config.effective.yml");
  }

  /** Mapping files of the user's own; not there where there are none. */
  public Path mappings() {
    return path.resolve("mapping");
  }

  public Path log() {
    return path.resolve("run.log");
  }

  public Path work() {
    return path.resolve("work");
  }

  /** Absolute: executors of a cluster read them too, from working folders of their own. */
  public Path snapshots() {
    return work().resolve("snapshots").toAbsolutePath();
  }

  /** How far the run's step is that is under way. */
  public Path progress() {
    return work().resolve("progress.json");
  }

  /** For Prometheus, rendered from the report like its pages. */
  public Path metrics() {
    return path.resolve("metrics.prom");
  }

  /** Where staging is unless the config says otherwise. */
  public Path staging() {
    return work().resolve("staging");
  }

  /** Where a run stages under a folder that the config names. */
  public static String stagingUnder(String uri, RunId id) {
    return uri.replaceAll("/+$", "") + "/" + id;
  }

  /** The database of Spring Batch. */
  public Path jobRepository() {
    return work().resolve("jobs.db");
  }

  /**
   * Writes {@code report.json}, the contract, and then what is rendered from it. Each file is there
   * whole or as it was before.
   *
   * @throws PrimaException {@link ReportError#WRITE}
   */
  public void write(RunReport report) {
    writeAtomically(reportJson(), report.toJson());
    render(report);
  }

  /**
   * Writes what a run that goes on has come to, for whoever watches it; people's pages come at its
   * end. Where it cannot be written, a warning says so.
   */
  public void writeUnderWay(RunReport report) {
    try {
      writeAtomically(reportJson(), report.toJson());
      writeAtomically(metrics(), PrometheusText.of(report));
    } catch (PrimaException e) {
      // Between two changes of the targets: what is shown must not keep the second from being made.
      LOG.warn("The report of a run under way is not up to date: {}", e.getMessage());
    }
  }

  /**
   * Makes again what is rendered from the report, and the page that lists all runs; where that one
   * cannot be written, a warning says so.
   *
   * @throws PrimaException {@link ReportError#WRITE}
   */
  void render(RunReport report) {
    writeAtomically(reportHtml(), html(report));
    writeAtomically(path.resolve("report.md"), MarkdownReport.render(report));
    writeAtomically(path.resolve("junit.xml"), JUnitReport.render(report));
    writeAtomically(metrics(), PrometheusText.of(report));
    try {
      new RunsFolder(path.resolveSibling("")).writeIndex();
    } catch (PrimaException e) {
      // The run's own files are whole: a list of runs must not decide how it ended.
      LOG.warn("The list of runs is not up to date: {}", e.getMessage());
    }
  }

  /** The report as a page, with the config that stands beside it. */
  String html(RunReport report) {
    try {
      return HtmlReport.render(
          report,
          Files.isRegularFile(effectiveConfig()) ? Files.readString(effectiveConfig()) : null);
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.READ, "Cannot read " + effectiveConfig() + " (" + reason(e) + ")", e);
    }
  }

  /** Whether the run has got as far as a report. */
  public boolean hasReport() {
    return Files.isRegularFile(reportJson());
  }

  /**
   * The run's report.
   *
   * @throws PrimaException {@link ReportError#READ} if there is none, or none that can be read
   */
  public RunReport readReport() {
    try {
      return RunReport.fromJson(Files.readString(reportJson()));
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.READ,
          "Cannot read "
              + reportJson()
              + " ("
              + reason(e)
              + "); the run may have been killed early",
          e);
    } catch (JsonException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new PrimaException(
          ReportError.READ, reportJson() + " is no report of this program: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file under a passing name, forces it to the disk and renames it.
   *
   * @throws PrimaException {@link ReportError#WRITE}; the file is then as it was before
   */
  public static void writeAtomically(Path file, String text) {
    Path passing =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              passing,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      PrimaException failure =
          new PrimaException(
              ReportError.WRITE,
              "Cannot write " + file + ": " + reason(e) + "; make room or mend the folder's rights",
              e);
      try {
        Files.deleteIfExists(passing);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }

  /** Tables of other programs may have any name; the file's name is safe, and unique. */
  static String fileName(String table) {
    StringBuilder name = new StringBuilder();
    for (byte b : table.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || (c == '.' && name.length() > 0);
      name.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    if (name.length() <= LONGEST_NAME) {
      return name.toString();
    }
    return name.substring(0, LONGEST_NAME - 17)
        + "~"
        + String.format(Locale.ROOT, "%016x", longHash(table));
  }

  /** FNV-1a, enough to keep a handful of long names apart. */
  private static long longHash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
  }
}
