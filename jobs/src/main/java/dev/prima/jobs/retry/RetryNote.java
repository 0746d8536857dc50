package dev.prima.jobs.retry;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.run.RunId;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows of which run a retry tries again, kept in its own folder: a retry that was cut off is
 * resumed like any run, and then still knows.
 *
 * @param of the run that rejected them
 */
record RetryNote(RunId of, List<Table> tables) {
  RetryNote {
    tables = List.copyOf(tables);
  }

  /**
   * Rows of one table of one source.
   *
   * @param mended path of the file that was made of them
   * @param name of the table in that file
   * @param file the source's path, and
   * @param table the table's name there
   * @param columns of the table there
   * @param canonical name
   * @param byRowid whether rows of the file bear their rowids, else their ordinals in {@code rows}
   */
  record Table(
      String mended,
      String name,
      String file,
      String table,
      List<String> columns,
      String canonical,
      boolean byRowid,
      List<Tried> rows) {
    Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    RejectKey key(Tried row) {
      return new RejectKey(file, table, row.rowid);
    }

    /** The row of the source that a row of the file was made of. */
    RejectKey keyOf(long rowid) {
      return byRowid
          ? new RejectKey(file, table, rowid)
          : key(rows.get(Math.toIntExact(rowid - 1)));
    }
  }

  /**
   * @param reason for which it was rejected
   */
  record Tried(long rowid, String reason) {}

  int rows() {
    return tables.stream().mapToInt(table -> table.rows.size()).sum();
  }

  /** How many rows were rejected for which reason, by canonical table. */
  Map<String, Map<String, Long>> reasons() {
    Map<String, Map<String, Long>> reasons = new HashMap<>();
    for (Table table : tables) {
      Map<String, Long> own = reasons.computeIfAbsent(table.canonical, t -> new HashMap<>());
      table.rows.forEach(row -> own.merge(row.reason, 1L, Long::sum));
    }
    return reasons;
  }

  private static Path file(RunFolder retry) {
    return retry.work().resolve("retry.json");
  }

  /** Of a run that is a retry; empty for others. */
  static Optional<RetryNote> find(RunFolder run) {
    Path file = file(run);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = Json.parse(Files.readString(file)).asObject();
      return Optional.of(
          new RetryNote(
              new RunId(json.get("of").asString()),
              json.get("tables").asArray().stream().map(t -> table(t.asObject())).toList()));
    } catch (IOException e) {
      throw new PrimaException(RetryError.FILE, "Cannot read " + file + ": " + e, e);
    }
  }

  void write(RunFolder retry) {
    RunFolder.writeAtomically(
        file(retry),
        Json.pretty(
            JsonObject.builder()
                .put("of", of.text())
                .put("tables", new JsonArray(tables.stream().map(RetryNote::json).toList()))
                .build()));
  }

  private static JsonValue json(Table table) {
    return JsonObject.builder()
        .put("mended", table.mended)
        .put("name", table.name)
        .put("file", table.file)
        .put("table", table.table)
        .put("columns", JsonValue.ofStrings(table.columns))
        .put("canonical", table.canonical)
        .put("byRowid", table.byRowid)
        .put(
            "rows",
            new JsonArray(
                table.rows.stream()
                    .<JsonValue>map(
                        row ->
                            JsonObject.builder()
                                .put("rowid", row.rowid)
                                .put("reason", row.reason)
                                .build())
                    .toList()))
        .build();
  }

  private static Table table(JsonObject json) {
    return new Table(
        json.get("mended").asString(),
        json.get("name").asString(),
        json.get("file").asString(),
        json.get("table").asString(),
        json.get("columns").asArray().stream().map(JsonValue::asString).toList(),
        json.get("canonical").asString(),
        json.get("byRowid").asBoolean(),
        json.get("rows").asArray().stream()
            .map(JsonValue::asObject)
            .map(row -> new Tried(row.get("rowid").asLong(), row.get("reason").asString()))
            .toList());
  }
}
