package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Reads from a server's logs why it did not come up. */
final class StartFailure {
  private StartFailure() {}

  /**
   * The error to throw; it names the logs and shows their last lines.
   *
   * @param what the server, and how it failed
   */
  static PrimaException of(String what, List<ServerLog> logs) throws IOException {
    StringBuilder shown = new StringBuilder();
    for (ServerLog log : logs) {
      shown.append(log.tail());
    }
    EmbeddedError error = cause(shown.toString());
    String files = logs.stream().map(l -> l.file().toString()).collect(Collectors.joining(", "));
    return new PrimaException(
        error,
        "Embedded server "
            + what
            + lastWords(shown.toString())
            + ": "
            + advice(error)
            + "; its log is "
            + files
            + shown);
  }

  /** The last line of the logs, where one line is all that somebody shows of an error. */
  private static String lastWords(String shown) {
    return shown.isBlank()
        ? ", and its log is empty"
        : ", last saying \"" + shown.substring(shown.lastIndexOf('|') + 1).strip() + '"';
  }

  private static EmbeddedError cause(String log) {
    if (log.contains("No space left on device")) {
      return EmbeddedError.DISK_FULL;
    }
    if (log.contains("unshare: ")) {
      return EmbeddedError.ROOT_REFUSED;
    }
    if (log.contains("Address already in use") || log.contains("is in use by another process")) {
      return EmbeddedError.PORT_LOST;
    }
    if (log.contains("is not a database cluster directory")
        || log.contains("database files are incompatible")
        || log.contains("could not locate a valid checkpoint record")
        || log.contains("could not open file \"global/")
        || log.contains("CommitLogReadException")
        || log.contains("CorruptSSTableException")) {
      return EmbeddedError.BROKEN_FOLDER;
    }
    return EmbeddedError.NOT_READY;
  }

  private static String advice(EmbeddedError error) {
    return switch (error) {
      case DISK_FULL -> "the disk is full; free some space and start again";
      case ROOT_REFUSED ->
          "PostgreSQL does not run as root, and this machine forbids root a user namespace"
              + " (unshare --user); start as another user";
      case PORT_LOST -> "another program took its port; start again";
      case BROKEN_FOLDER ->
          "its data is damaged; save what you need of it, then run `services stop --delete` and"
              + " start again";
      case NO_BINARIES, NOT_BUILT, NOT_READY, NOT_STOPPED, FOLDER_ACCESS ->
          "the reason should stand in its log; data of these servers can be made anew with `services"
              + " stop --delete`";
    };
  }
}
