package dev.prima.jobs.embedded;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Real servers for integration tests: three PostgreSQL servers and Cassandra, started at the first
 * use in this JVM, empty, in {@code jobs/target/test-services-N}, and gone with the JVM. Tests ask
 * for databases and keyspaces of their own and so do not see one another.
 */
public final class EmbeddedStores {
  /** The number of this JVM among those in which tests run side by side. */
  private static final String FORK = System.getProperty("prima.fork", "0");

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedServices.@Nullable Addresses running;
  private static @Nullable EmbeddedServices services;

  private EmbeddedStores() {}

  /** Where the servers listen; starts them first if need be. */
  public static synchronized EmbeddedServices.Addresses addresses() {
    if (running == null) {
      EmbeddedServices started =
          EmbeddedServices.in(
              projectHome().resolve("jobs/target/test-services-" + FORK), projectHome());
      started.delete(line -> {});
      // Before the start, so that nothing is left of one that fails or is interrupted.
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> started.delete(line -> {}), "stop test services"));
      running = started.start(line -> {});
      services = started;
    }
    return running;
  }

  /** A server of these, to be hurt; what was killed stands again after {@link #restart}. */
  public static ServerFaults faults(String server) {
    addresses();
    return new ServerFaults(Objects.requireNonNull(services).folder(), server);
  }

  /** Starts the servers that were killed, where they were. */
  public static synchronized void restart() {
    EmbeddedServices.Addresses before = addresses();
    EmbeddedServices.Addresses after = Objects.requireNonNull(services).start(line -> {});
    if (!after.equals(before)) {
      throw new IllegalStateException("A server came back in another place: " + after);
    }
  }

  /**
   * A new empty database on each PostgreSQL server (the home node first), under one name; the
   * addresses as those of the servers, with this database in their place.
   */
  public static List<EmbeddedServices.PostgresServer> freshDatabases() {
    String name = "it_" + COUNT.incrementAndGet();
    List<EmbeddedServices.PostgresServer> databases = new ArrayList<>();
    for (EmbeddedServices.PostgresServer server : addresses().postgres()) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement sql = connection.createStatement()) {
        sql.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException("No database on " + server, e);
      }
      databases.add(
          new EmbeddedServices.PostgresServer(
              server.name(),
              server.host(),
              server.port(),
              name,
              server.user(),
              server.jdbcUrl().replace("/" + server.database() + "?", "/" + name + "?")));
    }
    return List.copyOf(databases);
  }

  /** A name that no keyspace of this JVM's Cassandra has yet; the keyspace is not made. */
  public static String freshKeyspace() {
    return "it_" + COUNT.incrementAndGet();
  }

  /** A session of one's own with the embedded Cassandra; the caller closes it. */
  public static CqlSession openCql() {
    return openCql(addresses().cassandra());
  }

  static CqlSession openCql(EmbeddedServices.CassandraServer server) {
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress(server.host(), server.port()))
        .withLocalDatacenter(server.datacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                .withDuration(
                    DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(30))
                .build())
        .build();
  }

  /** The project's folder, from wherever in it the tests run. */
  public static Path projectHome() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/lib/cassandra-jvm.flags"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("Not inside the project: " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
