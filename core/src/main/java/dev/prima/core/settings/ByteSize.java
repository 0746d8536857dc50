package dev.prima.core.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 32MiB} (1024s), {@code 32MB} (1000s) or plain. */
@Expects("a size such as 32MiB, 500KB or a number of bytes")
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(?:([KMGT])(i?)B|B)?");

  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    String unit = matcher.group(2);
    long factor = 1;
    if (unit != null) {
      long step = matcher.group(3).isEmpty() ? 1000 : 1024;
      for (int i = "KMGT".indexOf(unit); i >= 0; i--) {
        factor *= step;
      }
    }
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("more bytes than a long holds", e);
    }
  }

  /** As an {@code int}, for buffers; settings used so have a {@code max} below 2 GiB. */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    String units = "KMGT";
    for (int i = units.length() - 1; i >= 0; i--) {
      long factor = 1L << (10 * (i + 1));
      if (bytes >= factor && bytes % factor == 0) {
        return String.format(Locale.ROOT, "%d%ciB", bytes / factor, units.charAt(i));
      }
    }
    return Long.toString(bytes);
  }
}
