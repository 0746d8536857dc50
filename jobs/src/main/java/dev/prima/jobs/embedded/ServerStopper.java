package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Ends servers: told all at once, awaited one by one. A process that is not ours is left alone. */
final class ServerStopper {
  private static final Duration HALT_LIMIT = Duration.ofSeconds(30);

  private final StateFile state;
  private final Consumer<String> progress;

  ServerStopper(StateFile state, Consumer<String> progress) {
    this.state = state;
    this.progress = progress;
  }

  /** Lets them write down what they hold; returns the names of those that ran. */
  List<String> stop(List<EmbeddedServer> servers) throws IOException {
    Map<EmbeddedServer, ServerProcess> running = running(servers);
    for (Map.Entry<EmbeddedServer, ServerProcess> one : running.entrySet()) {
      one.getValue().signal(one.getKey().shutdown().signal());
    }
    List<EmbeddedServer> stubborn = new ArrayList<>();
    for (Map.Entry<EmbeddedServer, ServerProcess> one : running.entrySet()) {
      if (one.getValue().awaitEnd(one.getKey().shutdown().limit())) {
        stopped(one.getKey());
      } else {
        progress.accept(one.getKey().name() + " does not stop in time; ending it at once");
        stubborn.add(one.getKey());
      }
    }
    halt(stubborn);
    return names(running);
  }

  /** Ends them at once; what was committed is recovered at their next start. */
  List<String> halt(List<EmbeddedServer> servers) throws IOException {
    Map<EmbeddedServer, ServerProcess> running = running(servers);
    for (Map.Entry<EmbeddedServer, ServerProcess> one : running.entrySet()) {
      one.getValue().signal(one.getKey().haltSignal());
    }
    for (Map.Entry<EmbeddedServer, ServerProcess> one : running.entrySet()) {
      if (!one.getValue().awaitEnd(HALT_LIMIT)) {
        throw new PrimaException(
            EmbeddedError.NOT_STOPPED,
            "Embedded server "
                + one.getKey().name()
                + " (process "
                + one.getValue().pid()
                + ") does not end; look at it with `ps`, end it by hand, then stop again");
      }
      stopped(one.getKey());
    }
    return names(running);
  }

  private Map<EmbeddedServer, ServerProcess> running(List<EmbeddedServer> servers)
      throws IOException {
    ServicesState now = state.read();
    Map<EmbeddedServer, ServerProcess> running = new LinkedHashMap<>();
    for (EmbeddedServer server : servers) {
      Optional<ServicesState.Entry> entry = now.entry(server.name());
      if (entry.isPresent()) {
        entry.get().alive().ifPresent(process -> running.put(server, process));
      }
    }
    return running;
  }

  private void stopped(EmbeddedServer server) throws IOException {
    List<Integer> ports =
        state.read().entry(server.name()).map(ServicesState.Entry::ports).orElse(List.of());
    state.update(s -> s.with(new ServicesState.Entry(server.name(), ports, null, false)));
    progress.accept(server.name() + " has stopped");
  }

  private static List<String> names(Map<EmbeddedServer, ServerProcess> running) {
    return running.keySet().stream().map(EmbeddedServer::name).toList();
  }
}
