package dev.prima.jobs.cassandra;

import dev.prima.jobs.embedded.EmbeddedStores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * A Cassandra that asks for a password and checks permissions, superuser cassandra / cassandra, in
 * a JVM of its own until it is closed.
 */
final class GuardedCassandra implements AutoCloseable {
  private static final long START_SECONDS = 180;

  private final Process process;
  private final Path folder;
  private final int port;

  private GuardedCassandra(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  int port() {
    return port;
  }

  static GuardedCassandra start() throws IOException, InterruptedException {
    Path home = EmbeddedStores.projectHome();
    Path target = Files.createDirectories(home.resolve("jobs/target"));
    Path folder = Files.createTempDirectory(target, "guarded-cassandra");
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    Path log = folder.resolve("system.log");
    int port = freePort();
    Path settings =
        Files.writeString(
            folder.resolve("cassandra.yaml"),
            resource("cassandra.yaml")
                    .replace("@CQL_PORT@", Integer.toString(port))
                    .replace("@STORAGE_PORT@", Integer.toString(freePort()))
                    .replace("@SSL_STORAGE_PORT@", Integer.toString(freePort()))
                    .replace("@DATA@", folder.resolve("data").toString())
                + """

                authenticator: PasswordAuthenticator
                authorizer: CassandraAuthorizer
                role_manager: CassandraRoleManager
                """);
    Path logging =
        Files.writeString(
            folder.resolve("logback.xml"),
            resource("logback.xml").replace("@LOG@", log.toString()));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("scripts/lib/cassandra-jvm.flags"),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + tmp,
                "-Djna.tmpdir=" + tmp,
                "-Dcassandra.config=" + settings.toUri(),
                "-Dcassandra.storagedir=" + folder.resolve("data"),
                "-Dlogback.configurationFile=" + logging,
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-cp",
                Files.readString(home.resolve("jobs/cassandra-runtime/target/classpath")).trim(),
                "org.apache.cassandra.service.CassandraDaemon")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    GuardedCassandra started = new GuardedCassandra(process, folder, port);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!(Files.exists(log)
        && Files.readString(log).contains("Starting listening for CQL clients")
        && Files.readString(log).contains("Created default superuser role"))) {
      if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException("Cassandra did not start, see " + log);
      }
    }
    return started;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static String resource(String name) {
    try (InputStream in = GuardedCassandra.class.getResourceAsStream("/embedded/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
