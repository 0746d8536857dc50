package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The scripts as a user starts them, one at a time, in a folder and with servers of its own. */
final class Scripts {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** How a command ended and what it said on either stream. */
  record Ended(int status, String said) {}

  Scripts(Path folder) {
    this.folder = folder;
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    // Servers of a developer are left alone. Each JVM lives for one small run, or for few.
    environment.put(
        "JAVA_TOOL_OPTIONS",
        servicesOption() + " -Dprima.services.few-rows=true -XX:TieredStopAtLevel=1");
  }

  /** The flag of Java that names the servers, where no variable reaches. */
  String servicesOption() {
    return "-Dprima.services=" + folder.resolve("services");
  }

  /** Sets a variable for all that is started from now on. */
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  @SafeVarargs
  final Ended submit(List<String>... parts) throws IOException, InterruptedException {
    return submit(Arrays.stream(parts).flatMap(List::stream).toArray(String[]::new));
  }

  Ended submit(String... arguments) throws IOException, InterruptedException {
    return run("submit", arguments);
  }

  Ended prima(String... arguments) throws IOException, InterruptedException {
    return run("prima", arguments);
  }

  private Ended run(String name, String... arguments) throws IOException, InterruptedException {
    return ended(start(name, arguments), name + " " + String.join(" ", arguments));
  }

  Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("scripts/" + name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return builder.start();
  }

  Ended ended(Process process, String command) throws IOException, InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(command).isTrue();
    return new Ended(process.exitValue(), said());
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  /** What the newest command has said so far. */
  String said() throws IOException {
    return Files.readString(output(), StandardCharsets.UTF_8);
  }

  /** The report of the newest run. */
  RunReport newest() throws IOException {
    return RunReport.fromJson(Files.readString(folder.resolve("runs/latest/report.json")));
  }
}
