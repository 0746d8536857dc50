package dev.prima.core.settings;

import java.util.Locale;

/**
 * Where a value was written, for people.
 *
 * @param text for instance {@code config/cluster.yml, line 12}; never holds a value
 */
public record Place(String text) {

  /** Lines count from 1. */
  public static Place line(String file, int line) {
    return new Place(String.format(Locale.ROOT, "%s, line %d", file, line));
  }

  public static Place variable(String name) {
    return new Place("environment variable " + name);
  }

  public static Place option(String name) {
    return new Place("option " + name);
  }

  @Override
  public String toString() {
    return text;
  }
}
