package dev.prima.core.json;

/** Reads, writes and normalises JSON. All methods are thread-safe and keep nothing. */
public final class Json {
  private Json() {}

  /** What to do with a member name that stands twice in one object. */
  public enum Duplicates {
    LAST_WINS,
    REFUSED
  }

  /**
   * The tree of a text that is one JSON value (RFC 8259) and nothing else, nested at most 500 deep;
   * of members with one name the last wins.
   *
   * @throws JsonException if it is not
   */
  public static JsonValue parse(CharSequence text) {
    return parse(text, Duplicates.LAST_WINS);
  }

  public static JsonValue parse(CharSequence text, Duplicates duplicates) {
    return new JsonParser(text.toString(), duplicates).document();
  }

  /** On one line, without spaces. */
  public static String write(JsonValue value) {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out, "").write(value);
    return out.toString();
  }

  /** On many lines, indented by two spaces, with a line feed at the end. */
  public static String pretty(JsonValue value) {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out, "  ").write(value);
    return out.append('\n').toString();
  }

  /** The text as a JSON string with its quotes. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    JsonWriter.quote(text, out);
    return out.toString();
  }

  /**
   * The one text of all texts that PostgreSQL's {@code jsonb} holds to be equal: no whitespace,
   * member names in the order of their code points, the last of members with one name, numbers by
   * their value ({@code 1.0}, {@code 10e-1} and {@code 1} are one, and so are {@code -0} and {@code
   * 0}), strings with the fewest escapes. Canonical text is its own canonical form. Time and memory
   * grow with the length of the text only.
   *
   * @throws JsonException if the text is not JSON, or if {@code jsonb} would refuse it: U+0000, a
   *     surrogate alone, a number with more than 131,072 digits before or 16,383 after the decimal
   *     point; also if it is nested deeper than 500
   */
  public static String canonical(CharSequence text) {
    return new CanonicalJson(text.toString()).document();
  }
}
