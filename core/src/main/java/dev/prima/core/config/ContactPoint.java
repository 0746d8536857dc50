package dev.prima.core.config;

import dev.prima.core.settings.Expects;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Cassandra node to start from. */
@Expects("a host or host:port such as 10.0.0.7:9042, or [::1]:9042")
public record ContactPoint(String host, int port) {
  /** Cassandra's own default. */
  public static final int DEFAULT_PORT = 9042;

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");

  public static ContactPoint parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a host");
    }
    String port = matcher.group(3);
    int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      throw new IllegalArgumentException("no such port");
    }
    return new ContactPoint(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), number);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, host.contains(":") ? "[%s]:%d" : "%s:%d", host, port);
  }
}
