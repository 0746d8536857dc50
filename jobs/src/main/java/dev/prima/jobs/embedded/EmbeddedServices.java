package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Three PostgreSQL servers, {@code east} (the home node), {@code center} and {@code west}, and one
 * Cassandra node, in one folder: data, settings, logs, and {@code services.json} with their
 * processes. They listen on loopback only, trust whoever comes from there, and live on after the
 * JVM that started them; their data stays until {@link #delete}, their ports stay where they can.
 *
 * <p>Starting and stopping is done by one at a time, across threads and JVMs; {@link #status} waits
 * for nobody. Processes are told by id, start time and command line, never by name. Progress comes
 * in lines meant for people, from several threads.
 *
 * <p>Errors are {@link PrimaException}s with an {@link EmbeddedError}; a start that fails stops
 * what it had started itself and leaves data as it is.
 */
public final class EmbeddedServices {
  static final String HOST = "127.0.0.1";

  private static final int ATTEMPTS = 2;

  /** The names of the region nodes, the home node's first. */
  public static final List<String> REGION_NODES = List.of("east", "center", "west");

  private final Path folder;
  private final Path home;
  private final StateFile state;

  private EmbeddedServices(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
    this.state = new StateFile(folder);
  }

  /**
   * @param folder where the servers live; made at the first start
   * @param home the project's folder, built
   */
  public static EmbeddedServices in(Path folder, Path home) {
    return new EmbeddedServices(
        folder.toAbsolutePath().normalize(), home.toAbsolutePath().normalize());
  }

  /**
   * Those of this project: {@code work/services} of the folder in system property {@code
   * prima.home}, which scripts/prima sets; {@code prima.services} names another folder.
   */
  public static EmbeddedServices ofProject() {
    @Nullable String home = System.getProperty("prima.home");
    if (home == null) {
      throw new PrimaException(
          EmbeddedError.NOT_BUILT,
          "Embedded servers need the project's folder (system property prima.home), which is not"
              + " set; start with scripts/prima or scripts/submit, or use servers of your own with"
              + " --config");
    }
    @Nullable String services = System.getProperty("prima.services");
    return in(
        services == null ? Path.of(home, "work", "services") : Path.of(services), Path.of(home));
  }

  /** A region node; {@code jdbcUrl} names the user too and needs nothing else. */
  public record PostgresServer(
      String name, String host, int port, String database, String user, String jdbcUrl) {}

  /** The global store. */
  public record CassandraServer(String host, int port, String datacenter) {}

  /** The whole set. */
  public record Addresses(List<PostgresServer> postgres, CassandraServer cassandra) {}

  /** What of the set is ready now: the home node first, {@code cassandra} null while it is not. */
  public record Status(List<PostgresServer> postgres, @Nullable CassandraServer cassandra) {
    /** The addresses, if all servers are ready. */
    public Optional<Addresses> complete() {
      return postgres.size() == REGION_NODES.size() && cassandra != null
          ? Optional.of(new Addresses(postgres, cassandra))
          : Optional.empty();
    }
  }

  /** The servers for as long as a command needs them. */
  public final class Lease implements AutoCloseable {
    private final Addresses addresses;
    private final Consumer<String> progress;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(Addresses addresses, Consumer<String> progress) {
      this.addresses = addresses;
      this.progress = progress;
    }

    public Addresses addresses() {
      return addresses;
    }

    /**
     * Stops the servers unless somebody else uses them or they were started to stay. Idempotent, so
     * that a shutdown hook may call it too.
     */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release(progress);
      }
    }
  }

  public Path folder() {
    return folder;
  }

  /** Starts what does not run, to stay until {@link #stop}; returns when all are ready. */
  public Addresses start(Consumer<String> progress) {
    return locked(
        progress,
        () -> {
          Addresses addresses = complete(progress);
          state.update(ServicesState::kept);
          return addresses;
        });
  }

  /**
   * Uses the servers that run, else starts them for this lease. Several commands may hold leases at
   * once; the last one to end stops the servers. One that was killed is not waited for.
   */
  public Lease lease(Consumer<String> progress) {
    return locked(
        progress,
        () -> {
          Addresses addresses = complete(progress);
          ServerProcess self = ServerProcess.self();
          state.update(s -> s.withUser(self));
          return new Lease(addresses, progress);
        });
  }

  private void release(Consumer<String> progress) {
    locked(
        progress,
        () -> {
          ServicesState left = state.read().withoutUser(ServerProcess.self());
          state.update(s -> left);
          if (left.idle()) {
            stopper(progress).stop(servers());
          }
          return left;
        });
  }

  public Status status() {
    try {
      ServicesState now = state.read();
      if (now.servers().isEmpty()) {
        return new Status(List.of(), null);
      }
      List<PostgresServer> postgres = new ArrayList<>();
      @Nullable CassandraServer cassandra = null;
      for (EmbeddedServer server : servers()) {
        ServicesState.Entry entry = now.entry(server.name()).orElse(null);
        if (entry == null || !entry.serves()) {
          continue;
        }
        if (server instanceof PostgresNode node) {
          postgres.add(node.address(entry.ports()));
        } else if (server instanceof CassandraNode node) {
          cassandra = node.address(entry.ports());
        }
      }
      return new Status(List.copyOf(postgres), cassandra);
    } catch (IOException e) {
      throw access(e);
    }
  }

  /**
   * Stops what runs, whoever uses it, and keeps the data.
   *
   * @return the names of those that ran
   */
  public List<String> stop(Consumer<String> progress) {
    return locked(
        progress,
        () -> {
          List<String> stopped = stopper(progress).stop(servers());
          state.update(s -> new ServicesState(false, List.of(), s.servers()));
          return stopped;
        });
  }

  /**
   * Stops what runs and deletes the data of all servers. The unpacked programs stay: they hold no
   * data, and the next start is faster.
   *
   * @return the names of those that ran
   */
  public List<String> delete(Consumer<String> progress) {
    return locked(
        progress,
        () -> {
          List<String> stopped = stopper(progress).halt(servers());
          for (EmbeddedServer server : servers()) {
            Folders.delete(server.folder());
          }
          state.update(s -> ServicesState.EMPTY);
          return stopped;
        });
  }

  private ServerStopper stopper(Consumer<String> progress) {
    return new ServerStopper(state, progress);
  }

  private List<EmbeddedServer> servers() throws IOException {
    PostgresBinaries binaries = PostgresBinaries.locate(folder);
    List<EmbeddedServer> servers = new ArrayList<>();
    for (String name : REGION_NODES) {
      servers.add(new PostgresNode(name, folder.resolve(name), binaries));
    }
    servers.add(new CassandraNode("cassandra", folder.resolve("cassandra"), home));
    return servers;
  }

  /**
   * A server may be ended by somebody else right after it was found to run: it is started again.
   */
  private Addresses complete(Consumer<String> progress) throws IOException, InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Addresses> running = status().complete();
      if (running.isPresent()) {
        return running.get();
      }
      bringUp(progress);
    }
    return status()
        .complete()
        .orElseThrow(
            () ->
                new PrimaException(
                    EmbeddedError.NOT_READY,
                    "An embedded server ended right after it was ready; look at the logs in "
                        + folder
                        + " and start again"));
  }

  private void bringUp(Consumer<String> progress) throws IOException, InterruptedException {
    progress.accept("Starting the embedded servers in " + folder);
    PostgresBinaries.locate(folder).unpack();
    ServerStarter starter = new ServerStarter(state, progress);
    try {
      bringUpAll(starter);
    } catch (IOException | InterruptedException | RuntimeException e) {
      boolean interrupted = Thread.interrupted();
      try {
        stopper(line -> {}).stop(starter.started());
      } catch (IOException | RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /** All at once; the first failure ends the waiting for the others. */
  private void bringUpAll(ServerStarter starter) throws IOException, InterruptedException {
    List<EmbeddedServer> servers = servers();
    ExecutorService threads = Executors.newFixedThreadPool(servers.size());
    try {
      var starts = new ExecutorCompletionService<EmbeddedServer>(threads);
      for (EmbeddedServer server : servers) {
        starts.submit(
            () -> {
              starter.bringUp(server);
              return server;
            });
      }
      for (int i = 0; i < servers.size(); i++) {
        starts.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PrimaException known) {
        throw known;
      }
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(30, TimeUnit.SECONDS);
    }
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T locked(Consumer<String> progress, Work<T> work) {
    try (ServicesLock lock = ServicesLock.acquire(folder, progress)) {
      return work.run();
    } catch (IOException e) {
      throw access(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PrimaException(
          EmbeddedError.NOT_READY, "Interrupted while the embedded servers started", e);
    }
  }

  private PrimaException access(IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left on device");
    return new PrimaException(
        full ? EmbeddedError.DISK_FULL : EmbeddedError.FOLDER_ACCESS,
        "The embedded servers cannot use their folder "
            + folder
            + ": "
            + e
            + "; "
            + (full ? "free some space" : "see to its permissions")
            + " and start again",
        e);
  }
}
