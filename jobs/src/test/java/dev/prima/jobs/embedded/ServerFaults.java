package dev.prima.jobs.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What can happen to one of the embedded servers, with all its processes: those that serve sessions
 * go on for a while where only the first of them is hurt.
 */
public record ServerFaults(Path services, String server) {
  /** Ends it as a power cut would. */
  public void kill() {
    signal("KILL");
  }

  /** Stops it without ending it: its sockets stay open, and nobody answers. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void goOn() {
    signal("CONT");
  }

  /** Whether it runs, paused or not. */
  public boolean isThere() {
    try {
      return new StateFile(services).read().entry(server).orElseThrow().alive().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    try {
      ServerProcess first =
          new StateFile(services).read().entry(server).orElseThrow().alive().orElseThrow();
      List<String> command = new ArrayList<>(List.of("kill", "-" + name, first.pid() + ""));
      ProcessHandle.of(first.pid())
          .ifPresent(p -> p.descendants().forEach(child -> command.add(child.pid() + "")));
      Process kill = new ProcessBuilder(command).start();
      // Sessions come and go: one that has ended meanwhile needs no signal.
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("kill does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
