package dev.prima.core.settings;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.PrimaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong, so that it is told at once. A key has one problem at most: the
 * first found is the cause of the others. Not thread-safe.
 */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  /**
   * One thing that is wrong.
   *
   * @param key full path of the key, or empty where it is about no key
   * @param message completes {@code key: ...}; never holds a secret
   */
  public record Problem(String key, String message, Place place) {
    @Override
    public String toString() {
      return (key.isEmpty() ? "" : key + ": ") + message + " [" + place + "]";
    }
  }

  public void add(String key, String message, Place place) {
    if (key.isEmpty() || keys.add(key)) {
      found.add(new Problem(key, message, place));
    }
  }

  public boolean has(String key) {
    return keys.contains(key);
  }

  /** In the order in which they were found. */
  public List<Problem> all() {
    return List.copyOf(found);
  }

  /**
   * Throws where there is at least one.
   *
   * @param what names what was read, for instance {@code the config}
   */
  public void throwIfAny(ErrorCode code, String what) {
    if (found.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(what);
    text.append(found.size() == 1 ? " has a problem" : " has " + found.size() + " problems");
    text.append("; nothing was touched:");
    found.forEach(problem -> text.append("\n  ").append(problem));
    throw new PrimaException(code, text.toString());
  }
}
