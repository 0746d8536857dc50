package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
  private static final int MEGABYTES = 1_000;
  private static final String MARKER = "bs=" + MEGABYTES + "M";
  private static final int PAGES_PER_MEGABYTE = 256;
  private static final int ATTEMPTS = 30;

  /** A process with much memory takes a while to end: without a command line, not yet a zombie. */
  @Test
  void aKilledProcessIsThereForAWhileButDoesNotRun() throws Exception {
    boolean seenEnding = false;
    // Its end may fall between two looks at it.
    for (int attempt = 0; attempt < ATTEMPTS && !seenEnding; attempt++) {
      seenEnding = killedProcessIsSeenEnding();
    }
    assertThat(seenEnding).as("it was there although it did not run").isTrue();
  }

  /** Threads end one by one, and the first one, whose state is told, need not be the last. */
  @Test
  void aProcessHasEndedWithItsLastThread() {
    String left = "4711 (java) Z 1 4711 4711 0 -1 4227084 130 0 0 0 0 0 0 0 20 0 %d 0 4055851 0 0";
    assertThat(ServerProcess.ended(ServerProcess.fields(left.formatted(2)))).isFalse();
    assertThat(ServerProcess.ended(ServerProcess.fields(left.formatted(1)))).isTrue();
    assertThat(ServerProcess.ended(ServerProcess.fields(""))).isTrue();
  }

  private static boolean killedProcessIsSeenEnding() throws Exception {
    Process child = new ProcessBuilder("dd", "if=/dev/zero", "of=/dev/null", MARKER).start();
    try {
      ServerProcess process = ServerProcess.of(child.pid(), MARKER).orElseThrow();
      while (residentMegabytes(child.pid()) < MEGABYTES) {
        Thread.sleep(20);
      }
      assertThat(process.isRunning()).isTrue();
      child.destroyForcibly();
      boolean seenEnding = false;
      while (process.isAlive()) {
        if (hasNoCommandLine(child.pid())) {
          assertThat(process.isRunning()).isFalse();
          seenEnding |= process.isAlive();
        }
      }
      assertThat(process.isRunning()).isFalse();
      return seenEnding;
    } finally {
      child.destroyForcibly();
    }
  }

  private static long residentMegabytes(long pid) throws IOException {
    String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ");
    return Long.parseLong(pages[1]) / PAGES_PER_MEGABYTE;
  }

  private static boolean hasNoCommandLine(long pid) {
    try {
      return Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")).length == 0;
    } catch (IOException e) {
      return false; // It has ended meanwhile.
    }
  }
}
