package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against real processes; what runs is read from /proc, not from our own record. */
class EmbeddedServicesIT {
  private static final Path HOME = EmbeddedStores.projectHome();

  /** A space and a quote, as folders of people have them. */
  private final Path folder = HOME.resolve("jobs/target/embedded it's");

  private final EmbeddedServices services = EmbeddedServices.in(folder, HOME);

  @BeforeEach
  @AfterEach
  void deleteAll() throws IOException {
    services.delete(line -> {});
    for (String left : List.of("services.json", "services.lock")) {
      Files.deleteIfExists(folder.resolve(left));
    }
    assertThat(ours()).isEmpty();
  }

  @Test
  void dataOutlivesTheServersUntilItIsDeleted() throws Exception {
    EmbeddedServices.Addresses first = services.start(line -> {});
    assertThat(first.postgres())
        .extracting(EmbeddedServices.PostgresServer::name)
        .containsExactly("east", "center", "west");
    for (EmbeddedServices.PostgresServer server : first.postgres()) {
      assertThat(one(server, "SHOW fsync")).isEqualTo("on");
      assertThat(one(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(one(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(one(server, "SHOW server_encoding")).isEqualTo("UTF8");
      run(server, "CREATE TABLE kept AS SELECT '" + server.name() + "' AS name");
    }
    try (CqlSession session = EmbeddedStores.openCql(first.cassandra())) {
      session.execute(
          "CREATE KEYSPACE kept WITH replication ="
              + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
      session.execute("CREATE TABLE kept.names (name text PRIMARY KEY)");
      session.execute("INSERT INTO kept.names (name) VALUES ('cassandra')");
    }
    Map<Long, String> processes = ours();
    assertThat(processes).hasSize(4);
    for (long pid : processes.keySet()) {
      assertThat(session(pid)).as("a session of its own, out of reach of Ctrl-C").isEqualTo(pid);
    }

    assertThat(services.start(line -> {})).isEqualTo(first);
    assertThat(ours()).as("a second start starts nothing").isEqualTo(processes);

    assertThat(services.stop(line -> {}))
        .containsExactlyInAnyOrder("east", "center", "west", "cassandra");
    assertThat(ours()).isEmpty();
    assertThat(services.status().postgres()).isEmpty();
    assertThat(services.status().cassandra()).isNull();
    assertThat(services.stop(line -> {})).isEmpty();

    EmbeddedServices.Addresses again = services.start(line -> {});
    assertThat(again).as("addresses stay where the ports are free").isEqualTo(first);
    for (EmbeddedServices.PostgresServer server : again.postgres()) {
      assertThat(one(server, "SELECT name FROM kept")).isEqualTo(server.name());
    }
    try (CqlSession session = EmbeddedStores.openCql(again.cassandra())) {
      assertThat(session.execute("SELECT name FROM kept.names").one().getString(0))
          .isEqualTo("cassandra");
    }

    services.delete(line -> {});
    assertThat(ours()).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(Files::isDirectory).map(p -> p.getFileName().toString()))
          .as("only the unpacked programs")
          .allMatch(name -> name.startsWith("postgres-"));
    }
  }

  @Test
  void commandsShareOneSetCompleteItAndTheLastOneStopsIt() throws Exception {
    var left = CompletableFuture.supplyAsync(() -> services.lease(line -> {}));
    var right =
        CompletableFuture.supplyAsync(() -> EmbeddedServices.in(folder, HOME).lease(line -> {}));
    EmbeddedServices.Lease first = left.get();
    EmbeddedServices.Lease second = right.get();
    assertThat(second.addresses()).isEqualTo(first.addresses());
    Map<Long, String> before = ours();
    assertThat(before).hasSize(4);

    long west = pidOf(before, "west/data");
    long cassandra = pidOf(before, "-Dprima.service=");
    ProcessHandle.of(west).orElseThrow().destroyForcibly();
    ProcessHandle.of(cassandra).orElseThrow().destroyForcibly();
    while (ours().size() > 2) {
      Thread.sleep(20);
    }
    assertThat(services.status().complete()).isEmpty();
    assertThat(services.status().postgres())
        .extracting(EmbeddedServices.PostgresServer::name)
        .containsExactly("east", "center");

    EmbeddedServices.Lease third = services.lease(line -> {});
    assertThat(one(third.addresses().postgres().get(2), "SELECT 1")).isEqualTo("1");
    assertThat(ours())
        .hasSize(4)
        .containsKey(pidOf(before, "east/data"))
        .doesNotContainKeys(west, cassandra);

    third.close();
    third.close();
    first.close();
    assertThat(ours()).as("somebody still uses them").hasSize(4);
    second.close();
    assertThat(ours()).isEmpty();
  }

  @Test
  void theCommandReturnsAlthoughItsOutputIsReadToTheEnd() throws Exception {
    String started = prima("services", "start");
    assertThat(ours()).as("they run on after the command").hasSize(4);
    EmbeddedServices.Addresses addresses = services.status().complete().orElseThrow();
    for (EmbeddedServices.PostgresServer server : addresses.postgres()) {
      assertThat(started)
          .containsPattern(
              server.name() + " +psql -h 127.0.0.1 -p " + server.port() + " -U prima prima\n");
    }
    assertThat(started)
        .containsPattern("cassandra +cqlsh 127.0.0.1 " + addresses.cassandra().port() + "\n");
    String json = prima("services", "status", "--json");
    assertThat(json.replaceAll("\\s", ""))
        .startsWith(
            "{\"postgres\":[{\"name\":\"east\",\"host\":\"127.0.0.1\",\"port\":"
                + addresses.postgres().get(0).port()
                + ",\"database\":\"prima\",\"user\":\"prima\",\"jdbcUrl\":\"jdbc:postgresql://")
        .endsWith(
            "\"cassandra\":{\"host\":\"127.0.0.1\",\"port\":"
                + addresses.cassandra().port()
                + ",\"datacenter\":\"datacenter1\"}}");

    assertThat(prima("services", "stop", "--delete")).isEmpty();
    assertThat(ours()).isEmpty();
    assertThat(prima("services", "status", "--json").replaceAll("\\s", ""))
        .isEqualTo("{\"postgres\":[],\"cassandra\":null}");
    assertThat(prima("services", "status")).contains("not running");
  }

  @Test
  void aForeignProcessInTheRecordIsNeverSignalled() throws Exception {
    Process foreign = new ProcessBuilder("sleep", "300").start();
    try {
      ServerProcess itself = ServerProcess.of(foreign.pid(), "").orElseThrow();
      List<ServerProcess> mistaken =
          List.of(
              new ServerProcess(
                  foreign.pid(), itself.startTicks(), itself.bootId(), folder + "/east/data"),
              new ServerProcess(foreign.pid(), itself.startTicks() - 1, itself.bootId(), "sleep"),
              new ServerProcess(foreign.pid(), itself.startTicks(), "another boot", "sleep"));
      for (ServerProcess process : mistaken) {
        new StateFile(folder)
            .update(s -> s.with(new ServicesState.Entry("east", List.of(20_001), process, true)));
        assertThat(services.status().postgres()).isEmpty();
        assertThat(services.stop(line -> {})).isEmpty();
        process.signal("KILL");
        assertThat(services.delete(line -> {})).isEmpty();
        assertThat(foreign.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
      }
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void aFolderOfAnotherVersionIsRefusedAndLeftAsItIs() throws Exception {
    Path version = folder.resolve("center/data/PG_VERSION");
    Files.createDirectories(version.getParent());
    Files.writeString(version, "9.6\n");
    assertThatThrownBy(() -> services.start(line -> {}))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.error()).isEqualTo(EmbeddedError.BROKEN_FOLDER))
        .hasMessageContaining("version 9.6")
        .hasMessageContaining("services stop --delete");
    assertThat(ours()).as("what this start had started is stopped").isEmpty();
    assertThat(version).hasContent("9.6\n");
  }

  @Test
  void anUnreadableRecordIsNamed() throws Exception {
    Files.writeString(folder.resolve("services.json"), "{ half");
    assertThatThrownBy(services::status)
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.error()).isEqualTo(EmbeddedError.BROKEN_FOLDER))
        .hasMessageContaining("services.json");
    Files.delete(folder.resolve("services.json"));
  }

  /** Runs the command in a JVM of its own; stdout is a pipe that is read until nobody holds it. */
  private String prima(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dprima.home=" + HOME);
    command.add("-Dprima.services=" + folder);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.prima.jobs.cli.Main"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    var output =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    String text = output.get(3, TimeUnit.MINUTES);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  /** Servers of this test's folder: process id and command line. */
  private Map<Long, String> ours() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("\\d+"))
          .map(p -> Map.entry(Long.parseLong(p.getFileName().toString()), commandLine(p)))
          .filter(
              p ->
                  p.getValue().contains("postgres -D " + folder)
                      || p.getValue().contains("-Dprima.service=" + folder))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }

  private static long pidOf(Map<Long, String> processes, String text) {
    return processes.entrySet().stream()
        .filter(p -> p.getValue().contains(text))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static long session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }

  private static String one(EmbeddedServices.PostgresServer server, String query)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void run(EmbeddedServices.PostgresServer server, String statement)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
