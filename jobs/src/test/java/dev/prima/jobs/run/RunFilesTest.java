package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class RunFilesTest {
  private static final String FULL = "No space left on device";

  @Test
  void aFullDiskIsKnownHoweverSparkMetIt() {
    assertThat(code(new SparkException("Job aborted", new IOException(FULL)))).isEqualTo("STG-001");
    assertThat(code(new Error(new IOException(FULL)))).isEqualTo("STG-001");
  }

  @Test
  void otherFailuresAreNot() {
    assertThat(RunFiles.known(new SparkException("Job aborted", new IOException("Gone")))).isNull();
    assertThat(RunFiles.known(new IllegalStateException(FULL))).isNull();
  }

  private static String code(Throwable failure) {
    PrimaException known = RunFiles.known(failure);
    assertThat(known).isNotNull();
    return known.error().code();
  }
}
