package dev.prima.core.mapping;

import dev.prima.core.landing.Landing;
import org.jspecify.annotations.Nullable;

/**
 * A column of a target table.
 *
 * @param notNull whether the target refuses NULL; a row without a value is rejected
 * @param content whether it counts when two copies are compared; ids that are made and ids that are
 *     kept for lineage only do not
 * @param landing how values that travel {@linkplain ColumnType#TAGGED tagged} stand in PostgreSQL;
 *     null of other types
 */
public record TargetColumn(
    String name, ColumnType type, boolean notNull, boolean content, @Nullable Landing landing)
    implements java.io.Serializable {

  /** One of a type of its own; of a tagged one, values of all classes. */
  public TargetColumn(String name, ColumnType type, boolean notNull, boolean content) {
    this(name, type, notNull, content, type == ColumnType.TAGGED ? Landing.MIXED : null);
  }

  /** This, of values of any class that stand so. */
  public TargetColumn landingAs(Landing other) {
    return new TargetColumn(name, ColumnType.TAGGED, notNull, content, other);
  }

  /** How the values of a tagged column stand. */
  public Landing landed() {
    if (landing == null) {
      throw new IllegalStateException(name + " has a type of its own");
    }
    return landing;
  }
}
