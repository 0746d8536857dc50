package dev.prima.jobs.repair;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.landing.Unlanded;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.TaggedValue;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.resolve.SupersededLines;
import dev.prima.jobs.spark.Schemas;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A whole row as JSON, exactly: every column of the store's table under its own name, in the forms
 * of {@link SupersededLines}; NULL is left out, the JSON document {@code null} is not.
 */
final class RowImage {
  private RowImage() {}

  /** Where a row stands, and whence it came. */
  record Place(@Nullable String region, @Nullable Integer shard, @Nullable Integer sourceId) {}

  /** Of a table in PostgreSQL. */
  static JsonObject of(PostgresTable table, RowValues values, Place place) {
    TargetTable target = table.target();
    JsonObject.Builder image = JsonObject.builder();
    for (PostgresTable.Column column : table.columns()) {
      JsonValue value =
          switch (column.role()) {
            case VALUE, TAGGED_TEXT, TAGGED_CLASS -> value(target, values, column);
            case REGION -> place.region() == null ? null : JsonValue.of(place.region());
            case SHARD -> whole(place.shard());
            case SOURCE -> whole(place.sourceId());
          };
      if (value != null) {
        image.put(column.name(), value);
      }
    }
    return image.build();
  }

  /**
   * Of a table in Cassandra.
   *
   * @param shape its columns but for the lineage
   */
  static JsonObject of(TargetTable shape, RowValues values, @Nullable Integer sourceId) {
    JsonObject.Builder image = JsonObject.builder();
    SupersededLines.values(shape, c -> Schemas.value(shape, values, c))
        .members()
        .forEach(image::put);
    JsonValue source = whole(sourceId);
    if (source != null) {
      image.put(GlobalTable.SOURCE, source);
    }
    return image.build();
  }

  private static @Nullable JsonValue value(
      TargetTable target, RowValues values, PostgresTable.Column column) {
    Object value = Schemas.value(target, values, column.ordinal());
    if (value == null) {
      return null;
    }
    TargetColumn of = target.columns().get(column.ordinal());
    if (of.type() != ColumnType.TAGGED) {
      return SupersededLines.json(of.type(), value);
    }
    byte[] tagged = (byte[]) value;
    Unlanded standing = Unlanded.of(tagged);
    if (standing != null) {
      String part =
          column.role() == PostgresTable.Role.TAGGED_CLASS
              ? standing.storageClass()
              : standing.text();
      return part == null ? null : JsonValue.of(part);
    }
    return column.role() == PostgresTable.Role.TAGGED_CLASS
        ? JsonValue.of(TaggedValue.storageClass(tagged).name().toLowerCase(Locale.ROOT))
        : landed(target, of, tagged);
  }

  /** As the load writes it. */
  private static JsonValue landed(TargetTable target, TargetColumn column, byte[] tagged) {
    String text = column.landed().text(tagged);
    if (text == null) {
      throw RepairError.changed(
          List.of(
              "a value of "
                  + target.name()
                  + "."
                  + column.name()
                  + " does not fit "
                  + column.landed().sqlType()
                  + ", which migrate widens"));
    }
    return switch (column.landed().kind()) {
      case BIGINT -> JsonValue.of(TaggedValue.word(tagged));
      case DOUBLE ->
          SupersededLines.json(
              ColumnType.DOUBLE, Double.longBitsToDouble(TaggedValue.word(tagged)));
      case BYTEA -> SupersededLines.json(ColumnType.BYTEA, TaggedValue.bytes(tagged));
      case BOOLEAN -> JsonValue.of(TaggedValue.word(tagged) != 0);
      case TEXT, NUMERIC, DATE, TIMESTAMP, MIXED, ABSENT -> JsonValue.of(text);
    };
  }

  private static @Nullable JsonValue whole(@Nullable Integer number) {
    return number == null ? null : JsonValue.of(number.longValue());
  }
}
