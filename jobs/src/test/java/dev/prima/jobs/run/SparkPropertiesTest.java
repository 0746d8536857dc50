package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.jobs.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkPropertiesTest {
  @TempDir Path folder;

  @Test
  void stagingIsReachedWithTheKeysThatTheConfigNames() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "hunter2\n");
    PrimaConfig config =
        ConfigReader.read(
            new ConfigReader.Options(
                Optional.empty(),
                List.of(
                    "spark.conf={spark.hadoop.fs.s3a.secret.key: 'file:"
                        + key
                        + "', spark.hadoop.fs.s3a.endpoint: 'minio:9000', spark.executor.cores: 2}"),
                Map.of()),
            Map.of(),
            Targets.NONE);
    assertThat(SparkProperties.of(config))
        .containsEntry("spark.hadoop.fs.s3a.secret.key", "hunter2")
        .containsEntry("spark.executor.cores", "2");
    assertThat(SparkProperties.hadoop(config).get("fs.s3a.secret.key")).isEqualTo("hunter2");
    assertThat(SparkProperties.hadoop(config).get("fs.s3a.endpoint")).isEqualTo("minio:9000");
    assertThat(config.effective()).doesNotContain("hunter2");
  }
}
