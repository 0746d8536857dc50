package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.StepReport.Retried;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriesTest {
  @TempDir Path temp;

  @Test
  void addUpOverTheAttemptsOfARunByStepAndStore() {
    RunFolder run = new RunsFolder(temp).create(Clock.systemUTC(), new Random());
    assertThat(Retries.of(run, "load-postgres")).isEmpty();

    Retries.add(run, "load-postgres", Map.of("east", 2));
    Retries.add(run, "load-postgres", PostgresError.UNREACHABLE.on("east", "load prima.agents"));
    Retries.add(run, "load-postgres", PostgresError.BUSY.on("node-2.b", ""));
    Retries.add(
        run, "load-cassandra", new PrimaException(CassandraError.WRITE_FAILED, "not written"));

    assertThat(Retries.of(run, "load-postgres"))
        .containsExactly(
            new Retried("postgres", "east", 3), new Retried("postgres", "node-2.b", 1));
    assertThat(Retries.of(run, "load-cassandra"))
        .containsExactly(new Retried("cassandra", null, 1));
    assertThat(Retries.of(run, "resolve")).isEmpty();
  }
}
