package dev.prima.jobs.run;

import dev.prima.jobs.embedded.EmbeddedStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, as a user starts it. */
public final class PrimaProcess {
  private PrimaProcess() {}

  /**
   * A process to be started.
   *
   * @param temporary for Java's temporary files
   */
  public static ProcessBuilder of(Path temporary, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + EmbeddedStores.projectHome().resolve("scripts/lib/spark-jvm.flags"),
                // A small run is over before thorough compiling pays.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                classPath(),
                "dev.prima.jobs.cli.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** What the tests themselves run with, which a test runner may hide in a jar of its own. */
  private static String classPath() {
    String hidden = System.getProperty("surefire.test.class.path");
    return hidden == null ? System.getProperty("java.class.path") : hidden;
  }
}
