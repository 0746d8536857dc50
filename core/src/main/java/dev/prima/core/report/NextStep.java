package dev.prima.core.report;

import org.jspecify.annotations.Nullable;

/**
 * What to do after a run.
 *
 * @param words what comes before the command, often nothing
 * @param command to be typed; null where there is none
 */
public record NextStep(String words, @Nullable String command) {
  /** On one line. */
  @Override
  public String toString() {
    return (words + (command == null ? "" : " " + command)).strip();
  }
}
