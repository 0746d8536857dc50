package dev.prima.core.mapping;

/** What a rule may do to a value beyond checking it against the type of its column. */
public enum Conversion {
  NONE,
  /** Integers are epochs, declared in seconds. */
  SECONDS,
  /** Integers are epochs, declared in milliseconds. */
  MILLISECONDS,
  /** A share of 0..1 becomes a percentage, by moving the decimal point. */
  FRACTION_TO_PERCENT,
  /** A BLOB in a text column is kept as Base64. */
  BASE64,
  /**
   * An id of any class is kept as text; counts as no conversion, for the id itself is not content.
   */
  LEGACY_ID
}
