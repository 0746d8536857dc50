package dev.prima.jobs.run;

import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.embedded.ServerFaults;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk of its own under a folder of an embedded server, which is killed and started again when it
 * is put there, and when it is taken away.
 */
final class ServerDisk implements AutoCloseable {
  private static final String ROOMY = "size=4g,mode=700";
  private static final long KILOBYTE = 1_024;

  private final ServerFaults server;
  private final Path folder;
  private final ScratchDisk disk;

  private ServerDisk(ServerFaults server, Path folder, ScratchDisk disk) {
    this.server = server;
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * @param folder of the server's own, such as {@code data/pg_wal}
   */
  static ServerDisk under(String name, String folder) throws Exception {
    ServerFaults server = EmbeddedStores.faults(name);
    down(server);
    Path place = server.services().resolve(name).resolve(folder);
    Path before = aside(place);
    Files.move(place, before);
    Files.createDirectory(place);
    ScratchDisk disk = ScratchDisk.of(place, ROOMY);
    try {
      copy(before, place);
      ScratchDisk.run("rm", "-r", before.toString());
      EmbeddedStores.restart();
      return new ServerDisk(server, place, disk);
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  /** Leaves no more room than this. */
  void fill(long kilobytes) {
    fill(folder, disk, kilobytes);
  }

  /** Leaves no more room than this on a disk that is mounted here. */
  static void fill(Path folder, ScratchDisk disk, long kilobytes) {
    try {
      FileStore store = Files.getFileStore(folder);
      long used = (store.getTotalSpace() - store.getUsableSpace()) / KILOBYTE;
      disk.remount("size=" + (used + kilobytes) + "k");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Makes room, and starts the server again where it has ended. */
  void makeRoom() {
    disk.remount(ROOMY);
    EmbeddedStores.restart();
  }

  @Override
  public void close() throws Exception {
    disk.remount(ROOMY);
    down(server);
    Path after = aside(folder);
    copy(folder, after);
    disk.close();
    Files.delete(folder);
    Files.move(after, folder);
    EmbeddedStores.restart();
  }

  private static void down(ServerFaults server) throws InterruptedException {
    if (server.isThere()) {
      server.kill();
    }
    while (server.isThere()) {
      Thread.sleep(20);
    }
  }

  private static Path aside(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".aside");
  }

  private static void copy(Path from, Path to) {
    ScratchDisk.run("cp", "-a", from + "/.", to.toString());
  }
}
