package dev.prima.core.run;

/** What became of a row that was read; each row has exactly one. */
public enum Fate {
  /** It stands in every target it belongs to, since this run. */
  LOADED,
  /** Equal to a row already taken, in this run or already in the target. */
  DUPLICATE,
  /** Lost to a better copy; kept for audit. */
  SUPERSEDED,
  /** Left out by a rule of the config. */
  SKIPPED,
  /** No target can hold it as it is; kept whole with the reason. */
  REJECTED,
  /** The target refused it. */
  FAILED
}
