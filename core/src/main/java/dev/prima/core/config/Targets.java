package dev.prima.core.config;

/** Where a command's targets come from, which decides what the config must hold. */
public enum Targets {
  /**
   * From the config: {@code regions.nodes} and {@code global} are required, secrets must be there.
   */
  CONFIGURED,
  /** From the embedded servers: the config may hold neither. */
  EMBEDDED,
  /** Not used: what is there is checked, but may be absent, and so may files and secrets. */
  NONE
}
