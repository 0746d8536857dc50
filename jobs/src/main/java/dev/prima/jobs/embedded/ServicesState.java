package dev.prima.jobs.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code services.json} holds: which processes serve, and for whom.
 *
 * @param keep true once {@code services start} was called: the servers run until they are told to
 *     stop, not only as long as commands use them
 * @param users commands that use the servers now; one that was killed still stands here
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ServicesState(boolean keep, List<ServerProcess> users, List<Entry> servers) {
  static final ServicesState EMPTY = new ServicesState(false, List.of(), List.of());

  /**
   * One server.
   *
   * @param ports those of the last start, taken again where they are free
   * @param process null once it was stopped
   * @param ready false while it starts
   */
  record Entry(String name, List<Integer> ports, @Nullable ServerProcess process, boolean ready) {
    /** True if it was ready and still can serve. */
    boolean serves() throws IOException {
      return ready && process != null && process.isRunning();
    }

    /** The process, if it is still there. */
    Optional<ServerProcess> alive() throws IOException {
      return process != null && process.isAlive() ? Optional.of(process) : Optional.empty();
    }
  }

  Optional<Entry> entry(String name) {
    return servers.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** With this entry in the place of the one of the same name. */
  ServicesState with(Entry changed) {
    List<Entry> all = new ArrayList<>(servers);
    all.removeIf(e -> e.name().equals(changed.name()));
    all.add(changed);
    return new ServicesState(keep, users, List.copyOf(all));
  }

  ServicesState kept() {
    return new ServicesState(true, users, servers);
  }

  ServicesState withUser(ServerProcess user) {
    List<ServerProcess> all = new ArrayList<>(users);
    all.add(user);
    return new ServicesState(keep, List.copyOf(all), servers);
  }

  /** Without one use by {@code user}, and without those that have ended without saying so. */
  ServicesState withoutUser(ServerProcess user) throws IOException {
    List<ServerProcess> left = new ArrayList<>(users);
    left.remove(user);
    List<ServerProcess> alive = new ArrayList<>();
    for (ServerProcess other : left) {
      if (other.isAlive()) {
        alive.add(other);
      }
    }
    return new ServicesState(keep, List.copyOf(alive), servers);
  }

  /** Nobody needs the servers. */
  boolean idle() {
    return !keep && users.isEmpty();
  }
}
