package dev.prima.jobs.staging;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.RejectReason;
import dev.prima.core.mapping.Utf8;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A row that no target can hold, kept whole so that it can be mended and tried again.
 *
 * <p>As JSON, one line: {@code {"file", "table", "rowid", "column", "reason", "values": {COLUMN:
 * {"class": "integer|real|text|blob|null", "value": ...}}}}. Blobs and texts that are not valid
 * UTF-8 have {@code "base64"} instead of {@code "value"}; an infinite real has the string {@code
 * "Infinity"} or {@code "-Infinity"}.
 *
 * @param table the table's name in the source
 * @param rowid its ordinal where the table has none
 * @param column the source column that is to blame
 * @param values tagged values by source column in the table's order; NULL is the tag alone
 */
public record RejectRecord(
    String file,
    String table,
    long rowid,
    String column,
    RejectReason reason,
    Map<String, byte[]> values) {

  /** What stands for NULL in {@link #values()}. */
  public static byte[] nullValue() {
    return new byte[] {StorageClass.NULL.code()};
  }

  /** One line without its line feed. */
  public String toJson() {
    JsonObject.Builder json = JsonObject.builder();
    values.forEach((name, tagged) -> json.put(name, value(tagged)));
    return Json.write(
        JsonObject.builder()
            .put("file", file)
            .put("table", table)
            .put("rowid", rowid)
            .put("column", column)
            .put("reason", reason.name())
            .put("values", json.build())
            .build());
  }

  /** Reads a line that {@link #toJson} wrote. */
  public static RejectRecord parse(String line) {
    JsonObject json = Json.parse(line).asObject();
    Map<String, byte[]> values = new LinkedHashMap<>();
    json.get("values")
        .asObject()
        .members()
        .forEach((name, value) -> values.put(name, tagged(value.asObject())));
    return new RejectRecord(
        json.get("file").asString(),
        json.get("table").asString(),
        json.get("rowid").asLong(),
        json.get("column").asString(),
        RejectReason.valueOf(json.get("reason").asString()),
        values);
  }

  private static JsonValue value(byte[] tagged) {
    StorageClass storageClass = TaggedValue.storageClass(tagged);
    JsonObject.Builder json =
        JsonObject.builder().put("class", storageClass.name().toLowerCase(Locale.ROOT));
    switch (storageClass) {
      case NULL -> {}
      case INTEGER -> json.put("value", TaggedValue.word(tagged));
      case REAL -> {
        double real = Double.longBitsToDouble(TaggedValue.word(tagged));
        if (Double.isFinite(real)) {
          json.put("value", real);
        } else {
          json.put("value", Double.toString(real));
        }
      }
      case TEXT -> {
        if (Utf8.problem(tagged, 1, tagged.length - 1) == RejectReason.INVALID_UTF8) {
          json.put("base64", base64(tagged));
        } else {
          json.put("value", new String(tagged, 1, tagged.length - 1, StandardCharsets.UTF_8));
        }
      }
      case BLOB -> json.put("base64", base64(tagged));
    }
    return json.build();
  }

  private static String base64(byte[] tagged) {
    return Base64.getEncoder().encodeToString(TaggedValue.bytes(tagged));
  }

  /** A surrogate alone, which somebody may have written, must not become a question mark. */
  private static byte[] utf8(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("A surrogate stands alone");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] tagged(JsonObject json) {
    StorageClass storageClass =
        StorageClass.valueOf(json.get("class").asString().toUpperCase(Locale.ROOT));
    return switch (storageClass) {
      case NULL -> nullValue();
      case INTEGER -> TaggedValue.integer(json.get("value").asLong());
      case REAL -> {
        JsonValue value = json.get("value");
        yield TaggedValue.real(
            value instanceof JsonValue.JsonString text
                ? Double.parseDouble(text.text())
                : value.asDouble());
      }
      case TEXT, BLOB -> {
        JsonValue base64 = json.find("base64");
        yield TaggedValue.bytes(
            storageClass,
            base64 == null
                ? utf8(json.get("value").asString())
                : Base64.getDecoder().decode(base64.asString()));
      }
    };
  }
}
