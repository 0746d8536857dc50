package dev.prima.jobs.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process of one boot of this machine. Process ids are given anew once their owner has ended,
 * so the id alone proves nothing: the start time in clock ticks since boot (field 22 of {@code
 * /proc/PID/stat}, which no clock adjustment moves), the boot's id and a text of the command line
 * must agree, else the process is not ours and is neither waited for nor signalled.
 *
 * @param marker a text that stands in the command line, empty for any
 */
record ServerProcess(long pid, long startTicks, String bootId, String marker) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int STATE = 0;
  private static final int FLAGS = 6;
  private static final int THREADS = 17;
  private static final int START_TIME = 19;

  /** The kernel's flag of a process that is being taken down (PF_EXITING in linux/sched.h). */
  private static final long EXITING = 0x4;

  /** The running process with this id; empty if it has ended already. */
  static Optional<ServerProcess> of(long pid, String marker) throws IOException {
    String[] stat = stat(pid);
    return ended(stat)
        ? Optional.empty()
        : Optional.of(
            new ServerProcess(pid, Long.parseLong(stat[START_TIME]), currentBoot(), marker));
  }

  /** This JVM. */
  static ServerProcess self() throws IOException {
    return of(ProcessHandle.current().pid(), "").orElseThrow();
  }

  /** True while exactly this process is there, ending or not. */
  boolean isAlive() throws IOException {
    String[] stat = stat(pid);
    return !ended(stat)
        && Long.parseLong(stat[START_TIME]) == startTicks
        && currentBoot().equals(bootId)
        && isOurs(commandLine());
  }

  /**
   * True while this process can serve. One that was killed is there for some time yet, with neither
   * memory nor command line: its ports may be taken still, but nobody answers there.
   */
  boolean isRunning() throws IOException {
    String[] stat = stat(pid);
    return !ended(stat) && (Long.parseLong(stat[FLAGS]) & EXITING) == 0 && isAlive();
  }

  /**
   * While a program replaces itself by another, as setsid does, it has no command line; nor has one
   * that is ending.
   */
  private boolean isOurs(String commandLine) {
    return commandLine.isEmpty() || commandLine.contains(marker);
  }

  /** Sends a signal, {@code INT} for instance, if this process still runs. */
  void signal(String name) throws IOException {
    if (!isAlive()) {
      return;
    }
    // ProcessHandle knows TERM and KILL only; kill is built into every sh.
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      kill.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until this process has ended; false if it still runs after {@code limit}. */
  boolean awaitEnd(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !isAlive();
      }
    }
    return true;
  }

  private String commandLine() throws IOException {
    return read(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
  }

  private static String currentBoot() throws IOException {
    return read(BOOT_ID).trim();
  }

  /** A zombie that counts more threads than itself has not: they hold ports and files still. */
  static boolean ended(String[] stat) {
    return stat.length <= START_TIME
        || stat[STATE].equals("X")
        || stat[STATE].equals("Z") && Integer.parseInt(stat[THREADS]) <= 1;
  }

  /** The fields after the program's name, which may itself hold spaces and parentheses. */
  private static String[] stat(long pid) throws IOException {
    return fields(read(Path.of("/proc/" + pid + "/stat")));
  }

  static String[] fields(String line) {
    return line.substring(line.lastIndexOf(')') + 1).trim().split(" ");
  }

  /** Empty if the process ended before or while it was read (ESRCH has no exception of its own). */
  private static String read(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return "";
      }
      throw e;
    }
  }
}
