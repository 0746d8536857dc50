package dev.prima.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(folder.resolve("fleet/a/b"));
    for (String name :
        List.of(
            "z.db",
            "fleet/1.db",
            "fleet/1.db-wal",
            "fleet/1.db-shm",
            "fleet/2.db-journal",
            "fleet/.hidden.db",
            "fleet/a/3.db",
            "fleet/a/b/4.db",
            "fleet/a/b/[5].db",
            "fleet/x.txt")) {
      Files.writeString(folder.resolve(name), name);
    }
  }

  @Test
  void pathsAndGlobsBecomeSortedFiles() {
    assertThat(resolve("z.db", "fleet/*.db")).containsExactly("fleet/1.db", "z.db");
    assertThat(resolve(folder + "/fleet/{a,c}/[0-9].db")).containsExactly("fleet/a/3.db");
  }

  @Test
  void twoStarsAreAnyNumberOfFolders() {
    assertThat(resolve("fleet/**/*.db"))
        .containsExactly("fleet/1.db", "fleet/a/3.db", "fleet/a/b/4.db", "fleet/a/b/[5].db");
    assertThat(resolve("**/4.db")).containsExactly("fleet/a/b/4.db");
    assertThat(resolve("fleet/a/**")).hasSize(3);
  }

  @Test
  void sidecarsAndHiddenFilesAreLeftOut() {
    assertThat(resolve("fleet/*")).containsExactly("fleet/1.db", "fleet/x.txt");
    assertThat(resolve("fleet/.h*")).containsExactly("fleet/.hidden.db");
    assertThat(failure("fleet/*-wal")).contains("\"fleet/*-wal\" matches no file");
  }

  @Test
  void aFileWhoseNameLooksLikeAGlobIsThatFile() {
    assertThat(resolve("fleet/a/b/[5].db")).containsExactly("fleet/a/b/[5].db");
  }

  @Test
  void allProblemsStandInOneMessage() throws IOException {
    Files.createSymbolicLink(folder.resolve("dangling.db"), folder.resolve("gone"));
    assertThat(failure("none.db", "fleet", "x*.db", "a{.db", "dangling.db", "z.db", ""))
        .contains("\"none.db\" is not there; looked for " + folder.resolve("none.db"))
        .contains("\"fleet\" is a folder")
        .contains("\"x*.db\" matches no file in " + folder)
        .contains("\"a{.db\" is no glob")
        .contains("\"dangling.db\" is a link to a file that is not there")
        .contains("empty name");
    assertThat(
            catchThrowableOfType(
                PrimaException.class, () -> SourceFiles.resolve(List.of(), folder)))
        .hasMessageContaining("no source is named")
        .extracting(PrimaException::exit)
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void oneFileUnderTwoNamesIsAProblemThatNamesBoth() throws IOException {
    Files.createLink(folder.resolve("hard.db"), folder.resolve("z.db"));
    Files.createSymbolicLink(folder.resolve("soft.db"), folder.resolve("z.db"));
    assertThat(failure("z.db", "./z.db")).contains("\"./z.db\"").contains("are the same file");
    assertThat(failure("z.db", "hard.db")).contains("\"hard.db\"").contains("\"z.db\"");
    assertThat(failure("soft.db", "z.db")).contains("are the same file");
    assertThat(failure("fleet/*.db", "fleet/1.db"))
        .contains("\"fleet/1.db\"")
        .contains("\"fleet/*.db\" (" + folder.resolve("fleet/1.db") + ")");
  }

  @Test
  void aCircleOfLinksEnds() throws IOException {
    Files.createSymbolicLink(folder.resolve("fleet/a/up"), folder.resolve("fleet"));
    assertThat(resolve("fleet/**/4.db")).containsExactly("fleet/a/b/4.db");
  }

  private List<String> resolve(String... arguments) {
    return SourceFiles.resolve(List.of(arguments), folder).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }

  private String failure(String... arguments) {
    return catchThrowableOfType(
            PrimaException.class, () -> SourceFiles.resolve(List.of(arguments), folder))
        .getMessage();
  }
}
