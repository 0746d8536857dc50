package dev.prima.core.settings;

import java.util.regex.Pattern;

/** Keeps secrets that people put into URLs, against the rules, out of messages and files. */
public final class Masking {
  private static final Pattern CREDENTIALS = Pattern.compile("//[^?\\s]*@");
  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)([a-z_.-]*(?:password|passwd|pwd|secret|token|access.?key)[a-z_.-]*=)[^&;\\s]*");
  private static final int LONGEST = 120;

  private Masking() {}

  /** The text with credentials of URLs and secret parameters as {@code ***}. */
  public static String masked(String text) {
    String first = CREDENTIALS.matcher(text).replaceAll("//***@");
    return QUERY.matcher(first).replaceAll("$1***");
  }

  /** Whether anything was masked. */
  public static boolean holdsSecret(String text) {
    return !masked(text).equals(text);
  }

  /** For messages: masked, shortened, on one line, in double quotes. */
  public static String quoted(String text) {
    String one = masked(text).replaceAll("\\p{Cntrl}", "?");
    return '"' + (one.length() > LONGEST ? one.substring(0, LONGEST) + "..." : one) + '"';
  }
}
