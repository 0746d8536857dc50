package dev.prima.core.landing;

import dev.prima.core.schema.StorageClass;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column write moments, so that each comes back as it was. Moments are
 * microseconds since 1970-01-01 as the value writes them: a zone is part of the form, nothing is
 * shifted by it. Immutable.
 */
public sealed interface TimeForm extends Serializable permits TextForm, NumberForm {
  /** What no moment is. */
  long NONE = Long.MIN_VALUE;

  /** Year 1, the first that PostgreSQL and all forms write alike. */
  long FIRST = -62_135_596_800_000_000L;

  /** The last microsecond of year 9999. */
  long LAST = 253_402_300_799_999_999L;

  /** The name by which {@link #of} finds it, for people too. */
  String title();

  /** The class of all values; null where whole ones are INTEGER and the others REAL. */
  @Nullable StorageClass storageClass();

  /**
   * The moment of a tagged value; {@link #NONE} where the value is not of this form.
   *
   * @param offset where the tag stands
   * @param length with the tag
   */
  long micros(byte[] tagged, int offset, int length);

  /** The tagged value of a moment that has one. */
  byte[] tagged(long micros);

  /** SQL of PostgreSQL that gives the original value of a {@code timestamp}. */
  String original(String column);

  /** The form of this title; empty where there is none. */
  static Optional<TimeForm> of(String title) {
    for (NumberForm form : NumberForm.values()) {
      if (form.title().equals(title)) {
        return Optional.of(form);
      }
    }
    return TextForm.parse(title).map(form -> form);
  }
}
