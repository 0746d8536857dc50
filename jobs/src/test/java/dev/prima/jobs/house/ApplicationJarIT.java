package dev.prima.jobs.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What spark-submit is given: complete but for Spark, and nothing in it that Spark brings. */
class ApplicationJarIT {
  private static final Path JAR = Path.of("target/prima-jobs.jar");

  /**
   * A line of {@code dependency:list}: group, artifact, jar, perhaps a classifier, version, scope.
   */
  private static final Pattern DEPENDENCY =
      Pattern.compile("\\s+([\\w.-]+:[\\w.-]+):jar((?::[\\w.-]+)?):([\\w.-]+):(\\w+)\\b.*");

  @Test
  void itIsSmallEnoughToSendToEveryNode() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(40_000_000);
  }

  @Test
  void itStartsWithTheCommandLineAndKnowsItsVersion() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.prima.jobs.cli.Main");
      assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
      assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    }
  }

  @Test
  void itHoldsNothingThatSparkBrings() throws IOException {
    assertThat(entries())
        .noneMatch(
            Pattern.compile(
                    "scala/(?!collection/compat)\\w+\\.class|scala/(reflect|runtime|collection/immutable)/.*"
                        + "|org/(slf4j|apache/log4j|apache/logging|apache/hadoop|apache/parquet)/.*"
                        + "|org/apache/spark/(sql/(?!cassandra)|rdd|SparkContext).*"
                        + "|org/apache/commons/(logging|lang3)/.*|ch/qos/.*|io/zonky/.*"
                        + "|com/zaxxer/.*|org/yaml/.*")
                .asMatchPredicate());
  }

  @Test
  void itHoldsWhatTheCommandsNeed() throws IOException {
    assertThat(entries())
        .contains(
            "dev/prima/core/error/PrimaException.class",
            "dev/prima/jobs/cli/Main.class",
            "com/datastax/spark/connector/CassandraSparkExtensions.class",
            "org/springframework/batch/core/job/Job.class",
            "org/postgresql/Driver.class",
            "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
            "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
            "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so",
            "mapping/tables.yml");
    assertThat(text("META-INF/services/java.sql.Driver"))
        .contains("org.postgresql.Driver", "org.sqlite.JDBC");
    assertThat(text("reference.conf")).contains("datastax-java-driver");
  }

  @Test
  void itsContentsAreTheOnesThatWereReviewed() throws IOException {
    assertThat(resolved("compile|runtime"))
        .as("after a review: write these lines to jobs/runtime-dependencies.txt")
        .isEqualTo(reviewed("runtime-dependencies.txt"));
  }

  @Test
  void sparkRunsWithTheVersionsThatWereReviewed() throws IOException {
    assertThat(resolved("provided"))
        .as("after a review: write these lines to jobs/provided-dependencies.txt")
        .isEqualTo(reviewed("provided-dependencies.txt"));
  }

  private static List<String> resolved(String scopes) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("target/dependencies.txt"))) {
      return lines
          .map(DEPENDENCY::matcher)
          .filter(Matcher::matches)
          .filter(m -> m.group(4).matches(scopes) && !m.group(1).startsWith("dev.prima:"))
          .map(m -> m.group(1) + m.group(2) + ":" + m.group(3))
          .sorted()
          .toList();
    }
  }

  private static List<String> reviewed(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    jar.getInputStream(jar.getJarEntry(entry)), StandardCharsets.UTF_8))) {
      return String.join("\n", reader.lines().toList());
    }
  }
}
