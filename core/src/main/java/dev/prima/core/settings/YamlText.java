package dev.prima.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes YAML in block style, two spaces a level. */
final class YamlText {
  private static final Pattern SAFE =
      Pattern.compile(
          "[A-Za-z/][A-Za-z0-9_./-]*|[A-Za-z][A-Za-z0-9_-]*:[A-Za-z/][A-Za-z0-9_:./-]*[A-Za-z0-9_/]"
              + "|[1-9][0-9]*(ms|[smhd]|[KMGT]i?B)");
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  private final StringBuilder text = new StringBuilder();
  private String indent = "";

  /** A text as a scalar, quoted where YAML would read something else. */
  static String scalar(String value) {
    if (SAFE.matcher(value).matches() && !WORDS.contains(value.toLowerCase(Locale.ROOT))) {
      return value;
    }
    if (value.chars().noneMatch(Character::isISOControl)) {
      return "'" + value.replace("'", "''") + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    value.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').toString();
  }

  private static String escaped(char c) {
    if (c == '"' || c == '\\') {
      return "\\" + c;
    }
    return Character.isISOControl(c)
        ? String.format(Locale.ROOT, "\\u%04x", (int) c)
        : String.valueOf(c);
  }

  static String list(List<String> scalars) {
    return "[" + String.join(", ", scalars) + "]";
  }

  void line(String line) {
    text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
  }

  void entry(String key, String value) {
    line(key + ": " + value);
  }

  void group(String key, Runnable body) {
    line(key + ":");
    indented(body);
  }

  void element(Runnable body) {
    line("-");
    indented(body);
  }

  private void indented(Runnable body) {
    String before = indent;
    indent = before + "  ";
    body.run();
    indent = before;
  }

  int width() {
    return indent.length();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
