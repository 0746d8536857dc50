package dev.prima.core.settings;

/** A group with rules that no single key can check. */
public interface Checked {
  /**
   * Adds what is wrong. Called once, after the keys were read; a key that could not be read holds a
   * stand-in, and problems about it are dropped.
   */
  void check(Findings findings);
}
