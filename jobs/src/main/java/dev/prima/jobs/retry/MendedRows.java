package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.JsonException;
import dev.prima.jobs.retry.KnownRejects.Known;
import dev.prima.jobs.staging.RejectRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines that somebody has edited, held against what the run rejected. Reads and judges; writes
 * nothing.
 */
final class MendedRows {
  private static final int MOST_PROBLEMS = 20;

  private final KnownRejects known;
  private final RetryLog log;
  private final Map<RejectKey, String> places = new HashMap<>();
  private final Map<RejectKey, RejectRecord> mended = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int more;
  private long unchanged;
  private long done;

  private MendedRows(KnownRejects known, RetryLog log) {
    this.known = known;
    this.log = log;
  }

  /**
   * @throws PrimaException {@link RetryError#LINES} with every line that is wrong
   */
  static MendedRows read(List<Path> files, KnownRejects known, RetryLog log) {
    MendedRows rows = new MendedRows(known, log);
    files.forEach(rows::read);
    if (!rows.problems.isEmpty()) {
      throw new PrimaException(
          RetryError.LINES,
          String.join("; ", rows.problems)
              + (rows.more > 0 ? "; and " + rows.more + " more" : "")
              + ". Nothing was touched; mend or remove these lines and give the command again");
    }
    return rows;
  }

  /** Rows with other values than those that were rejected. */
  List<RejectRecord> mended() {
    return List.copyOf(mended.values());
  }

  /** Lines that are as they were rejected. */
  long unchanged() {
    return unchanged;
  }

  /** Lines of rows that an earlier retry brought on. */
  long done() {
    return done;
  }

  private void read(Path file) {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          line(file + ", line " + number, line);
        }
      }
    } catch (CharacterCodingException e) {
      problem(file + ": is no UTF-8 somewhere after line " + number);
    } catch (IOException e) {
      throw new PrimaException(
          RetryError.FILE, "Cannot read " + file + " (" + e + "); see to its rights", e);
    }
  }

  private void line(String place, String line) {
    RejectRecord row;
    try {
      row = RejectRecord.parse(line);
    } catch (JsonException e) {
      problem(place + ": is no JSON, or lacks a member: " + e.getMessage());
      return;
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Says what is wrong, or names a value: so it is not quoted.
      problem(
          place
              + ": is no row as rejects/ has them: each value is {\"class\": \"integer\", \"real\","
              + " \"text\", \"blob\" or \"null\", \"value\" or \"base64\"}, bytes in Base64");
      return;
    }
    RejectKey key = RejectKey.of(row);
    Known was = known.find(key);
    if (was == null) {
      problem(
          place
              + ": the run rejected no row "
              + key.rowid()
              + " of table "
              + key.table()
              + " of "
              + key.file()
              + "; file, table and rowid must stay as they were");
      return;
    }
    String twice = places.putIfAbsent(key, place);
    if (twice != null) {
      problem(place + ": is the same row as " + twice);
    } else if (!row.values().keySet().equals(columns(was))) {
      problem(place + ": has other columns than table " + key.table() + ", keep all of them");
    } else if (!was.sameKey(row)) {
      problem(
          place
              + ": its key was edited, which would make it another row; only column "
              + was.column()
              + ", for which it was rejected, may change where it is part of the key");
    } else if (log.isDone(key)) {
      done++;
    } else if (was.sameValues(row)) {
      unchanged++;
    } else {
      mended.put(key, row);
    }
  }

  private static java.util.Set<String> columns(Known row) {
    return new java.util.LinkedHashSet<>(row.table().sourceTable().columnNames());
  }

  private void problem(@Nullable String text) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(text);
    } else {
      more++;
    }
  }
}
