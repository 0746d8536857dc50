package dev.prima.core.json;

import java.util.Iterator;
import java.util.Map;

/** Writes trees and escapes strings. */
final class JsonWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;
  private final String indent;

  /** An empty indent writes everything on one line. */
  JsonWriter(StringBuilder out, String indent) {
    this.out = out;
    this.indent = indent;
  }

  void write(JsonValue value) {
    write(value, 0);
  }

  private void write(JsonValue value, int depth) {
    if (value instanceof JsonValue.JsonObject object) {
      writeObject(object, depth);
    } else if (value instanceof JsonValue.JsonArray array) {
      writeArray(array, depth);
    } else if (value instanceof JsonValue.JsonString string) {
      quote(string.text(), out);
    } else if (value instanceof JsonValue.JsonNumber number) {
      out.append(number.text());
    } else {
      out.append(value.kind());
    }
  }

  private void writeObject(JsonValue.JsonObject object, int depth) {
    if (object.members().isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      out.append(separator);
      newLine(depth + 1);
      quote(member.getKey(), out);
      out.append(indent.isEmpty() ? ":" : ": ");
      write(member.getValue(), depth + 1);
      separator = ",";
    }
    newLine(depth);
    out.append('}');
  }

  private void writeArray(JsonValue.JsonArray array, int depth) {
    if (array.elements().isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (Iterator<JsonValue> elements = array.elements().iterator(); elements.hasNext(); ) {
      newLine(depth + 1);
      write(elements.next(), depth + 1);
      if (elements.hasNext()) {
        out.append(',');
      }
    }
    newLine(depth);
    out.append(']');
  }

  private void newLine(int depth) {
    if (!indent.isEmpty()) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  /** With the fewest escapes that JSON and UTF-8 allow; surrogates that stand alone are escaped. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    int length = text.length();
    int copied = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && (c < 0xD800 || c > 0xDFFF)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      out.append(text, copied, i);
      escape(c, out);
      copied = i + 1;
    }
    out.append(text, copied, length).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX[(c >> shift) & 15]);
        }
      }
    }
  }
}
