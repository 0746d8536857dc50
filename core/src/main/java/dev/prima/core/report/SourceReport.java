package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One legacy file.
 *
 * @param bytes of the file as it was found
 * @param sha256 in hexadecimal; null where the file could not be read whole
 * @param profiles that claim tables of it
 * @param lost what of a damaged file could not be read any more; the first of it, where there is
 *     very much
 */
public record SourceReport(
    String file,
    long bytes,
    @Nullable String sha256,
    List<String> profiles,
    List<SourceTable> tables,
    List<Lost> lost) {

  public SourceReport {
    profiles = List.copyOf(profiles);
    tables = List.copyOf(tables);
    lost = List.copyOf(lost);
  }

  /** A file of which nothing is lost. */
  public SourceReport(
      String file,
      long bytes,
      @Nullable String sha256,
      List<String> profiles,
      List<SourceTable> tables) {
    this(file, bytes, sha256, profiles, tables, List.of());
  }

  /**
   * Some or all rows of a table within a range; how many is not known.
   *
   * @param table by its name in the file
   * @param fromRowid null where there is no least, or the table has no rowids
   * @param toRowid null where there is no greatest
   * @param pages that are lost, or hold what is lost
   */
  public record Lost(String table, @Nullable Long fromRowid, @Nullable Long toRowid, long pages) {
    JsonObject toJson() {
      JsonObject.Builder json = JsonObject.builder().put("table", table);
      if (fromRowid != null) {
        json.put("fromRowid", fromRowid);
      }
      if (toRowid != null) {
        json.put("toRowid", toRowid);
      }
      return json.put("pages", pages).build();
    }

    static Lost from(JsonObject json) {
      return new Lost(
          Members.text(json, "table"),
          json.findLong("fromRowid"),
          json.findLong("toRowid"),
          Members.count(json, "pages"));
    }
  }

  /** How many rows of a table, by its canonical name, the file gave. */
  public record SourceTable(String table, long read) {}

  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("file", file)
            .put("bytes", bytes)
            .put("sha256", sha256)
            .put("profiles", JsonValue.ofStrings(profiles))
            .put(
                "tables",
                RunReport.array(
                    tables.stream()
                        .map(
                            table ->
                                JsonObject.builder()
                                    .put("table", table.table)
                                    .put("read", table.read)
                                    .build())
                        .toList()));
    if (!lost.isEmpty()) {
      json.put("lost", RunReport.array(lost.stream().map(Lost::toJson).toList()));
    }
    return json.build();
  }

  static SourceReport from(JsonObject json) {
    return new SourceReport(
        Members.text(json, "file"),
        Members.count(json, "bytes"),
        json.findString("sha256"),
        Members.texts(json, "profiles"),
        RunReport.objects(json, "tables").stream()
            .map(
                table ->
                    new SourceTable(Members.text(table, "table"), Members.count(table, "read")))
            .toList(),
        json.find("lost") == null
            ? List.of()
            : RunReport.objects(json, "lost").stream().map(Lost::from).toList());
  }
}
