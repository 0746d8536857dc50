package dev.prima.jobs.retry;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.SourceConfig.Merge;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.report.RunReport;
import dev.prima.core.selection.TableSelection;
import dev.prima.jobs.repair.UndoneRuns;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.retry.KnownRejects.Known;
import dev.prima.jobs.run.RunState;
import dev.prima.jobs.run.RunTables;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.staging.RejectRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rejected rows of a run that somebody has mended. They are tried again by a run of their own,
 * after which the run that had rejected them tells of both.
 */
public final class RejectRetry {
  private final RunFolder run;
  private final List<SourceFile> sources;
  private final RunTables tables;
  private final KnownRejects known;
  private final RetryLog log;
  private final MendedRows rows;

  private RejectRetry(
      RunFolder run,
      List<SourceFile> sources,
      RunTables tables,
      KnownRejects known,
      List<Path> files) {
    this.run = run;
    this.sources = sources;
    this.tables = tables;
    this.known = known;
    log = RetryLog.read(run);
    rows = MendedRows.read(files, known, log);
  }

  /** Whether a run tried rows again that another one had rejected. */
  public static boolean isRetry(RunFolder run) {
    return RetryNote.find(run).isPresent();
  }

  /** Whether rows that a run had rejected, and that were mended, stand in its folder. */
  public static boolean hasMended(RunFolder run) {
    return Files.isDirectory(RetryLog.folder(run));
  }

  /**
   * Reads and judges what was mended; writes nothing.
   *
   * @param file in which rows were mended; empty for the run's own {@code rejects/}
   * @throws PrimaException {@link RetryError}: what keeps the rows from being tried again
   */
  public static RejectRetry of(
      RunFolder run, PrimaConfig config, MappingCatalog catalog, Optional<Path> file) {
    requireRejects(run);
    if (file.isPresent() && !Files.isRegularFile(file.get())) {
      throw new PrimaException(
          RetryError.NO_FILE,
          "There is no file "
              + file.get()
              + "; name one after --retry-rejects, or none for the run's own rejects/");
    }
    List<SourceFile> sources = sources(run);
    RunTables tables = RunTables.of(sources, catalog, TableSelection.of(config.source()));
    KnownRejects known =
        KnownRejects.read(
            RunState.rows(run, config),
            tables.planned(),
            sources.stream().collect(Collectors.toMap(SourceFile::index, SourceFile::path)));
    if (known.size() == 0) {
      throw new PrimaException(
          RetryError.NOT_RETRIABLE,
          "What run "
              + run.id()
              + " staged is gone, and with it what it rejected: mend the rows in their sources, and"
              + " start a new run without --resume");
    }
    RejectRetry retry =
        new RejectRetry(
            run, sources, tables, known, file.map(List::of).orElseGet(() -> ownFiles(run)));
    config.source().merge().filter(merge -> merge != Merge.KEY).ifPresent(retry::requireOwnKeys);
    return retry;
  }

  /**
   * Where the file of a row makes its key, a mended row, which is in another file, would be another
   * row.
   */
  private void requireOwnKeys(Merge merge) {
    Set<String> unclaimed =
        rows.mended().stream()
            .map(row -> Objects.requireNonNull(known.find(RejectKey.of(row))).canonical())
            .filter(table -> table.startsWith(UnclaimedTable.PREFIX))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unclaimed.isEmpty()) {
      throw new PrimaException(
          RetryError.NOT_RETRIABLE,
          "With source.merge: "
              + merge.name().toLowerCase(Locale.ROOT)
              + " the keys of "
              + String.join(", ", unclaimed)
              + " depend on the file of a row: mend these rows in their sources and migrate again,"
              + " and name a file with the other rows after --retry-rejects");
    }
  }

  /** Whether a run can have rows to be tried again. */
  public static boolean hasRejects(RunFolder run) {
    if (!run.hasReport() || UndoneRuns.isUndone(run) || RetryNote.find(run).isPresent()) {
      return false;
    }
    RunReport report = run.readReport();
    return report.run().command().equals("migrate")
        && report.end().finishedAt() != null
        && report.end().error() == null
        && (report.totals().rejected() > 0 || Files.exists(RetryLog.folder(run)));
  }

  private static void requireRejects(RunFolder run) {
    Optional<RetryNote> retry = RetryNote.find(run);
    if (retry.isPresent()) {
      throw new PrimaException(
          RetryError.NOT_RETRIABLE,
          "Run "
              + run.id()
              + " is itself a retry of rows of run "
              + retry.get().of()
              + "; what it could not load stands in that one's rejects/: scripts/prima migrate"
              + " --resume "
              + retry.get().of()
              + " --retry-rejects");
    }
    if (!hasRejects(run)) {
      throw new PrimaException(
          RetryError.NOT_RETRIABLE,
          "Run "
              + run.id()
              + " has no rejected rows to be tried again: it is no migration, did not come to its"
              + " end (then resume it first, with a larger errors.budget where that stopped it),"
              + " rejected nothing, or was undone");
    }
  }

  private static List<SourceFile> sources(RunFolder run) {
    Path list = RunState.sourceList(run);
    try {
      return SourceList.read(list);
    } catch (IOException e) {
      throw new PrimaException(RetryError.FILE, "Cannot read " + list + ": " + e, e);
    }
  }

  private static List<Path> ownFiles(RunFolder run) {
    Path folder = Objects.requireNonNull(run.rejects("any").getParent());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    } catch (IOException e) {
      throw new PrimaException(RetryError.FILE, "Cannot read " + folder + ": " + e, e);
    }
  }

  /**
   * Whether there is nothing to be tried again, for all that was mended was tried before.
   *
   * @throws PrimaException {@link RetryError#NOTHING_MENDED} where nothing was mended at all
   */
  public boolean isDone() {
    if (!rows.mended().isEmpty()) {
      return false;
    }
    if (rows.done() == 0 && rows.unchanged() > 0) {
      throw new PrimaException(
          RetryError.NOTHING_MENDED,
          "No row is mended: all "
              + rows.unchanged()
              + " are as run "
              + run.id()
              + " rejected them. Edit values in "
              + run.rejects("TABLE")
              + ", or in a copy that you name after --retry-rejects");
    }
    return true;
  }

  /** How many rows are to be tried again, in words. */
  public String told() {
    return rows.mended().size()
        + " mended rows of run "
        + run.id()
        + " are tried again"
        + (rows.unchanged() > 0 ? "; " + rows.unchanged() + " are as they were rejected" : "")
        + (rows.done() > 0 ? "; " + rows.done() + " were tried before and passed over" : "");
  }

  /**
   * Makes the sources of a run that tries them again.
   *
   * @param retry that run's folder
   * @return absolute, sorted
   */
  public List<Path> begin(RunFolder retry) {
    return new MendedSources(sources, tables, run, retry)
        .make(rows.mended().stream().map(this::row).toList());
  }

  private MendedSources.Row row(RejectRecord record) {
    RejectKey key = RejectKey.of(record);
    Known was = Objects.requireNonNull(known.find(key));
    return new MendedSources.Row(record, was, log.reason(key, was.reason()));
  }
}
