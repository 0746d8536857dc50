package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts one server after another's port is settled: makes its data, runs it in a session of its
 * own, writes down its process before anything else can go wrong, and waits until it serves.
 * Several threads may start servers at once.
 */
final class ServerStarter {
  private static final int ATTEMPTS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final StateFile state;
  private final LoopbackPorts ports = new LoopbackPorts();
  private final Consumer<String> progress;
  private final List<EmbeddedServer> started = new ArrayList<>();

  ServerStarter(StateFile state, Consumer<String> progress) {
    this.state = state;
    this.progress = progress;
  }

  /** Those that were not running before, in the order of their starts. */
  List<EmbeddedServer> started() {
    synchronized (started) {
      return List.copyOf(started);
    }
  }

  /** Returns when the server is ready; one that runs already is left as it is. */
  void bringUp(EmbeddedServer server) throws IOException, InterruptedException {
    ServicesState.Entry last =
        state
            .read()
            .entry(server.name())
            .orElse(new ServicesState.Entry(server.name(), List.of(), null, false));
    ServerProcess running = last.alive().orElse(null);
    if (running != null && last.ready()) {
      if (running.isRunning()) {
        return;
      }
      running.awaitEnd(LIMIT); // It still holds its ports and files.
      running = null;
    }
    List<Integer> wanted = last.ports();
    for (int attempt = 1; ; attempt++) {
      try {
        if (running != null) {
          awaitReady(server, running, last.ports(), running::isAlive);
        } else {
          start(server, ports.choose(server.portCount(), wanted));
        }
        return;
      } catch (EndedEarly e) {
        PrimaException cause = e.failure();
        if (attempt == ATTEMPTS || !mayPass(cause)) {
          throw cause;
        }
        progress.accept(cause.getMessage() + "\nTrying again, on another port");
        wanted = List.of();
        running = null;
      }
    }
  }

  /** Whether another attempt may succeed: a port can be had elsewhere, a full disk stays full. */
  private static boolean mayPass(PrimaException cause) {
    return cause.error() == EmbeddedError.PORT_LOST || cause.error() == EmbeddedError.NOT_READY;
  }

  private void start(EmbeddedServer server, List<Integer> chosen)
      throws IOException, InterruptedException, EndedEarly {
    long begin = System.nanoTime();
    Files.createDirectories(server.folder());
    server.prepare(chosen);
    server.output().rotate();
    synchronized (started) {
      started.add(server);
    }
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(server.command(chosen));
    Process child = spawn(command, server.folder(), server.output().file());
    ServerProcess process = ServerProcess.of(child.pid(), server.marker()).orElse(null);
    if (process == null) {
      throw ended(server, "status " + child.waitFor());
    }
    state.update(s -> s.with(new ServicesState.Entry(server.name(), chosen, process, false)));
    try {
      // A child of ours is asked itself: its command line changes while programs replace each
      // other, and is empty in between.
      awaitReady(server, process, chosen, child::isAlive);
    } catch (EndedEarly e) {
      throw ended(server, "status " + child.waitFor());
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s is ready on port %d (%.1f s)",
            server.name(),
            chosen.get(0),
            (System.nanoTime() - begin) / 1e9));
  }

  private interface Liveness {
    boolean now() throws IOException;
  }

  private void awaitReady(
      EmbeddedServer server, ServerProcess process, List<Integer> chosen, Liveness alive)
      throws IOException, InterruptedException, EndedEarly {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!server.ready(chosen)) {
      if (!alive.now()) {
        throw ended(server, "its status is not known");
      }
      if (System.nanoTime() > deadline) {
        throw StartFailure.of(
            server.name() + " is not ready after " + LIMIT.toSeconds() + " s", server.logs());
      }
      Thread.sleep(PAUSE.toMillis());
    }
    state.update(s -> s.with(new ServicesState.Entry(server.name(), chosen, process, true)));
  }

  private static EndedEarly ended(EmbeddedServer server, String status) throws IOException {
    return new EndedEarly(
        StartFailure.of(server.name() + " ended while it started (" + status + ")", server.logs()));
  }

  /** The process of a server ended before it was ready. */
  private static final class EndedEarly extends Exception {
    private static final long serialVersionUID = 1L;

    private final PrimaException failure;

    EndedEarly(PrimaException failure) {
      super(failure);
      this.failure = failure;
    }

    PrimaException failure() {
      return failure;
    }
  }

  /**
   * Runs a command that holds nothing of ours: no stream, no folder, none of the settings in the
   * environment that are meant for us. Programs before it that replace themselves by it ({@code
   * setsid}: a session of its own, which a Ctrl-C does not reach; {@code unshare}) leave it their
   * process id.
   */
  static Process spawn(List<String> command, Path folder, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(ServerStarter::meantForOthers);
    environment.put("LC_ALL", "C");
    return builder.start();
  }

  private static boolean meantForOthers(String variable) {
    return variable.startsWith("PG")
        || variable.startsWith("CASSANDRA")
        || variable.startsWith("LC_")
        || variable.equals("LANG")
        || variable.equals("JDK_JAVA_OPTIONS")
        || variable.equals("JAVA_TOOL_OPTIONS");
  }
}
