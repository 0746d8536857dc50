package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.retry.KnownRejects.Known;
import dev.prima.jobs.retry.RetryNote.Tried;
import dev.prima.jobs.run.RunFiles;
import dev.prima.jobs.run.RunTables;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.staging.RejectRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the sources of a retry: for each file of the run with mended rows one of its own, so that
 * rows of one file stay rows of one file. They lie in the folder of the run that had rejected them.
 */
final class MendedSources {
  private final List<SourceFile> sources;
  private final RunTables tables;
  private final RunFolder run;
  private final RunFolder retry;
  private final Path folder;
  private final List<SourceFile> declared = new ArrayList<>();
  private final List<RetryNote.Table> notes = new ArrayList<>();

  /**
   * @param sources of the run, with their tables
   * @param retry the run that will read them
   */
  MendedSources(List<SourceFile> sources, RunTables tables, RunFolder run, RunFolder retry) {
    this.sources = sources;
    this.tables = tables;
    this.run = run;
    this.retry = retry;
    folder = RetryLog.folder(run).resolve(retry.id().text());
  }

  /** What a row is, and why it was rejected. */
  record Row(RejectRecord record, Known known, String reason) {}

  /** Makes the files and tells the retry of them; returns their paths, sorted. */
  List<Path> make(List<Row> rows) {
    Map<Integer, List<Row>> byFile = new TreeMap<>();
    rows.forEach(
        row ->
            byFile
                .computeIfAbsent(row.known().table().fileIndex(), f -> new ArrayList<>())
                .add(row));
    try {
      Files.createDirectories(folder);
      byFile.forEach(this::file);
      SourceList.write(RunFiles.declaredSources(retry), declared);
    } catch (IOException e) {
      throw new PrimaException(RetryError.FILE, "Cannot write to " + folder + ": " + e, e);
    }
    new RetryNote(run.id(), notes).write(retry);
    return declared.stream().map(file -> Path.of(file.path())).sorted().toList();
  }

  private void file(int index, List<Row> rows) {
    SourceFile source =
        sources.stream().filter(file -> file.index() == index).findFirst().orElseThrow();
    Path path =
        folder.resolve(String.format("%04d-%s", index, Path.of(source.path()).getFileName()));
    Map<String, List<Row>> byTable = new TreeMap<>();
    rows.forEach(
        row -> byTable.computeIfAbsent(row.record().table(), t -> new ArrayList<>()).add(row));
    List<SnapshotTable> made = new ArrayList<>();
    try (MendedFile file = MendedFile.create(path)) {
      byTable.values().forEach(of -> made.add(table(file, path, source, of)));
    }
    declared.add(
        new SourceFile(declared.size(), path.toString(), 0, "", "", made, List.of(), List.of(), 0));
  }

  private SnapshotTable table(MendedFile file, Path path, SourceFile source, List<Row> rows) {
    SourceTable own = rows.get(0).known().table().sourceTable();
    String canonical = rows.get(0).known().canonical();
    // As the run merged it, whichever of its files are read again.
    SourceTable wanted = tables.unclaimed().getOrDefault(canonical, own);
    // What identifies rows of a table that a profile claims, the profile says.
    file.create(
        wanted, tables.unclaimed().containsKey(canonical) ? wanted.primaryKey() : List.of());
    List<Tried> tried = new ArrayList<>();
    for (Row row : rows) {
      file.add(wanted, row.record().rowid(), values(row.record(), wanted));
      tried.add(new Tried(row.record().rowid(), row.reason()));
    }
    notes.add(
        new RetryNote.Table(
            path.toString(),
            wanted.name(),
            source.path(),
            own.name(),
            own.columnNames(),
            canonical,
            RowKey.rowid(wanted).isPresent(),
            tried));
    return new SnapshotTable(wanted, rows.size(), 0, 0);
  }

  /** In the order of a table's columns; NULL where the source has no such column. */
  private static List<byte[]> values(RejectRecord record, SourceTable wanted) {
    Map<String, byte[]> folded = new HashMap<>();
    record.values().forEach((name, value) -> folded.put(MergedTable.folded(name), value));
    return wanted.columnNames().stream()
        .map(name -> folded.getOrDefault(MergedTable.folded(name), RejectRecord.nullValue()))
        .toList();
  }
}
