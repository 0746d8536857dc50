package dev.prima.core.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What the rows of a table say of how much two entities of the shard map belong together; a row is
 * an edge between them.
 */
public sealed interface Edges extends java.io.Serializable {
  /** The column that names one end; the row is placed with it. */
  String first();

  /** The column that names the other. */
  String second();

  /** By an expression over the row; the weights of several rows of a pair add up. */
  record Weighted(String first, String second, WeightExpression weight) implements Edges {}

  /**
   * By what resonance looks at, a column for each.
   *
   * @param strength 0..1
   * @param trust 0..1
   * @param compatibility 0..1
   * @see "core/docs/resharding.md, The weight of an edge"
   */
  record Resonance(
      String first,
      String second,
      String strength,
      String interactions,
      String trust,
      String compatibility)
      implements Edges {}

  /** Each row is one exchange, from the first to the second, at the time that ranks it. */
  record Exchange(String first, String second) implements Edges {}

  /** Of this kind; null for another. */
  default <T extends Edges> @Nullable T as(Class<T> kind) {
    return kind.isInstance(this) ? kind.cast(this) : null;
  }
}
