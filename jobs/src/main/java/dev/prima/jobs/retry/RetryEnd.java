package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonException;
import dev.prima.core.report.Retried;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.repair.UndoneRuns;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.staging.RejectRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells a run what became of its rejected rows once a retry has come to its end: its rejects, its
 * books and its report. Idempotent: the report is written last, and knows the retry from then on.
 */
public final class RetryEnd {
  private final RunFolder run;
  private final RunFolder retry;
  private final RetryNote note;

  private RetryEnd(RunFolder run, RunFolder retry, RetryNote note) {
    this.run = run;
    this.retry = retry;
    this.note = note;
  }

  /** The run whose rows a retry tries again; empty for a run that is no retry. */
  public static Optional<RunFolder> triedAgain(RunFolder retry) {
    return RetryNote.find(retry).map(note -> new RunsFolder(parent(retry)).find(note.of().text()));
  }

  private static Path parent(RunFolder run) {
    return run.path().toAbsolutePath().resolve("..").normalize();
  }

  /**
   * Tells of all retries that have come to their end, were not undone, and are not told yet. Of
   * those that tried the same rows it tells of one: the run counts each row once.
   */
  public static void tellAll(RunFolder run) {
    List<RetryEnd> all =
        new RunsFolder(parent(run))
            .list().stream()
                .flatMap(
                    other ->
                        RetryNote.find(other)
                            .filter(note -> note.of().equals(run.id()))
                            .map(note -> new RetryEnd(run, other, note))
                            .stream())
                .toList();
    for (RetryEnd one : all) {
      if (one.isDue() && all.stream().noneMatch(one::comesAfter)) {
        one.tell();
      }
    }
  }

  private boolean isDue() {
    if (UndoneRuns.isUndone(retry) || !retry.hasReport() || isTold()) {
      return false;
    }
    RunReport report = retry.readReport();
    return report.end().finishedAt() != null && report.end().error() == null;
  }

  private boolean isTold() {
    return run.readReport().remarks().notes().stream().anyMatch(n -> n.startsWith(beginning()));
  }

  /** Whether another one has brought any of its rows to their end, and the run knows. */
  private boolean comesAfter(RetryEnd other) {
    if (!other.isTold()) {
      return false;
    }
    Set<RejectKey> brought = other.keys();
    brought.removeAll(other.still().keySet());
    return !Collections.disjoint(brought, keys());
  }

  private Set<RejectKey> keys() {
    Set<RejectKey> keys = new HashSet<>();
    note.tables().forEach(table -> table.rows().forEach(row -> keys.add(table.key(row))));
    return keys;
  }

  private String beginning() {
    return "Run " + retry.id() + " tried ";
  }

  private void tell() {
    RunReport again = retry.readReport();
    Map<RejectKey, RejectRecord> still = still();
    RetryLog log = RetryLog.read(run);
    for (RetryNote.Table table : note.tables()) {
      table.rows().forEach(row -> log.add(table.key(row), still.get(table.key(row))));
    }
    canonical().forEach(table -> rewrite(run.rejects(table), log, of(table, still)));
    log.write();
    Books all = again.totals();
    run.write(
        Retried.of(
            run.readReport(),
            again,
            note.reasons(),
            beginning()
                + note.rows()
                + " mended rows again (its sources are in "
                + RetryLog.folder(run).resolve(retry.id().text())
                + "): "
                + all.loaded()
                + " loaded, "
                + all.duplicates()
                + " duplicates, "
                + all.superseded()
                + " superseded, "
                + all.rejected()
                + " rejected again, "
                + all.failed()
                + " failed."));
  }

  private List<String> canonical() {
    return note.tables().stream().map(RetryNote.Table::canonical).distinct().toList();
  }

  /** Those of one table. */
  private Map<RejectKey, RejectRecord> of(String canonical, Map<RejectKey, RejectRecord> still) {
    Map<RejectKey, RejectRecord> own = new LinkedHashMap<>();
    note.tables().stream()
        .filter(table -> table.canonical().equals(canonical))
        .flatMap(table -> table.rows().stream().map(table::key))
        .filter(still::containsKey)
        .forEach(key -> own.put(key, still.get(key)));
    return own;
  }

  /** Rows that were rejected again, as rows of the sources that they came from. */
  private Map<RejectKey, RejectRecord> still() {
    Map<RejectKey, RejectRecord> still = new HashMap<>();
    for (String canonical : canonical()) {
      Map<String, RetryNote.Table> byFile =
          note.tables().stream()
              .filter(t -> t.canonical().equals(canonical))
              .collect(Collectors.toMap(t -> t.mended() + "\0" + t.name(), t -> t));
      lines(retry.rejects(canonical))
          .map(RejectRecord::parse)
          .forEach(
              row -> {
                RetryNote.Table table = byFile.get(row.file() + "\0" + row.table());
                if (table != null) {
                  RejectRecord original = original(row, table);
                  still.put(RejectKey.of(original), original);
                }
              });
    }
    return still;
  }

  private static RejectRecord original(RejectRecord row, RetryNote.Table table) {
    RejectKey key = table.keyOf(row.rowid());
    Map<String, byte[]> values = new LinkedHashMap<>();
    String column = row.column();
    for (String name : table.columns()) {
      for (Map.Entry<String, byte[]> value : row.values().entrySet()) {
        if (value.getKey().equalsIgnoreCase(name)) {
          values.put(name, value.getValue());
        }
      }
      if (name.equalsIgnoreCase(row.column())) {
        column = name;
      }
    }
    return new RejectRecord(key.file(), key.table(), key.rowid(), column, row.reason(), values);
  }

  /** Leaves out rows that are rejected no more, and tells the others as they are rejected now. */
  private static void rewrite(Path file, RetryLog log, Map<RejectKey, RejectRecord> still) {
    List<String> kept = new ArrayList<>();
    Map<RejectKey, RejectRecord> missing = new LinkedHashMap<>(still);
    lines(file)
        .forEach(
            line -> {
              RejectKey key;
              try {
                key = RejectKey.parse(line);
              } catch (JsonException e) {
                // Not ours to judge here: the next retry says what is wrong with it.
                kept.add(line);
                return;
              }
              RejectRecord again = missing.remove(key);
              if (again != null) {
                kept.add(again.toJson());
              } else if (!log.isDone(key)) {
                kept.add(line);
              }
            });
    missing.values().forEach(again -> kept.add(again.toJson()));
    RunFolder.writeAtomically(file, kept.stream().map(l -> l + "\n").collect(Collectors.joining()));
  }

  private static Stream<String> lines(Path file) {
    if (!Files.exists(file)) {
      return Stream.of();
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return lines.lines().toList().stream();
    } catch (IOException e) {
      throw new PrimaException(RetryError.FILE, "Cannot read " + file + ": " + e, e);
    }
  }
}
