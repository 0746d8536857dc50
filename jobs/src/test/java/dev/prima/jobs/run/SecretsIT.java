package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A migration in a process of its own, as users start it, with a password for every store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
  private static final String OF_HOME = "s3cret-Heron-4711";
  private static final String OF_EAST = "s3cret-Willow-4712";
  private static final String OF_CASSANDRA = "s3cret-Thistle-4713";
  private static final String OF_S3 = "s3cret-Pebble-4714";
  private static final List<String> SECRETS = List.of(OF_HOME, OF_EAST, OF_CASSANDRA, OF_S3);
  private static final String LOOK_HERE = "Maple Meadow";

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  @TempDir static Path folder;
  private Path stdout;
  private Path stderr;
  private Path run;
  private int exit;

  @BeforeAll
  void migrate() throws IOException, InterruptedException {
    Stores stores = new Stores(folder);
    Path ofEast = folder.resolve("east.password");
    Files.writeString(ofEast, OF_EAST + "\n");
    Path config = folder.resolve("secrets.yml");
    Files.writeString(
        config,
        stores
            .config(
                List.of("password: env:HOME_PASSWORD", "password: file:" + ofEast),
                List.of("user: prima", "password: env:CASSANDRA_PASSWORD"))
            .replace(
                "shuffle-partitions: 2",
                "shuffle-partitions: 2, conf: {"
                    + "spark.hadoop.fs.s3a.secret.key: 'env:S3_SECRET'}"));
    Path source = folder.resolve("one.db");
    Query.change(
        Query.sqlite(source),
        "CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, primary_harmony TEXT,"
            + " coherence_level REAL, love_resonance REAL, region_id TEXT, status TEXT)",
        "INSERT INTO agents VALUES ('a-1', '"
            + LOOK_HERE
            + "', 'agency', 50.0, 50.0, 'genesis', 'active')");
    stdout = folder.resolve("stdout");
    stderr = folder.resolve("stderr");
    ProcessBuilder prima =
        PrimaProcess.of(
            Files.createDirectory(folder.resolve("tmp")),
            "migrate",
            "--config",
            config.toString(),
            "--source",
            source.toString(),
            "--runs",
            folder.resolve("runs").toString());
    prima.environment().put("HOME_PASSWORD", OF_HOME);
    prima.environment().put("CASSANDRA_PASSWORD", OF_CASSANDRA);
    prima.environment().put("S3_SECRET", OF_S3);
    Process process = prima.redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      exit = process.exitValue();
    } finally {
      process.destroyForcibly();
    }
    run = folder.resolve("runs/latest").toRealPath();
  }

  @Test
  void theRunItselfSucceeds() throws IOException {
    assertThat(exit).as(Files.readString(stderr)).isZero();
  }

  @Test
  void noFileOfTheRunHoldsASecret() throws IOException {
    List<String> holding = new ArrayList<>();
    int seen = 0;
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        seen++;
        if (holdsSecret(file)) {
          holding.add(run.relativize(file).toString());
        }
      }
    }
    assertThat(seen).isGreaterThan(10);
    assertThat(holding).isEmpty();
    // What is searched for would be found.
    assertThat(holds(folder.resolve("one.db"), LOOK_HERE)).isTrue();
  }

  @Test
  void neitherDoesWhatTheRunPrintedOrLeftInItsTemporaryFolder() throws IOException {
    assertThat(holdsSecret(stdout)).isFalse();
    assertThat(holdsSecret(stderr)).isFalse();
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(holdsSecret(file)).as("%s", file).isFalse();
      }
    }
  }

  @Test
  void theEffectiveConfigShowsStars() throws IOException {
    assertThat(Files.readString(run.resolve("config.effective.yml")))
        .contains("***")
        .doesNotContain("s3cret");
  }

  private static boolean holdsSecret(Path file) throws IOException {
    for (String secret : SECRETS) {
      byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
      if (holds(file, secret)
          || holds(file, Base64.getEncoder().encodeToString(utf8).substring(0, 16))
          || holds(file, new String(secret.getBytes(StandardCharsets.UTF_16LE), LATIN))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Path file, String text) throws IOException {
    return new String(Files.readAllBytes(file), LATIN).contains(text);
  }
}
