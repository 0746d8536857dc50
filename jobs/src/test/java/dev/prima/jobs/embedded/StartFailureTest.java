package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {
  @TempDir Path folder;

  /** The texts are those that the servers, unshare and initdb write themselves. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOG:  could not bind IPv4 address "127.0.0.1": Address already in use                | PORT_LOST
          ConfigurationException: /127.0.0.1:7000 is in use by another process.                | PORT_LOST
          FATAL:  could not write lock file "postmaster.pid": No space left on device          | DISK_FULL
          unshare: unshare failed: Operation not permitted                                     | ROOT_REFUSED
          PANIC:  could not locate a valid checkpoint record at 0/1000028                      | BROKEN_FOLDER
          org.apache.cassandra.io.sstable.CorruptSSTableException: Corrupted: nb-1-big-Data.db | BROKEN_FOLDER
          Error: Could not find or load main class                                             | NOT_READY
          """)
  void theLogTellsWhy(String line, EmbeddedError expected) throws IOException {
    ServerLog log = new ServerLog(folder.resolve("server.log"));
    Files.writeString(log.file(), "before\n" + line + "\nafter\n");
    PrimaException failure = StartFailure.of("east ended", List.of(log));
    assertThat(failure.error()).isEqualTo(expected);
    assertThat(failure.exit()).isEqualTo(ExitCode.EXTERNAL);
    assertThat(failure).hasMessageContaining(log.file().toString()).hasMessageContaining(line);
  }

  @Test
  void onlyTheLastLinesAreShown() throws IOException {
    ServerLog log = new ServerLog(folder.resolve("server.log"));
    Files.writeString(
        log.file(),
        IntStream.rangeClosed(1, 500)
            .mapToObj(i -> "line " + i + ".")
            .collect(Collectors.joining("\n")));
    assertThat(StartFailure.of("east ended", List.of(log)))
        .hasMessageContaining("line 500.")
        .hasMessageNotContaining("line 400.");
  }
}
