package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.RowValues;
import org.jspecify.annotations.Nullable;

/** What {@link CopyEncoder} asks of a row. */
public interface EncodedRow {
  RowValues row();

  /** The position of the row in its part, by which failures are reported. */
  int rowNumber();

  /** Which of the rows with this content it is, from 1; counts where ids are made from content. */
  int occurrence();

  /** 16 bytes by a key, 32 by content. */
  byte[] identity();

  /** What {@code legacy_id} becomes where it is not the row's own; UTF-8. */
  byte @Nullable [] legacyId();
}
