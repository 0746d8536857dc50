package dev.prima.core.dialect;

import dev.prima.core.schema.StorageClass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column as expressions see it.
 *
 * @param storageClass the one class of all its values but NULL; null where they are mixed
 * @param collation empty for {@code BINARY}
 */
public record TypedColumn(
    String name, @Nullable StorageClass storageClass, Affinity affinity, String collation)
    implements Serializable {
  boolean binary() {
    return collation.isEmpty() || collation.equalsIgnoreCase("BINARY");
  }
}
