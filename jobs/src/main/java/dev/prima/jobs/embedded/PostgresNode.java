package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL server with database {@value #DATABASE} and superuser {@value #USER}, trusted on
 * loopback, without Unix sockets (their paths are limited to 107 bytes, a project's folder is not).
 * It commits as a server should that is to keep its data: {@code fsync} and {@code
 * synchronous_commit} are on.
 *
 * <p>zonky's own starter ({@code EmbeddedPostgres}) stops its server when the JVM exits and turns
 * both settings off, so only its binaries are used here.
 */
record PostgresNode(String name, Path folder, PostgresBinaries binaries) implements EmbeddedServer {
  static final String DATABASE = "prima";
  static final String USER = "prima";

  private Path data() {
    return folder.resolve("data");
  }

  @Override
  public int portCount() {
    return 1;
  }

  @Override
  public ServerLog output() {
    return new ServerLog(folder.resolve("server.log"));
  }

  @Override
  public List<ServerLog> logs() {
    return List.of(output());
  }

  @Override
  public String marker() {
    return data().toString();
  }

  @Override
  public Shutdown shutdown() {
    // INT is the fast shutdown: clients are sent home, then a checkpoint is written.
    return new Shutdown("INT", Duration.ofMinutes(2));
  }

  @Override
  public String haltSignal() {
    return "QUIT";
  }

  @Override
  public void prepare(List<Integer> ports) throws IOException, InterruptedException {
    if (Files.exists(data())) {
      checkVersion();
    } else {
      initialize();
    }
    try (InputStream settings = resource("postgresql.conf")) {
      Files.copy(settings, data().resolve("postgresql.conf"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Built beside and renamed when whole: an interrupted one is made anew at the next start. */
  private void initialize() throws IOException, InterruptedException {
    Path fresh = folder.resolve("data.new");
    Folders.delete(fresh);
    ServerLog log = new ServerLog(folder.resolve("initdb.log"));
    List<String> command = new ArrayList<>(AsOrdinaryUser.prefix());
    command.addAll(
        List.of(
            binaries.program("initdb").toString(),
            "--pgdata=" + fresh,
            "--username=" + USER,
            "--auth=trust",
            "--encoding=UTF8",
            // The server's own collation: the same order on every machine, whatever its locales.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C"));
    int exit = run(command, log.file());
    if (exit != 0) {
      throw StartFailure.of(name + " (initdb ended with status " + exit + ")", List.of(log));
    }
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** In our own session, so that a Ctrl-C ends it too; nothing of it is left if we are stopped. */
  private int run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process = ServerStarter.spawn(command, folder, log);
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
      all.add(process.toHandle());
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(one -> one.onExit().join());
      throw e;
    }
  }

  private void checkVersion() throws IOException {
    Path file = data().resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).trim() : "none";
    if (!found.equals(binaries.majorVersion())) {
      throw new PrimaException(
          EmbeddedError.BROKEN_FOLDER,
          "The data folder of embedded server "
              + name
              + " is of PostgreSQL version "
              + found
              + ", this is version "
              + binaries.majorVersion()
              + ": "
              + data()
              + "; save what you need of it, then run `services stop --delete` and start again");
    }
  }

  @Override
  public List<String> command(List<Integer> ports) {
    List<String> command = new ArrayList<>(AsOrdinaryUser.prefix());
    command.addAll(
        List.of(
            binaries.program("postgres").toString(),
            "-D",
            data().toString(),
            "-p",
            ports.get(0).toString()));
    return command;
  }

  /** Ready when it answers, is the server of this folder, and has its database. */
  @Override
  public boolean ready(List<Integer> ports) throws IOException {
    String url =
        url(ports.get(0), "postgres") + "&connectTimeout=2&socketTimeout=60&sslmode=disable";
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      if (!Path.of(text(sql, "SHOW data_directory")).equals(data())) {
        return false; // Another server took the port; ours is about to say so and end.
      }
      if (text(sql, "SELECT count(*) FROM pg_database WHERE datname = '" + DATABASE + "'")
          .equals("0")) {
        sql.execute("CREATE DATABASE " + DATABASE);
      }
      return true;
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      // 08: nobody listens yet. 57P: it listens and starts up or recovers.
      if (state.startsWith("08") || state.startsWith("57P")) {
        return false;
      }
      throw new IOException("Server " + name + " refuses: " + e.getMessage(), e);
    }
  }

  EmbeddedServices.PostgresServer address(List<Integer> ports) {
    int port = ports.get(0);
    return new EmbeddedServices.PostgresServer(
        name, EmbeddedServices.HOST, port, DATABASE, USER, url(port, DATABASE));
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://"
        + EmbeddedServices.HOST
        + ":"
        + port
        + "/"
        + database
        + "?user="
        + USER;
  }

  private static String text(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static InputStream resource(String name) {
    InputStream found = PostgresNode.class.getResourceAsStream("/embedded/" + name);
    if (found == null) {
      throw new IllegalStateException("No resource embedded/" + name + " in the jar");
    }
    return found;
  }
}
