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
  private static final int PORT_ATTEMPTS = 3;
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
    if (running != null) {
      if (!last.ready()) {
        awaitReady(server, running, last.ports());
      }
      return;
    }
    List<Integer> wanted = last.ports();
    for (int attempt = 1; ; attempt++) {
      try {
        start(server, ports.choose(server.portCount(), wanted));
        return;
      } catch (PrimaException e) {
        if (e.error() != EmbeddedError.PORT_LOST || attempt == PORT_ATTEMPTS) {
          throw e;
        }
        progress.accept("Another program took the port of " + server.name() + "; trying others");
        wanted = List.of();
      }
    }
  }

  private void start(EmbeddedServer server, List<Integer> chosen)
      throws IOException, InterruptedException {
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
    ServerProcess process =
        ServerProcess.of(child.pid(), server.marker()).orElseThrow(() -> ended(server));
    state.update(s -> s.with(new ServicesState.Entry(server.name(), chosen, process, false)));
    awaitReady(server, process, chosen);
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s is ready on port %d (%.1f s)",
            server.name(),
            chosen.get(0),
            (System.nanoTime() - begin) / 1e9));
  }

  private void awaitReady(EmbeddedServer server, ServerProcess process, List<Integer> chosen)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!server.ready(chosen)) {
      if (!process.isAlive()) {
        throw ended(server);
      }
      if (System.nanoTime() > deadline) {
        throw StartFailure.of(
            server.name() + " is not ready after " + LIMIT.toSeconds() + " s", server.logs());
      }
      Thread.sleep(PAUSE.toMillis());
    }
    state.update(s -> s.with(new ServicesState.Entry(server.name(), chosen, process, true)));
  }

  private static PrimaException ended(EmbeddedServer server) {
    try {
      return StartFailure.of(server.name() + " ended while it started", server.logs());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
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
