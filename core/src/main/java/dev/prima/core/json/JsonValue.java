package dev.prima.core.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of a JSON tree; immutable. */
public sealed interface JsonValue {

  /** This as an object. Throws {@link JsonException} if it is none, as do its sisters. */
  default JsonObject asObject() {
    throw new JsonException("an object is expected, there is " + kind(), 0);
  }

  default List<JsonValue> asArray() {
    throw new JsonException("an array is expected, there is " + kind(), 0);
  }

  default String asString() {
    throw new JsonException("a string is expected, there is " + kind(), 0);
  }

  /** A whole number within 64 bits. */
  default long asLong() {
    throw new JsonException("a whole number is expected, there is " + kind(), 0);
  }

  default double asDouble() {
    throw new JsonException("a number is expected, there is " + kind(), 0);
  }

  default boolean asBoolean() {
    throw new JsonException("true or false is expected, there is " + kind(), 0);
  }

  /** The members of an object of whole numbers, in their order. */
  default Map<String, Long> asCounts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    asObject().members().forEach((name, count) -> counts.put(name, count.asLong()));
    return counts;
  }

  default boolean isNull() {
    return false;
  }

  /** For messages: {@code an object}, {@code a number} and so on. */
  String kind();

  static JsonValue of(@Nullable String text) {
    return text == null ? JsonNull.NULL : new JsonString(text);
  }

  static JsonValue of(long number) {
    return new JsonNumber(Long.toString(number));
  }

  /** The shortest decimal that reads back as this double; null where it is not finite. */
  static JsonValue of(double number) {
    return Double.isFinite(number) ? new JsonNumber(Doubles.shortest(number)) : JsonNull.NULL;
  }

  static JsonValue of(@Nullable Long number) {
    return number == null ? JsonNull.NULL : of(number.longValue());
  }

  static JsonValue of(@Nullable Double number) {
    return number == null ? JsonNull.NULL : of(number.doubleValue());
  }

  static JsonValue of(boolean value) {
    return new JsonBoolean(value);
  }

  /** An array of strings. */
  static JsonValue ofStrings(List<String> texts) {
    return new JsonArray(texts.stream().map(JsonValue::of).toList());
  }

  /** An object of integers, in the map's order. */
  static JsonValue ofCounts(Map<String, Long> counts) {
    JsonObject.Builder object = JsonObject.builder();
    counts.forEach((name, count) -> object.put(name, JsonValue.of(count.longValue())));
    return object.build();
  }

  /** Members keep the order in which they were put. */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Builder builder() {
      return new Builder();
    }

    /** The member, or null where it is absent or JSON's null. */
    public @Nullable JsonValue find(String name) {
      JsonValue value = members.get(name);
      return value == null || value.isNull() ? null : value;
    }

    /** The member. Throws {@link JsonException} if it is absent or null. */
    public JsonValue get(String name) {
      JsonValue value = find(name);
      if (value == null) {
        throw new JsonException("member " + name + " is missing", 0);
      }
      return value;
    }

    /** The member as a text, or null as of {@link #find}. */
    public @Nullable String findString(String name) {
      JsonValue value = find(name);
      return value == null ? null : value.asString();
    }

    /** The member as a whole number, or null as of {@link #find}. */
    public @Nullable Long findLong(String name) {
      JsonValue value = find(name);
      return value == null ? null : (Long) value.asLong();
    }

    /** The member as a number, or null as of {@link #find}. */
    public @Nullable Double findDouble(String name) {
      JsonValue value = find(name);
      return value == null ? null : (Double) value.asDouble();
    }

    @Override
    public JsonObject asObject() {
      return this;
    }

    @Override
    public String kind() {
      return "an object";
    }

    /** Collects members in order; not thread-safe. */
    public static final class Builder {
      private final Map<String, JsonValue> members = new LinkedHashMap<>();

      private Builder() {}

      public Builder put(String name, JsonValue value) {
        members.put(name, value);
        return this;
      }

      public Builder put(String name, @Nullable String value) {
        return put(name, JsonValue.of(value));
      }

      public Builder put(String name, long value) {
        return put(name, JsonValue.of(value));
      }

      public Builder put(String name, @Nullable Long value) {
        return put(name, JsonValue.of(value));
      }

      public Builder put(String name, @Nullable Double value) {
        return put(name, JsonValue.of(value));
      }

      public Builder put(String name, double value) {
        return put(name, JsonValue.of(value));
      }

      public Builder put(String name, boolean value) {
        return put(name, JsonValue.of(value));
      }

      public JsonObject build() {
        return new JsonObject(members);
      }
    }
  }

  record JsonArray(List<JsonValue> elements) implements JsonValue {
    public JsonArray {
      elements = List.copyOf(elements);
    }

    @Override
    public List<JsonValue> asArray() {
      return new ArrayList<>(elements);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  record JsonString(String text) implements JsonValue {
    @Override
    public String asString() {
      return text;
    }

    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A number as it was written, so that nothing is rounded on the way through. */
  record JsonNumber(String text) implements JsonValue {
    public BigDecimal decimal() {
      return new BigDecimal(text);
    }

    @Override
    public long asLong() {
      try {
        return decimal().longValueExact();
      } catch (ArithmeticException e) {
        throw new JsonException("a whole number within 64 bits is expected, there is another", 0);
      }
    }

    @Override
    public double asDouble() {
      return Double.parseDouble(text);
    }

    @Override
    public String kind() {
      return "a number";
    }
  }

  record JsonBoolean(boolean value) implements JsonValue {
    @Override
    public boolean asBoolean() {
      return value;
    }

    @Override
    public String kind() {
      return value ? "true" : "false";
    }
  }

  /** JSON's null. */
  enum JsonNull implements JsonValue {
    NULL;

    @Override
    public boolean isNull() {
      return true;
    }

    @Override
    public String kind() {
      return "null";
    }
  }
}
