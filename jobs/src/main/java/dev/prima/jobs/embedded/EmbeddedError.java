package dev.prima.jobs.embedded;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can go wrong with the embedded servers. */
public enum EmbeddedError implements ErrorCode {
  /** There are no server binaries for this operating system and processor. */
  NO_BINARIES("EMB-001"),
  /** The project's folder or a part that its build makes is not there. */
  NOT_BUILT("EMB-002"),
  /** Every port that was chosen had been taken by another program when the server opened it. */
  PORT_LOST("EMB-003"),
  /** A server ended or gave no sign of life while it started. */
  NOT_READY("EMB-004"),
  /** The folder holds something that is not, or no longer, what these servers had left there. */
  BROKEN_FOLDER("EMB-005"),
  DISK_FULL("EMB-006"),
  /** PostgreSQL refuses root, and this machine forbids the user namespace that would help. */
  ROOT_REFUSED("EMB-007"),
  /** A server is still running although it was told to stop. */
  NOT_STOPPED("EMB-008"),
  /** The services' folder cannot be read or written. */
  FOLDER_ACCESS("EMB-009");

  private final String code;

  EmbeddedError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.EXTERNAL;
  }
}
