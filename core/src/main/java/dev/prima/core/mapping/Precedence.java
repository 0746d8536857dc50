package dev.prima.core.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides between copies of a row that differ: higher love, then higher benefit, then later
 * time; after these the smaller content hash and the smaller source path, which whoever orders the
 * copies adds.
 *
 * <p>Benefit and time are lists of alternatives: the first one of whose columns any has a value
 * counts, benefit as the sum of those values, time as the latest. What is missing or not a number
 * ranks lowest; so does a love outside 0..100.
 *
 * @see "LEGACY.md, When copies disagree; DESIGN.md, Identity and precedence"
 */
public record Precedence(@Nullable String love, List<List<String>> benefit, List<List<String>> time)
    implements java.io.Serializable {
  /** No column decides: hash and path do. */
  public static final Precedence NONE = new Precedence(null, List.of(), List.of());

  /** Ranks below every real number. */
  public static final double LOWEST = Double.NEGATIVE_INFINITY;

  /** Ranks below every time. */
  public static final long EARLIEST = Long.MIN_VALUE;

  public Precedence {
    benefit = benefit.stream().map(List::copyOf).toList();
    time = time.stream().map(List::copyOf).toList();
  }
}
