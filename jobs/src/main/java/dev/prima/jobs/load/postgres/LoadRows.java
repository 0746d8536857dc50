package dev.prima.jobs.load.postgres;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on the rows of one staged part and their fates. What it returns is valid until it moves.
 * The same part gives the same rows in the same order every time it is opened.
 */
public interface LoadRows extends EncodedRow, Closeable {
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

  Action action();

  /** 16 bytes over all that counts when copies are compared. */
  byte[] contentHash();

  /** The content hash of the row of the target that is replaced; null where it is not known. */
  byte @Nullable [] replacedHash();

  /** The index of the source, as {@link LoadTarget#sourceIds} has it. */
  int source();
}
