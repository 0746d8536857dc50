package dev.prima.core.landing;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value of a target that no value of SQLite lands as: somebody else wrote it there. Read back it
 * must equal none that lands, and be known again when it is taken away or put back.
 *
 * <p>Its tagged form is a TEXT that begins with NUL, as none does that lands.
 *
 * @param storageClass what stands beside it, in a column of mixed classes; null where there is none
 * @param text as the server writes it
 */
public record Unlanded(@Nullable String storageClass, String text) {
  private static final String NONE = "-";

  /** Of a column that has no class beside it. */
  public Unlanded(String text) {
    this(null, text);
  }

  /** The form in which it travels among values that landed. */
  public byte[] tagged() {
    String whole = '\0' + (storageClass == null ? NONE : storageClass) + '\0' + text;
    return TaggedValue.bytes(StorageClass.TEXT, whole.getBytes(StandardCharsets.UTF_8));
  }

  /** Null where the tagged value is one that landed. */
  public static @Nullable Unlanded of(byte[] tagged) {
    if (tagged.length < 2 || tagged[0] != StorageClass.TEXT.code() || tagged[1] != 0) {
      return null;
    }
    String whole = new String(TaggedValue.bytes(tagged), StandardCharsets.UTF_8);
    int end = whole.indexOf('\0', 1);
    String storageClass = whole.substring(1, end);
    return new Unlanded(storageClass.equals(NONE) ? null : storageClass, whole.substring(end + 1));
  }
}
