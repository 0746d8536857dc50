package dev.prima.core.dialect;

import dev.prima.core.landing.Landing;
import dev.prima.core.landing.TextForm;
import dev.prima.core.schema.StorageClass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column as expressions see it.
 *
 * @param landing how its values stand
 * @param collation empty for {@code BINARY}
 * @param indexed whether expressions must be immutable, for an index
 */
record TypedColumn(
    String name, Landing landing, Affinity affinity, String collation, boolean indexed)
    implements Serializable {
  boolean binary() {
    return collation.isEmpty() || collation.equalsIgnoreCase("BINARY");
  }

  /** The one class of all its values but NULL; null where they are of several. */
  @Nullable StorageClass storageClass() {
    return landing.storageClass();
  }

  /** Whether texts of it compare by a collation. */
  boolean text() {
    return landing.equals(Landing.TEXT) || landing.equals(Landing.MIXED);
  }

  /** Whether its original value comes from a function that no index takes. */
  boolean formatted() {
    return landing.form() instanceof TextForm;
  }

  /** This, for the expressions of an index. */
  TypedColumn forIndex() {
    return new TypedColumn(name, landing, affinity, collation, true);
  }
}
