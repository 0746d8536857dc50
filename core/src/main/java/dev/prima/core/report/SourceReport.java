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
 */
public record SourceReport(
    String file,
    long bytes,
    @Nullable String sha256,
    List<String> profiles,
    List<SourceTable> tables) {

  public SourceReport {
    profiles = List.copyOf(profiles);
    tables = List.copyOf(tables);
  }

  /** How many rows of a table, by its canonical name, the file gave. */
  public record SourceTable(String table, long read) {}

  JsonObject toJson() {
    return JsonObject.builder()
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
                    .toList()))
        .build();
  }

  static SourceReport from(JsonObject json) {
    return new SourceReport(
        Members.text(json, "file"),
        Members.count(json, "bytes"),
        Members.findText(json, "sha256"),
        Members.texts(json, "profiles"),
        RunReport.objects(json, "tables").stream()
            .map(
                table ->
                    new SourceTable(Members.text(table, "table"), Members.count(table, "read")))
            .toList());
  }
}
