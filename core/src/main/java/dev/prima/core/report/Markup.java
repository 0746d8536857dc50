package dev.prima.core.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes HTML, SVG and XML of which every text and attribute is escaped; there is no way to write
 * raw text but {@link #verbatim}, which takes our own style and script. Not thread-safe.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder(1 << 14);
  private final Deque<String> open = new ArrayDeque<>();

  /** Starts a document by its first line. */
  Markup(String prologue) {
    out.append(prologue).append('\n');
  }

  /** Opens an element; attributes are names and values in turn. */
  Markup begin(String tag, String... attributes) {
    start(tag, attributes).append('>');
    open.push(tag);
    return this;
  }

  Markup end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends the element and the line. */
  Markup endLine() {
    end();
    out.append('\n');
    return this;
  }

  Markup text(String text) {
    escape(text, out);
    return this;
  }

  /** An element that holds a text and nothing else. */
  Markup leaf(String tag, String text, String... attributes) {
    return begin(tag, attributes).text(text).end();
  }

  /** An element of HTML that has no end, or of SVG and XML that is empty. */
  Markup empty(String tag, String... attributes) {
    start(tag, attributes).append("/>");
    return this;
  }

  /** Style and script of our own, which must not be escaped. */
  Markup verbatim(String tag, String trusted) {
    out.append('<').append(tag).append('>').append(trusted);
    out.append("</").append(tag).append(">\n");
    return this;
  }

  String document() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Not closed: " + open);
    }
    return out.append('\n').toString();
  }

  private StringBuilder start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1], out);
      out.append('"');
    }
    return out;
  }

  /** Characters that neither HTML nor XML can hold, or that turn text around, become U+FFFD. */
  static void escape(String text, StringBuilder out) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isHeld(c) && !isTurning(c) ? c : 0xFFFD);
              }
            });
  }

  private static boolean isHeld(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c < 0x7F)
        || (c >= 0xA0 && c < 0xD800)
        || (c >= 0xE000 && (c & 0xFFFE) != 0xFFFE);
  }

  /** Controls of writing direction, by which a name could make a line read as another. */
  private static boolean isTurning(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }

  /** With separators of thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
