package dev.prima.core.config;

import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;

/** What can be wrong with a config; nothing was touched when one of these is thrown. */
public enum ConfigError implements ErrorCode {
  /** Keys or values; the message lists all of them. */
  INVALID("CFG-001"),
  /** The file is absent, cannot be read or is no YAML. */
  UNREADABLE("CFG-002"),
  /** A secret that was there when the config was read has gone. */
  SECRET("CFG-003");

  private final String code;

  ConfigError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.USAGE;
  }
}
