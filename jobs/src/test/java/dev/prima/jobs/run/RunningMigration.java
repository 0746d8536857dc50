package dev.prima.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code migrate} in a process of its own, watched by what its job repository tells. */
final class RunningMigration {
  /** Longer than any run takes, outages included. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Process process;
  private final Path runs;
  private final Path errors;
  private final Instant began = Instant.now();
  private Instant ended = Instant.MAX;

  private RunningMigration(Process process, Path runs, Path errors) {
    this.process = process;
    this.runs = runs;
    this.errors = errors;
  }

  /**
   * Starts one.
   *
   * @param folder for what it prints and for temporary files
   */
  static RunningMigration start(Path folder, Path runs, List<String> arguments) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    List<String> all = new ArrayList<>(List.of("migrate", "--runs", runs.toString()));
    all.addAll(arguments);
    Path errors = folder.resolve("stderr");
    Process process =
        PrimaProcess.of(folder.resolve("tmp"), all.toArray(String[]::new))
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    return new RunningMigration(process, runs, errors);
  }

  /** Waits until a step has begun; false where the process has ended before. */
  boolean awaitStep(String step) throws InterruptedException {
    while (process.isAlive()) {
      if (steps("step_name = '" + step + "'").contains(step)) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  /** The steps that have begun and not ended. */
  List<String> underWay() {
    return steps("status = 'STARTED' AND step_name NOT LIKE 'extract:%'");
  }

  private List<String> steps(String which) {
    Path repository = repository();
    if (!Files.exists(repository)) {
      return List.of();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT DISTINCT step_name FROM batch_step_execution WHERE job_execution_id ="
                        + " (SELECT max(job_execution_id) FROM batch_job_execution) AND "
                        + which)) {
      List<String> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(rows.getString(1));
      }
      return steps;
    } catch (SQLException e) {
      // Its tables are being made at this very moment.
      return List.of();
    }
  }

  /** As {@code kill -9} does; returns when it is gone. */
  void kill() throws InterruptedException {
    ended = Instant.now();
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end and tells its exit code. */
  int exit() throws InterruptedException {
    return exit(LIMIT);
  }

  int exit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      throw new AssertionError("Still at work after " + limit + ": " + said());
    }
    ended = Instant.now();
    return process.exitValue();
  }

  /** From its start to its end. */
  Duration took() {
    return Duration.between(began, ended);
  }

  /**
   * Seconds for which steps were at work when it ended, in their last attempt; more than any step
   * takes for those that were complete.
   */
  Map<String, Double> worked() {
    return seconds("CASE status WHEN 'COMPLETED' THEN 1e9 ELSE %s END", "");
  }

  /** Seconds of the steps that it completed and no attempt before it had begun. */
  Map<String, Double> alone() {
    return seconds(
        "%s",
        " AND status = 'COMPLETED' AND job_execution_id ="
            + " (SELECT max(job_execution_id) FROM batch_job_execution) AND step_name IN"
            + " (SELECT step_name FROM batch_step_execution GROUP BY 1 HAVING count(*) = 1)");
  }

  private Map<String, Double> seconds(String told, String which) {
    Map<String, Double> seconds = new TreeMap<>();
    if (!Files.exists(repository())) {
      return seconds;
    }
    String took = "(coalesce(end_time, " + ended.toEpochMilli() + ") - start_time) / 1e3";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository());
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT step_name, "
                        + told.formatted(took)
                        + " FROM batch_step_execution WHERE start_time IS NOT NULL"
                        + which
                        + " ORDER BY step_execution_id")) {
      while (rows.next()) {
        seconds.put(rows.getString(1), rows.getDouble(2));
      }
      return seconds;
    } catch (SQLException e) {
      throw new IllegalStateException("What " + repository() + " tells of steps", e);
    }
  }

  private Path repository() {
    return runs.resolve("latest/work/jobs.db");
  }

  /** The end of what it and those before it told on stderr. */
  String said() {
    try {
      String all = Files.readString(errors);
      return all.substring(Math.max(0, all.length() - 3_000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
