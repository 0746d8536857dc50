package dev.prima.jobs.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Names of any make as identifiers of PostgreSQL. */
public final class SqlName {
  private static final int LONGEST = 63;

  /** A short form has 60 to 63 bytes, as its last letter before the checksum may have up to 4. */
  private static final Pattern SHORTENED = Pattern.compile("_[0-9a-f]{8}$");

  private SqlName() {}

  /** Between quotes. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /** As a string constant. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  /** That something is one of these: one constant, which the server looks values up in by hash. */
  static String among(Collection<String> values, String type) {
    String array =
        values.stream()
            .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(",", "{", "}"));
    return " = ANY (" + literal(array) + "::" + type + "[])";
  }

  /**
   * The name itself, or, where it has more than the 63 bytes that the server would silently cut it
   * to, its beginning and a checksum of all of it. So that no name is taken for the short form of
   * another, those that look like one are shortened too.
   */
  public static String fit(String name) {
    if (name.isEmpty()) {
      return "_";
    }
    byte[] all = name.getBytes(StandardCharsets.UTF_8);
    if (all.length <= LONGEST - 3 || all.length <= LONGEST && !SHORTENED.matcher(name).find()) {
      return name;
    }
    CRC32 sum = new CRC32();
    sum.update(all);
    String tail = String.format("_%08x", sum.getValue());
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length + tail.length()
        > LONGEST) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end) + tail;
  }
}
