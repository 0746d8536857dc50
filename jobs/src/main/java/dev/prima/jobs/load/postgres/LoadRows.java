package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.RowValues;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on the rows of one staged part and their fates. What it returns is valid until it moves.
 * The same part gives the same rows in the same order every time it is opened.
 */
public interface LoadRows extends Closeable {
  /** What becomes of a row in PostgreSQL. */
  enum Action {
    /** Nothing: a duplicate. */
    SKIP,
    /** It is written. */
    LOAD,
    /** It is written in place of the row of the target that has its key. */
    REPLACE,
    /** It lost, and is kept in {@code prima.superseded}. */
    KEEP_SUPERSEDED
  }

  boolean next() throws IOException;

  RowValues row();

  /** The position of the row in its part, by which failures are reported. */
  int rowNumber();

  Action action();

  /** Which of the rows with this content it is, from 1; counts where ids are made from content. */
  int occurrence();

  /** 16 bytes by a key, 32 by content. */
  byte[] identity();

  /** 16 bytes over all that counts when copies are compared. */
  byte[] contentHash();

  /** The content hash of the row of the target that is replaced; null where it is not known. */
  byte @Nullable [] replacedHash();

  /** What {@code legacy_id} becomes where it is not the row's own; UTF-8. */
  byte @Nullable [] legacyId();

  /** The index of the source, as {@link LoadTarget#sourceIds} has it. */
  int source();
}
