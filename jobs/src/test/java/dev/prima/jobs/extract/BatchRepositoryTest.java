package dev.prima.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRepositoryTest {
  @TempDir Path folder;

  @Test
  void isMadeWhereAnEarlierProcessCameNoFurtherThanItsFile() throws Exception {
    Path file = Files.createFile(folder.resolve("jobs.db"));
    for (int round = 0; round < 2; round++) {
      try (BatchRepository repository = BatchRepository.open(file)) {
        assertThat(repository.jobs().getJobNames()).isEmpty();
      }
    }
  }

  /** A disk that fills up while they are made. */
  @Test
  void holdsAllItsTablesOrNone() throws SQLException {
    Path file = folder.resolve("jobs.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.createStatement().execute("CREATE TABLE batch_step_execution_seq (id)");
      connection.createStatement().execute("ALTER TABLE batch_step_execution_seq RENAME TO taken");
      connection.createStatement().execute("CREATE INDEX batch_step_execution_seq ON taken (id)");
    }
    assertThatThrownBy(() -> BatchRepository.open(file).close()).isInstanceOf(PrimaException.class);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var tables =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT group_concat(name) FROM sqlite_master WHERE type = 'table'")) {
      assertThat(tables.getString(1)).isEqualTo("taken");
    }
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("jobs.db"), "no database ".repeat(100));
    assertThatThrownBy(() -> BatchRepository.open(file).close())
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL))
        .hasMessageStartingWith("REP-003")
        .hasMessageContaining(file + ": ")
        .hasMessageContaining("not a database");
  }
}
