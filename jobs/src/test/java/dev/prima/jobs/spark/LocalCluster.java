package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A standalone cluster of {@code scripts/cluster}: a master, two workers and, while a session
 * lasts, two executors of one core, each a process, so that all that travels is serialized.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Path SCRIPT = Path.of("..", "scripts", "cluster");
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final String master;

  private LocalCluster(Path folder, String master) {
    this.folder = folder;
    this.master = master;
  }

  /**
   * Starts it.
   *
   * @param folder for its files
   */
  public static LocalCluster start(Path folder) throws IOException, InterruptedException {
    List<String> said = run(folder, "start", "--workers", "2");
    return new LocalCluster(folder, said.get(said.size() - 1));
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
    return SparkSessions.open(master, folder, conf);
  }

  /** Its URL. */
  public String master() {
    return master;
  }

  /**
   * Kills a worker with its executors at once, as a machine is that loses its power.
   *
   * @param number from 1
   */
  public void kill(int number) throws IOException {
    Path processes = folder.resolve("cluster").resolve("processes");
    for (String line : Files.readAllLines(processes)) {
      String[] fields = line.split(" "); // id, when it began, name
      if (fields[2].equals("worker-" + number)) {
        ProcessHandle worker = ProcessHandle.of(Long.parseLong(fields[0])).orElseThrow();
        List<ProcessHandle> executors = worker.descendants().toList();
        assertThat(worker.destroyForcibly()).isTrue();
        executors.forEach(ProcessHandle::destroyForcibly);
        return;
      }
    }
    throw new IllegalArgumentException("No worker " + number);
  }

  private static List<String> run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PRIMA_CLUSTER", folder.resolve("cluster").toString());
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader out = process.inputReader()) {
      lines = out.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return lines;
  }

  @Override
  public void close() {
    try {
      run(folder, "stop");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
