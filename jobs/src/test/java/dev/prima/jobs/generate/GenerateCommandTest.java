package dev.prima.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.PrimaException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsThePathToStdoutAndProgressToStderr() {
    Path file = folder.resolve("fleet.db");
    assertThat(run("--out", file.toString(), "--agents", "50")).isZero();
    assertThat(out.toString().strip()).isEqualTo(file.toString());
    assertThat(err.toString()).contains("connections  210 of 210 rows");
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void tellsAllBadNumbersAtOnceAndMakesNothing() {
    Path file = folder.resolve("fleet.db");
    int exit =
        run(
            "--out",
            file.toString(),
            "--agents",
            "many",
            "--edges",
            "-2",
            "--messages",
            "x",
            "--seed",
            "1.5",
            "--profile",
            "other",
            "--dirt",
            "7",
            "--files",
            "0");
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--agents many",
            "--edges -2.0",
            "--messages x",
            "--seed 1.5",
            "--profile other",
            "--dirt 7.0",
            "--files 0");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayIsExit2() {
    String file = folder.resolve("fleet.db").toString();
    assertThat(run("--out", file, "--agents", "10")).isZero();
    assertThat(run("--out", file, "--agents", "10")).isEqualTo(2);
    assertThat(err.toString()).contains("GEN-002");
  }

  @Test
  void theOutputFileIsRequired() {
    assertThat(run("--agents", "10")).isEqualTo(2);
  }

  private int run(String... arguments) {
    return new CommandLine(new GenerateCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(e.getMessage());
              return ((PrimaException) e).exit().status();
            })
        .execute(arguments);
  }
}
