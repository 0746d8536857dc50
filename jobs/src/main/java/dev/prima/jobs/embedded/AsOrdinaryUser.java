package dev.prima.jobs.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own without a mapping, root is
 * nobody in particular, yet keeps its files.
 */
final class AsOrdinaryUser {
  private AsOrdinaryUser() {}

  /** What a command must begin with; nothing if this JVM is not root's. */
  static List<String> prefix() {
    try {
      boolean root =
          Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
      return root ? List.of("unshare", "--user") : List.of();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot tell whose process this is", e);
    }
  }
}
