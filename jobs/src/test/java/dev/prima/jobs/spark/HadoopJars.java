package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hadoop's servers, and Spark's part that speaks to YARN: what Maven finds of {@code
 * scripts/lib/yarn.pom.xml}.
 */
public final class HadoopJars {
  private static final Path SCRIPTS = Path.of("..", "scripts").toAbsolutePath().normalize();
  private static final Predicate<Path> OF_SPARK = jar -> isNamed(jar, "spark-yarn_");

  /** The way to Spark's pages through YARN's; Spark's own installations have it too. */
  private static final Predicate<Path> FOR_SPARK =
      OF_SPARK.or(jar -> isNamed(jar, "hadoop-yarn-server-web-proxy-"));

  private final List<Path> all;

  private HadoopJars(List<Path> all) {
    this.all = all;
  }

  /**
   * Has Maven fetch what is not there yet; empty where it cannot.
   *
   * @param folder for the list that Maven makes
   */
  public static Optional<HadoopJars> find(Path folder) throws IOException, InterruptedException {
    Path list = folder.resolve("hadoop.classpath");
    Process maven =
        new ProcessBuilder(
                "mvn",
                "-q",
                "-B",
                "-f",
                SCRIPTS.resolve("lib/yarn.pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + list)
            .inheritIO()
            .start();
    if (maven.waitFor() != 0) {
      return Optional.empty();
    }
    String[] jars = Files.readString(list).strip().split(":");
    return Optional.of(new HadoopJars(Arrays.stream(jars).map(Path::of).toList()));
  }

  /** The class path of the servers. */
  public String servers() {
    return all.stream()
        .filter(OF_SPARK.negate())
        .map(Path::toString)
        .collect(Collectors.joining(":"));
  }

  /**
   * Makes an installation of Spark that knows YARN of the one that {@code scripts/spark-home}
   * makes.
   *
   * @param home a folder that is not there yet
   */
  public void makeSparkHome(Path home) throws IOException, InterruptedException {
    Path made = sparkHome();
    for (String folder : List.of("bin", "conf", "jars")) {
      Files.createDirectories(home.resolve(folder));
      try (Stream<Path> files = Files.list(made.resolve(folder))) {
        for (Path file : files.toList()) {
          Path there = home.resolve(folder).resolve(file.getFileName());
          if (folder.equals("jars")) {
            Files.createSymbolicLink(there, file);
          } else {
            Files.copy(file, there); // It finds its jars by where it is itself.
          }
        }
      }
    }
    for (Path jar : all.stream().filter(FOR_SPARK).toList()) {
      Files.createSymbolicLink(home.resolve("jars").resolve(jar.getFileName()), jar);
    }
  }

  private static boolean isNamed(Path jar, String prefix) {
    return jar.getFileName().toString().startsWith(prefix);
  }

  private static Path sparkHome() throws IOException, InterruptedException {
    ProcessBuilder script = new ProcessBuilder(SCRIPTS.resolve("spark-home").toString());
    script.environment().remove("SPARK_HOME");
    Process process = script.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader()) {
      String home = out.readLine();
      assertThat(process.waitFor()).as("scripts/spark-home").isZero();
      return Path.of(home);
    }
  }
}
