package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Says what an error of SQLite means to whoever owns the file. */
final class SqliteFailures {
  private SqliteFailures() {}

  /** Makes the error for a full disk. */
  interface Full {
    PrimaException error() throws IOException;
  }

  static PrimaException explain(Path source, SQLException e, Full full) {
    String code = e instanceof SQLiteException s ? s.getResultCode().name() : "";
    if (!Files.exists(source)) {
      return new PrimaException(
          SourceError.VANISHED, "Source " + source + " is gone since the run began; try again", e);
    }
    if (code.equals("SQLITE_FULL") || code.equals("SQLITE_IOERR_WRITE")) {
      try {
        return full.error();
      } catch (IOException io) {
        e.addSuppressed(io);
      }
    }
    if (isDamage(e)) {
      return of(
          SourceError.DAMAGED,
          source,
          "is damaged ("
              + code
              + "); take it from a backup, or set source.salvage to read what is left",
          e);
    }
    if (code.equals("SQLITE_NOTADB")) {
      return of(SourceError.NOT_SQLITE, source, "is not a SQLite 3 file, or is encrypted", e);
    }
    if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
      return of(
          SourceError.BUSY,
          source,
          "was locked by another program for too long (" + code + "); try again later",
          e);
    }
    return of(
        SourceError.UNREADABLE, source, "cannot be read (" + code + " " + e.getMessage() + ")", e);
  }

  /** Whether an error says that the file is not as SQLite left it. */
  static boolean isDamage(SQLException e) {
    String code = e instanceof SQLiteException s ? s.getResultCode().name() : "";
    return code.startsWith("SQLITE_CORRUPT") || code.equals("SQLITE_IOERR_SHORT_READ");
  }

  private static PrimaException of(
      SourceError error, Path source, String what, SQLException cause) {
    return new PrimaException(error, "Source " + source + " " + what, cause);
  }
}
