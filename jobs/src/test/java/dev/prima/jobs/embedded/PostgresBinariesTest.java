package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {
  @ParameterizedTest
  @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, s390x"})
  void aMachineWithoutBinariesIsToldToUseServersOfItsOwn(String os, String cpu) {
    assertThatThrownBy(() -> PostgresBinaries.archive(os, cpu))
        .isInstanceOfSatisfying(
            PrimaException.class,
            e -> {
              assertThat(e.error()).isEqualTo(EmbeddedError.NO_BINARIES);
              assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL);
            })
        .hasMessageContaining(os)
        .hasMessageContaining(cpu)
        .hasMessageContaining("--config");
  }

  @Test
  void theProgramsAreUnpackedOnceAndRun(@TempDir Path services) throws Exception {
    PostgresBinaries binaries = PostgresBinaries.locate(services);
    binaries.unpack();
    Process process =
        new ProcessBuilder(binaries.program("postgres").toString(), "--version").start();
    assertThat(
            new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .startsWith("postgres (PostgreSQL) " + binaries.majorVersion() + ".");
    assertThat(process.waitFor()).isZero();
    assertThat(binaries.folder().resolve("lib/libpq.so.5")).isSymbolicLink();

    Path program = binaries.program("postgres");
    var unpackedAt = Files.getLastModifiedTime(program);
    PostgresBinaries.locate(services).unpack();
    assertThat(Files.getLastModifiedTime(program)).isEqualTo(unpackedAt);
  }

  @Test
  void anInterruptedUnpackingIsDoneAnew(@TempDir Path services) throws IOException {
    PostgresBinaries binaries = PostgresBinaries.locate(services);
    Path half = services.resolve(binaries.folder().getFileName() + ".new");
    Files.createDirectories(half.resolve("bin"));
    Files.writeString(half.resolve("bin/postgres"), "half");
    binaries.unpack();
    assertThat(half).doesNotExist();
    assertThat(Files.size(binaries.program("postgres"))).isGreaterThan(1_000_000);
  }
}
