package dev.prima.jobs.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.JDBC;

/**
 * Another program that writes to a file all the time: two tables that always have as many rows. A
 * process of its own, because SQLite's locks are the process's.
 */
final class LegacyWriter implements AutoCloseable {
  private final Process process;

  private LegacyWriter(Process process) {
    this.process = process;
  }

  static LegacyWriter start(Path file, String journalMode) throws Exception {
    String classPath = location(LegacyWriter.class) + File.pathSeparator + location(JDBC.class);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                LegacyWriter.class.getName(),
                file.toString(),
                journalMode)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // The first byte says that it writes.
    if (process.getInputStream().read() < 0) {
      throw new IOException("The writer died");
    }
    return new LegacyWriter(process);
  }

  private static String location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }

  public static void main(String[] args) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:"
                    + Path.of(args[0]).toUri().toString().replace("file:///", "file:/"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=" + args[1]);
      statement.execute("PRAGMA synchronous=OFF");
      statement.execute("PRAGMA busy_timeout=60000");
      boolean told = false;
      while (!closed()) {
        write(statement);
        if (!told) {
          System.out.write('w');
          System.out.flush();
          told = true;
        }
      }
    }
  }

  private static void write(Statement statement) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    statement.execute("INSERT INTO a VALUES (randomblob(100))");
    statement.execute("INSERT INTO b VALUES (randomblob(100))");
    statement.execute("COMMIT");
  }

  /** Whether whoever started us has gone or wants us to end. */
  private static boolean closed() {
    try {
      Thread.sleep(2);
      return !ProcessHandle.current().parent().map(ProcessHandle::isAlive).orElse(false)
          || STDIN.closed;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static final class STDIN {
    private static volatile boolean closed;

    static {
      Thread watcher =
          new Thread(
              () -> {
                try {
                  closed = System.in.read() < 0;
                } catch (IOException e) {
                  closed = true;
                }
              });
      watcher.setDaemon(true);
      watcher.start();
    }
  }
}
