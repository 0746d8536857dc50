package dev.prima.jobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells everybody of the processes of this machine. */
final class Processes {
  private Processes() {}

  /** The words of a process's {@code cmdline} or {@code environ}; none where it has ended. */
  static List<String> words(long id, String what) {
    try {
      byte[] all = Files.readAllBytes(Path.of("/proc", Long.toString(id), what));
      return List.of(new String(all, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Of all processes, each in one line. */
  static List<String> commandLines() {
    try (var all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid).map(id -> String.join(" ", words(id, "cmdline"))).toList();
    }
  }
}
