package dev.prima.jobs.repair;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.report.ReportError;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.source.Sha256;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a repair changes, on the disk before it changes anything: {@code repaired/TABLE.jsonl}, a
 * {@link RowChange} a line, and {@code repaired/changes.json}, which names these files with their
 * hashes and is there only once all of them are whole.
 *
 * @param found the run whose list of differences it comes from, and
 * @param list the SHA-256 of that list
 */
record Journal(RunFolder folder, String found, String list, List<Kept> files) {

  /** A file of changes. */
  record Kept(String table, String file, String sha256, long changes) {
    private JsonObject toJson() {
      return JsonObject.builder()
          .put("table", table)
          .put("file", file)
          .put("sha256", sha256)
          .put("changes", changes)
          .build();
    }

    private static Kept from(JsonObject json) {
      return new Kept(
          json.get("table").asString(),
          json.get("file").asString(),
          json.get("sha256").asString(),
          json.get("changes").asLong());
    }
  }

  Journal {
    files = List.copyOf(files);
  }

  private static Path index(RunFolder folder) {
    return folder.repaired().resolve("changes.json");
  }

  Path index() {
    return index(folder);
  }

  /** What a run kept; empty where it came to no change. */
  static Optional<Journal> of(RunFolder folder) {
    Path index = index(folder);
    if (!Files.isRegularFile(index)) {
      return Optional.empty();
    }
    try {
      JsonObject json = Json.parse(Files.readString(index)).asObject();
      return Optional.of(
          new Journal(
              folder,
              json.get("from").asString(),
              json.get("list").asString(),
              json.get("files").asArray().stream().map(f -> Kept.from(f.asObject())).toList()));
    } catch (IOException | JsonException | IllegalArgumentException e) {
      throw new PrimaException(ReportError.READ, "Cannot read " + index + ": " + e, e);
    }
  }

  /**
   * Writes all files and forces them to the disk.
   *
   * @param lines of {@link RowChange#toJson}, in any order
   */
  static Journal write(RunFolder folder, String found, String list, Iterator<String> lines) {
    try {
      Files.createDirectories(folder.repaired());
      List<Kept> files = new ArrayList<>();
      for (Map.Entry<String, Long> table : writeTables(folder, lines).entrySet()) {
        Path file = folder.repaired(table.getKey());
        force(file);
        files.add(
            new Kept(
                table.getKey(), file.getFileName().toString(), Sha256.of(file), table.getValue()));
      }
      Journal journal = new Journal(folder, found, list, files);
      RunFolder.writeAtomically(index(folder), Json.write(journal.toJson()) + "\n");
      force(folder.repaired());
      return journal;
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.WRITE,
          "Cannot keep in "
              + folder.repaired()
              + " what is repaired: "
              + e
              + "; nothing was touched",
          e);
    }
  }

  private static Map<String, Long> writeTables(RunFolder folder, Iterator<String> lines)
      throws IOException {
    Map<String, Long> changes = new LinkedHashMap<>();
    Map<String, BufferedWriter> writers = new LinkedHashMap<>();
    try {
      while (lines.hasNext()) {
        String line = lines.next();
        String table = RowChange.parse(line).table();
        BufferedWriter writer = writers.get(table);
        if (writer == null) {
          writer = Files.newBufferedWriter(folder.repaired(table));
          writers.put(table, writer);
        }
        writer.write(line);
        writer.write('\n');
        changes.merge(table, 1L, Long::sum);
      }
    } finally {
      for (BufferedWriter writer : writers.values()) {
        writer.close();
      }
    }
    return changes;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private JsonObject toJson() {
    return JsonObject.builder()
        .put("schemaVersion", 1)
        .put("runId", folder.id().text())
        .put("from", found)
        .put("list", list)
        .put("files", new JsonArray(files.stream().<JsonValue>map(Kept::toJson).toList()))
        .build();
  }

  /** The beginning of the SHA-256 of the index, and so of all files, for the ledger. */
  long unit() {
    try {
      return Long.parseUnsignedLong(Sha256.of(index(folder)).substring(0, 16), 16);
    } catch (IOException e) {
      throw unreadable(index(folder), e);
    }
  }

  long changes() {
    return files.stream().mapToLong(Kept::changes).sum();
  }

  /**
   * Whether the files are as they were written.
   *
   * @throws PrimaException {@link RepairError#KEPT_CHANGED} if not
   */
  void verify() {
    for (Kept kept : files) {
      Path file = folder.repaired().resolve(kept.file());
      try {
        if (!Sha256.of(file).equals(kept.sha256())) {
          throw spoilt(file.toString());
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  static PrimaException spoilt(String file) {
    return new PrimaException(
        RepairError.KEPT_CHANGED,
        file
            + " is not as the repair wrote it, so what it replaced is not known; nothing was"
            + " touched. Put back the file from a copy of the run's folder");
  }

  /** Hands over one change after the other, in the same order whenever it is asked. */
  void forEach(Consumer<RowChange> taking) {
    for (Kept kept : files) {
      Path file = folder.repaired().resolve(kept.file());
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        String line;
        while ((line = lines.readLine()) != null) {
          taking.accept(RowChange.parse(line));
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  /** Forgets what came to nothing: the files stay, but nobody takes them for a repair. */
  void discard() {
    try {
      Files.deleteIfExists(index(folder));
    } catch (IOException e) {
      throw unreadable(index(folder), e);
    }
  }

  private static PrimaException unreadable(Path file, IOException e) {
    return new PrimaException(ReportError.READ, "Cannot read " + file + ": " + e, e);
  }
}
