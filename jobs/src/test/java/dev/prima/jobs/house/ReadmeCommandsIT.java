package dev.prima.jobs.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.report.ReportSchema;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what README.md tells a newcomer to do, in a folder and with servers of its own. Blocks are
 * marked {@code bash run}; with {@code -Dprima.full=true} also those marked {@code bash full}.
 */
class ReadmeCommandsIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> LINKS = List.of("scripts", "config", "sample-data");

  @TempDir private Path folder;

  @Test
  void everyMarkedCommandOfTheReadmeSucceeds() throws IOException, InterruptedException {
    boolean full = Boolean.getBoolean("prima.full");
    String mark = full ? "run|full" : "run";
    List<ReadmeBlock> marked =
        ReadmeBlock.of(HOME.resolve("README.md")).stream()
            .filter(block -> block.marks().stream().anyMatch(word -> word.matches(mark)))
            .toList();
    assertThat(marked).isNotEmpty();
    for (String name : LINKS) {
      Files.createSymbolicLink(folder.resolve(name), HOME.resolve(name));
    }
    String script = marked.stream().map(ReadmeBlock::script).collect(Collectors.joining());
    Path output = folder.resolve("output.txt");
    if (!full) {
      // Commands find them and need not start their own, which takes longer than what they do.
      assertThat(bash("scripts/prima services start", output, 5)).isZero();
    }
    assertThat(bash(script, output, 15)).as("%s", (Object) Files.readString(output)).isZero();
    assertThat(folder.resolve("runs/latest/report.json")).content().contains("\"reconciled\"");
    new RunsFolder(folder.resolve("runs")).list().forEach(ReportSchema::assertValid);
  }

  @AfterEach
  void leaveNothingRunning() throws IOException, InterruptedException {
    bash("scripts/prima services stop --delete", folder.resolve("stop.txt"), 5);
    for (String name : LINKS) {
      Files.delete(folder.resolve(name));
    }
  }

  private int bash(String script, Path output, int minutes)
      throws IOException, InterruptedException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-euxo", "pipefail", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Servers of a developer, which scripts/prima would use, are left alone.
    bash.environment()
        .putAll(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dprima.services.few-rows=true -Dprima.services=" + folder.resolve("services")));
    Process process = bash.start();
    try {
      assertThat(process.waitFor(minutes, TimeUnit.MINUTES))
          .as("%s", (Object) Files.readString(output))
          .isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
