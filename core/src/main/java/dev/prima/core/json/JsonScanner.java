package dev.prima.core.json;

/**
 * Walks over the tokens of one text: whitespace, strings, numbers, words. Strict as RFC 8259 and
 * PostgreSQL's lexer are: no comments, no leading zeros, no raw control characters. Not
 * thread-safe.
 */
final class JsonScanner {
  /** Nesting beyond this is an error, so that no input can exhaust the stack. */
  static final int MAX_DEPTH = 500;

  /** What may stand in a string. */
  enum Strings {
    /** Everything Java's strings can hold. */
    ANY,
    /** What {@code jsonb} can hold: no U+0000, surrogates in pairs only. */
    STORABLE
  }

  final String text;
  private final Strings strings;
  private int position;

  JsonScanner(String text, Strings strings) {
    this.text = text;
    this.strings = strings;
  }

  int position() {
    return position;
  }

  JsonException error(String problem) {
    return new JsonException(problem, position);
  }

  /** The next char that is not whitespace, not consumed; U+0000 at the end. */
  char peek() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      position++;
    }
    return 0;
  }

  boolean skip(char expected) {
    if (peek() == expected && position < text.length()) {
      position++;
      return true;
    }
    return false;
  }

  void expect(char expected) {
    if (!skip(expected)) {
      throw error("'" + expected + "' is expected");
    }
  }

  void end() {
    peek();
    if (position < text.length()) {
      throw error("nothing more is expected after the value");
    }
  }

  void word(String word) {
    if (!text.startsWith(word, position)) {
      throw error("a value is expected");
    }
    position += word.length();
  }

  /** Goes past the string that is next and writes it with the fewest escapes. */
  void copyString(StringBuilder out) {
    peek();
    int start = position;
    int length = text.length();
    for (int i = start + 1; i < length; i++) {
      char c = text.charAt(i);
      if (c == '"') {
        position = i + 1;
        out.append(text, start, position);
        return;
      }
      if (c == '\\' || c < ' ' || Character.isSurrogate(c)) {
        break;
      }
    }
    JsonWriter.quote(string(), out);
  }

  /** The decoded string whose opening quote is next. */
  String string() {
    expect('"');
    int start = position;
    int length = text.length();
    while (position < length) {
      char c = text.charAt(position);
      if (c == '"') {
        return text.substring(start, position++);
      }
      if (c == '\\' || c < ' ' || Character.isSurrogate(c)) {
        StringBuilder decoded = new StringBuilder(position - start + 32);
        return decodeRest(decoded.append(text, start, position));
      }
      position++;
    }
    throw error("a string does not end");
  }

  private String decodeRest(StringBuilder decoded) {
    int length = text.length();
    while (position < length) {
      char c = text.charAt(position);
      if (c == '"') {
        position++;
        return decoded.toString();
      }
      if (c < ' ') {
        throw error("a control character is not escaped");
      }
      if (c == '\\') {
        escape(decoded);
      } else if (Character.isSurrogate(c)) {
        rawSurrogate(c, decoded);
      } else {
        decoded.append(c);
        position++;
      }
    }
    throw error("a string does not end");
  }

  private void rawSurrogate(char c, StringBuilder decoded) {
    boolean pair =
        Character.isHighSurrogate(c)
            && position + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(position + 1));
    if (!pair && strings == Strings.STORABLE) {
      throw error("a surrogate stands alone");
    }
    decoded.append(c);
    position++;
    if (pair) {
      decoded.append(text.charAt(position++));
    }
  }

  private void escape(StringBuilder decoded) {
    char kind = position + 1 < text.length() ? text.charAt(position + 1) : 0;
    switch (kind) {
      case '"', '\\', '/' -> decoded.append(kind);
      case 'b' -> decoded.append('\b');
      case 'f' -> decoded.append('\f');
      case 'n' -> decoded.append('\n');
      case 'r' -> decoded.append('\r');
      case 't' -> decoded.append('\t');
      case 'u' -> {
        unicodeEscape(decoded);
        return;
      }
      default -> throw error("an escape is unknown");
    }
    position += 2;
  }

  private void unicodeEscape(StringBuilder decoded) {
    char first = hex(position);
    if (strings == Strings.ANY) {
      decoded.append(first);
      position += 6;
      return;
    }
    if (first == 0) {
      throw error("U+0000 cannot be stored");
    }
    if (!Character.isSurrogate(first)) {
      decoded.append(first);
      position += 6;
      return;
    }
    boolean followed = Character.isHighSurrogate(first) && text.startsWith("\\u", position + 6);
    char second = followed ? hex(position + 6) : 0;
    if (!Character.isLowSurrogate(second)) {
      throw error("a surrogate stands alone");
    }
    decoded.append(first).append(second);
    position += 12;
  }

  private char hex(int escape) {
    int value = 0;
    for (int i = escape + 2; i < escape + 6; i++) {
      char c = i < text.length() ? text.charAt(i) : 0;
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("an escape needs four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** Goes past the number that is next; it is then {@code text[start, position())}. */
  void number() {
    if (charAt(position) == '-') {
      position++;
    }
    if (charAt(position) == '0') {
      position++;
    } else {
      digits();
    }
    if (charAt(position) == '.') {
      position++;
      digits();
    }
    if (charAt(position) == 'e' || charAt(position) == 'E') {
      position++;
      if (charAt(position) == '+' || charAt(position) == '-') {
        position++;
      }
      digits();
    }
  }

  private void digits() {
    int start = position;
    while (charAt(position) >= '0' && charAt(position) <= '9') {
      position++;
    }
    if (position == start) {
      throw error(start == text.length() ? "the text ends too early" : "a digit is expected");
    }
  }

  private char charAt(int at) {
    return at < text.length() ? text.charAt(at) : 0;
  }
}
