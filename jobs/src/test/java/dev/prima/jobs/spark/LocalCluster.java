package dev.prima.jobs.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * Spark's own standalone cluster on loopback: a master, a worker and two executors of one core,
 * each a process, so that all that travels is serialized.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Path FLAGS = Path.of("..", "scripts", "lib", "spark-jvm.flags");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final int port;

  private LocalCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param folder for its files
   */
  public static LocalCluster start(Path folder) throws IOException, InterruptedException {
    // As much of an installation as a worker looks for before it starts an executor.
    Files.createDirectories(folder.resolve("jars"));
    LocalCluster cluster = new LocalCluster(folder, freePort());
    try {
      cluster.java("master", "--port", Integer.toString(cluster.port));
      cluster.awaitMaster();
      cluster.java("worker", "--cores", "2", "--memory", "2g", cluster.master());
    } catch (IOException | RuntimeException | InterruptedException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** Opens a session on it, which must be stopped before the cluster is. */
  public SparkSession session(Map<String, String> settings) {
    Map<String, String> conf = new HashMap<>(settings);
    conf.put("spark.driver.bindAddress", LOOPBACK);
    conf.put("spark.driver.host", LOOPBACK);
    conf.put("spark.ui.enabled", "false");
    conf.put("spark.local.dir", folder.resolve("driver").toString());
    conf.put("spark.executor.cores", "1");
    conf.put("spark.executor.memory", "768m");
    conf.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    conf.put("spark.locality.wait", "0");
    conf.put("spark.scheduler.minRegisteredResourcesRatio", "1");
    return SparkSessions.open(master(), folder, conf);
  }

  private String master() {
    return "spark://" + LOOPBACK + ":" + port;
  }

  private void java(String role, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + FLAGS);
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(
        "org.apache.spark.deploy."
            + role
            + "."
            + role.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            + role.substring(1));
    command.addAll(List.of("--host", LOOPBACK, "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(role + ".log").toFile());
    processes.add(builder.start());
  }

  private void awaitMaster() throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end || !processes.get(0).isAlive()) {
        throw new IllegalStateException("The master does not start; see " + folder);
      }
      Thread.sleep(100);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Stops the worker, which takes its executors along, then the master. */
  @Override
  public void close() {
    for (int p = processes.size() - 1; p >= 0; p--) {
      Process process = processes.get(p);
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
