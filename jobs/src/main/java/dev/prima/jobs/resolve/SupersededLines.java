package dev.prima.jobs.resolve;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.landing.Unlanded;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows that lost, as JSON lines for people: file, table, and the values under their column names.
 * Times are ISO 8601 in UTC, bytes Base64, JSON documents text; what is NULL is left out.
 */
public final class SupersededLines {
  private static final int TECHNICAL = 8;
  private static final int SOURCE = 2;

  private SupersededLines() {}

  /**
   * @param rows staged rows
   * @param files paths by index of the source
   */
  public static Iterator<String> of(TargetTable staged, Iterator<Row> rows, List<String> files) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String next() {
        return line(staged, rows.next(), files);
      }
    };
  }

  private static String line(TargetTable staged, Row row, List<String> files) {
    int source = row.getInt(SOURCE);
    JsonObject line =
        JsonObject.builder()
            .put("file", source < files.size() ? files.get(source) : "derived")
            .put("table", staged.name())
            .put("values", values(staged, c -> row.get(TECHNICAL + c)))
            .build();
    return Json.write(line);
  }

  /** The values of a row under their column names, without those that are NULL. */
  public static JsonObject values(TargetTable table, IntFunction<@Nullable Object> valueAt) {
    JsonObject.Builder values = JsonObject.builder();
    for (int c = 0; c < table.columns().size(); c++) {
      TargetColumn column = table.columns().get(c);
      Object value = valueAt.apply(c);
      if (value != null) {
        values.put(column.name(), json(column.type(), value));
      }
    }
    return values.build();
  }

  /** One value, as {@link #parse} takes it again. */
  public static JsonValue json(ColumnType type, Object value) {
    return switch (type) {
      case BIGINT -> JsonValue.of((Long) value);
      case DOUBLE -> real((Double) value);
      case BOOLEAN -> JsonValue.of((Boolean) value);
      case TIMESTAMPTZ ->
          JsonValue.of(Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS).toString());
      case TEXT, JSONB -> JsonValue.of((String) value);
      case BYTEA, UUID -> JsonValue.of(base64((byte[]) value));
      case TAGGED -> tagged((byte[]) value);
    };
  }

  /**
   * A value that was written so, in the form in which it travels again.
   *
   * @throws IllegalArgumentException for a value without a type of its own
   */
  public static Object parse(ColumnType type, JsonValue value) {
    return switch (type) {
      case BIGINT -> value.asLong();
      case DOUBLE ->
          value instanceof JsonValue.JsonString text
              ? Double.valueOf(text.asString())
              : (Object) value.asDouble();
      case BOOLEAN -> value.asBoolean();
      case TIMESTAMPTZ -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value.asString()));
      case TEXT, JSONB -> value.asString();
      case BYTEA, UUID -> Base64.getDecoder().decode(value.asString());
      case TAGGED -> throw new IllegalArgumentException("A value without a type of its own");
    };
  }

  /** Text where JSON has no such number, or where a jsonb column keeps only one zero. */
  private static JsonValue real(double number) {
    return Double.isFinite(number) && Double.compare(number, -0.0) != 0
        ? JsonValue.of(number)
        : JsonValue.of(Double.toString(number));
  }

  private static JsonValue tagged(byte[] value) {
    Unlanded standing = Unlanded.of(value);
    if (standing != null) {
      return JsonValue.of(standing.text());
    }
    return switch (TaggedValue.storageClass(value)) {
      case INTEGER -> JsonValue.of(TaggedValue.word(value));
      case REAL -> real(Double.longBitsToDouble(TaggedValue.word(value)));
      case TEXT -> JsonValue.of(new String(TaggedValue.bytes(value), StandardCharsets.UTF_8));
      case BLOB -> JsonObject.builder().put("base64", base64(TaggedValue.bytes(value))).build();
      case NULL -> throw new IllegalStateException("NULL has no tagged form");
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
