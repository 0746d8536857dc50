package dev.prima.core.schedule;

import java.time.Instant;

/** What is to be done at a moment. */
public sealed interface Due {
  /** Nothing, until then. */
  record Wait(Instant until) implements Due {}

  /**
   * A run.
   *
   * @param time for which it is made; all times up to it are settled by it
   * @param why it is made
   */
  record Run(Instant time, Why why) implements Due {}

  /**
   * Nothing; the times up to one are settled without a run.
   *
   * @param time the last of them
   */
  record Pass(Instant time, Why why) implements Due {}

  /** How a time was met. */
  enum Why {
    ON_TIME("on time"),
    RUN_WAS_GOING("another run was still going"),
    NOBODY_WAS_THERE("nothing was running to start it");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    /** For messages. */
    public String words() {
      return words;
    }
  }
}
