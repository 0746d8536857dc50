package dev.prima.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, in memory, that can be full or read-only. Linux, and root. */
final class ScratchDisk implements AutoCloseable {
  private final Path folder;

  private ScratchDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether one can be made here. */
  static boolean canBeMade() {
    try {
      Path folder = Files.createTempDirectory("prima-scratch");
      try (ScratchDisk disk = of(folder, "size=64k")) {
        return Files.exists(disk.folder);
      } finally {
        Files.delete(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * @param options of mount, such as {@code size=256k}
   */
  static ScratchDisk of(Path folder, String options) {
    run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
    return new ScratchDisk(folder);
  }

  /** Changes the options. */
  void remount(String options) {
    run("mount", "-o", "remount," + options, folder.toString());
  }

  @Override
  public void close() {
    run("umount", "--lazy", folder.toString());
  }

  static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
