package dev.prima.core.settings;

/** An enum whose constants are written otherwise than in kebab-case, or are not all there yet. */
public interface Word {
  /** As written in the config. */
  String word();

  /** False for a word that a later version will understand: using it is a problem that says so. */
  default boolean available() {
    return true;
  }
}
