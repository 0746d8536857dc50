package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Cassandra node in a JVM of its own, with its own class path: its 99 jars go with nobody else's.
 * JMX is off; it is stopped by a signal, after which it flushes.
 *
 * @param home the project's folder, where the build left the class path
 */
record CassandraNode(String name, Path folder, Path home) implements EmbeddedServer {
  private static final String READY = "Starting listening for CQL clients";

  /** What SimpleSnitch calls the one data center that it knows. */
  private static final String DATACENTER = "datacenter1";

  /** System property of a process whose servers see few rows. */
  private static final String FEW_ROWS = "prima.services.few-rows";

  @Override
  public int portCount() {
    return 3;
  }

  @Override
  public ServerLog output() {
    return new ServerLog(folder.resolve("output.log"));
  }

  private ServerLog systemLog() {
    return new ServerLog(folder.resolve("system.log"));
  }

  @Override
  public List<ServerLog> logs() {
    return List.of(systemLog(), output());
  }

  @Override
  public String marker() {
    return "-Dprima.service=" + folder;
  }

  @Override
  public Shutdown shutdown() {
    return new Shutdown("TERM", Duration.ofMinutes(2));
  }

  @Override
  public String haltSignal() {
    return "KILL";
  }

  @Override
  public void prepare(List<Integer> ports) throws IOException {
    systemLog().rotate();
    // Native libraries that its JVM unpacks at every start would pile up.
    Folders.delete(folder.resolve("tmp"));
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(
        settings(),
        filled(
            "cassandra.yaml",
            Map.of(
                "@CQL_PORT@", ports.get(0).toString(),
                "@STORAGE_PORT@", ports.get(1).toString(),
                "@SSL_STORAGE_PORT@", ports.get(2).toString(),
                "@DATA@", folder.resolve("data").toString().replace("'", "''"))));
    Files.writeString(
        folder.resolve("logback.xml"),
        filled("logback.xml", Map.of("@LOG@", xml(systemLog().file().toString()))));
  }

  @Override
  public List<String> command(List<Integer> ports) {
    Path tmp = folder.resolve("tmp");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + built(home.resolve("scripts/lib/cassandra-jvm.flags")),
        marker(),
        "-Xms512m",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        // For few rows, compiling code thoroughly takes longer than running it.
        "-XX:TieredStopAtLevel=" + (Boolean.getBoolean(FEW_ROWS) ? 1 : 4),
        // Nor is what they leave worth waiting for the disk: it outlives the process all the same.
        "-Dcassandra.skip_sync=" + Boolean.getBoolean(FEW_ROWS),
        "-Djava.io.tmpdir=" + tmp,
        "-Djna.tmpdir=" + tmp,
        "-Dcassandra.config=" + settings().toUri(),
        "-Dcassandra.storagedir=" + folder.resolve("data"),
        "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
        // One node has nobody to gossip with and no ring to wait for.
        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
        "-Dcassandra.ring_delay_ms=0",
        "-cp",
        classPath(),
        "org.apache.cassandra.service.CassandraDaemon");
  }

  /** It says that it listens a moment before it does, and ends if the port was taken meanwhile. */
  @Override
  public boolean ready(List<Integer> ports) throws IOException {
    return systemLog().contains(READY) && LoopbackPorts.isServed(ports.get(0));
  }

  EmbeddedServices.CassandraServer address(List<Integer> ports) {
    return new EmbeddedServices.CassandraServer(EmbeddedServices.HOST, ports.get(0), DATACENTER);
  }

  private Path settings() {
    return folder.resolve("cassandra.yaml");
  }

  private String classPath() {
    Path file = built(home.resolve("jobs/cassandra-runtime/target/classpath"));
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new PrimaException(EmbeddedError.NOT_BUILT, "Cannot read " + file, e);
    }
  }

  private static Path built(Path file) {
    if (Files.exists(file)) {
      return file;
    }
    throw new PrimaException(
        EmbeddedError.NOT_BUILT,
        "The embedded Cassandra needs "
            + file
            + ", which is not there; run `mvn package -DskipTests` in the project's folder, or"
            + " start with scripts/prima, which does so");
  }

  private static String filled(String resource, Map<String, String> values) throws IOException {
    try (InputStream in = CassandraNode.class.getResourceAsStream("/embedded/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("No resource embedded/" + resource + " in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace(value.getKey(), value.getValue());
      }
      return text;
    }
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
