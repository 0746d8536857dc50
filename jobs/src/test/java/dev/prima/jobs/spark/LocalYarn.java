package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HDFS and YARN of one host: a NameNode, a DataNode, a ResourceManager and a NodeManager, each a
 * process that listens on loopback alone.
 */
public final class LocalYarn implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final Duration STOPPING = Duration.ofSeconds(20);
  private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");

  /** Ports that clients have to know beforehand; all others are any that are free. */
  private enum Port {
    HDFS,
    CLIENTS,
    MASTERS,
    NODES,
    ADMIN,
    WEB
  }

  private final Path folder;
  private final String classPath;
  private final List<Integer> ports;
  private final List<Process> daemons = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalYarn(Path folder, String classPath) {
    this.folder = folder;
    this.classPath = classPath;
    ports = freePorts(Port.values().length);
  }

  /**
   * Starts it; where that fails, what was started is stopped again.
   *
   * @param folder for its files
   * @param classPath of Hadoop's servers
   */
  public static LocalYarn start(Path folder, String classPath)
      throws IOException, InterruptedException {
    LocalYarn yarn = new LocalYarn(Files.createDirectories(folder), classPath);
    try {
      yarn.start();
      return yarn;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      yarn.close();
      throw e;
    }
  }

  private void start() throws IOException, InterruptedException {
    writeConf();
    Process format = launch("format", "hdfs.server.namenode.NameNode", "-format");
    assertThat(format.waitFor(STARTING.toSeconds(), TimeUnit.SECONDS)).as("formatting").isTrue();
    assertThat(format.exitValue()).as(said("format")).isZero();
    launch("namenode", "hdfs.server.namenode.NameNode");
    launch("datanode", "hdfs.server.datanode.DataNode");
    launch("resourcemanager", "yarn.server.resourcemanager.ResourceManager");
    launch("nodemanager", "yarn.server.nodemanager.NodeManager");
    await("namenode", "Adding a new node: /default-rack/");
    await("resourcemanager", "Node Transitioned from NEW to RUNNING");
  }

  private void writeConf() throws IOException {
    Files.createDirectories(conf());
    // The servers of HDFS want to see the folders of pages that only Hadoop's distribution has.
    Files.createDirectories(conf().resolve("webapps/hdfs"));
    Files.createDirectories(conf().resolve("webapps/datanode"));
    writeSite("core-site", Map.of("fs.defaultFS", hdfs(), "hadoop.tmp.dir", in("tmp")));
    writeSite(
        "hdfs-site",
        Map.of(
            "dfs.replication", "1",
            "dfs.namenode.name.dir", "file://" + in("names"),
            "dfs.namenode.http-address", LOOPBACK + ":0",
            "dfs.datanode.data.dir", "file://" + in("data"),
            "dfs.datanode.address", LOOPBACK + ":0",
            "dfs.datanode.http.address", LOOPBACK + ":0",
            "dfs.datanode.ipc.address", LOOPBACK + ":0"));
    Map<String, String> resourceManager =
        Map.of(
            "yarn.resourcemanager.hostname", LOOPBACK,
            "yarn.resourcemanager.address", address(Port.CLIENTS),
            "yarn.resourcemanager.scheduler.address", address(Port.MASTERS),
            "yarn.resourcemanager.resource-tracker.address", address(Port.NODES),
            "yarn.resourcemanager.admin.address", address(Port.ADMIN),
            "yarn.resourcemanager.webapp.address", address(Port.WEB),
            "yarn.resourcemanager.scheduler.class",
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler",
            "yarn.scheduler.minimum-allocation-mb", "128");
    Map<String, String> nodeManager =
        Map.of(
            "yarn.nodemanager.hostname",
            LOOPBACK,
            "yarn.nodemanager.address",
            LOOPBACK + ":0",
            "yarn.nodemanager.localizer.address",
            LOOPBACK + ":0",
            "yarn.nodemanager.webapp.address",
            LOOPBACK + ":0",
            "yarn.nodemanager.resource.memory-mb",
            "6144",
            "yarn.nodemanager.resource.cpu-vcores",
            "4",
            "yarn.nodemanager.vmem-check-enabled",
            "false",
            // A disk that others have filled is good enough.
            "yarn.nodemanager.disk-health-checker.enable",
            "false",
            "yarn.nodemanager.local-dirs",
            in("local"),
            "yarn.nodemanager.log-dirs",
            in("containers"));
    Map<String, String> both = new TreeMap<>(resourceManager);
    both.putAll(nodeManager);
    writeSite("yarn-site", both);
    Files.writeString(
        conf().resolve("log4j.properties"),
        """
        log4j.rootLogger=INFO,A
        log4j.appender.A=org.apache.log4j.ConsoleAppender
        log4j.appender.A.layout=org.apache.log4j.PatternLayout
        log4j.appender.A.layout.ConversionPattern=%d %p %c{1}: %m%n
        """);
  }

  private void writeSite(String name, Map<String, String> properties) throws IOException {
    Files.writeString(
        conf().resolve(name + ".xml"),
        properties.entrySet().stream()
            .map(
                property ->
                    "<property><name>%s</name><value>%s</value></property>\n"
                        .formatted(property.getKey(), property.getValue()))
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n")));
  }

  private Process launch(String name, String shortClass, String... arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                // The web pages' Guice defines classes in a way that Java 17 forbids.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                conf() + ":" + classPath,
                "org.apache.hadoop." + shortClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    // What containers start their Java by.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process daemon = builder.start();
    daemons.add(daemon);
    return daemon;
  }

  private void await(String daemon, String line) throws IOException, InterruptedException {
    long end = System.nanoTime() + STARTING.toNanos();
    while (!said(daemon).contains(line)) {
      assertThat(daemons.stream().skip(1)).as(said(daemon)).allMatch(Process::isAlive);
      assertThat(System.nanoTime() - end).as(said(daemon)).isNegative();
      Thread.sleep(100);
    }
  }

  /** The folder of its site files, for {@code HADOOP_CONF_DIR}. */
  public Path conf() {
    return folder.resolve("conf");
  }

  /** The root of its HDFS, without a slash at the end. */
  public String hdfs() {
    return "hdfs://" + address(Port.HDFS);
  }

  /** What the ResourceManager tells of an application. */
  public JsonObject application(String id) throws IOException, InterruptedException {
    return Json.parse(send(HttpRequest.newBuilder(web("apps/" + id)).build()))
        .asObject()
        .get("app")
        .asObject();
  }

  /** The applications that have not ended. */
  public List<String> running() throws IOException, InterruptedException {
    URI uri = web("apps?states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING");
    return APPLICATION
        .matcher(send(HttpRequest.newBuilder(uri).build()))
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  /** Ends an application, as {@code yarn application -kill} does. */
  public void kill(String application) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(web("apps/" + application + "/state"))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"state\": \"KILLED\"}"))
            .build());
  }

  private URI web(String what) {
    return URI.create("http://" + address(Port.WEB) + "/ws/v1/cluster/" + what);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return answer.body();
  }

  private String address(Port port) {
    return LOOPBACK + ":" + ports.get(port.ordinal());
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private String said(String name) throws IOException {
    return Files.readString(log(name));
  }

  /** Below the range that the kernel gives to the servers' other ports and to connections. */
  private static List<Integer> freePorts(int count) {
    SplittableRandom random = new SplittableRandom();
    Set<Integer> free = new LinkedHashSet<>();
    while (free.size() < count) {
      int port = random.nextInt(20_000, 32_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        free.add(port);
      } catch (IOException e) {
        // Taken; another one.
      }
    }
    return List.copyOf(free);
  }

  /** Stops all of it, with the containers that still run. */
  @Override
  public void close() {
    // Containers are children of the NodeManager, and orphans once it is gone.
    List<ProcessHandle> all = new ArrayList<>();
    for (int i = daemons.size() - 1; i >= 0; i--) {
      all.addAll(daemons.get(i).descendants().toList());
      all.add(daemons.get(i).toHandle());
    }
    all.forEach(ProcessHandle::destroy);
    long end = System.nanoTime() + STOPPING.toNanos();
    for (ProcessHandle process : all) {
      try {
        process.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
