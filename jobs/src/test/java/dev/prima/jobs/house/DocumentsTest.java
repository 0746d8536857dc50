package dev.prima.jobs.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.prima.core.error.ErrorCode;
import dev.prima.core.error.ExitCode;
import dev.prima.core.mapping.RejectReason;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.mapping.MappingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the pages say of mappings, commands, errors and files is so. */
class DocumentsTest {
  private static final Path HOME = Path.of("..");
  private static final Path README = HOME.resolve("README.md");
  private static final MappingPages PAGES = new MappingPages(MappingReader.builtIn());

  @Test
  void theReadmeMapsTheOlderFilesAsTheProfileDoes() throws IOException {
    assertThat(MadePart.of(README, DocumentsTest.class, "unified", PAGES.profile("unified")))
        .isEqualTo(PAGES.profile("unified"));
  }

  @Test
  void thePageOfTargetsIsWhatTheMappingFilesSay() throws IOException {
    Path page = HOME.resolve("jobs/docs/targets.md");
    assertThat(MadePart.of(page, DocumentsTest.class, "tables", PAGES.targets()))
        .isEqualTo(PAGES.targets());
  }

  @Test
  void thePageOfMappingsTellsWhatBecomesOfTheShop() throws IOException {
    MappingPages shop =
        new MappingPages(
            MappingReader.withProfiles(List.of(HOME.resolve("config/mapping/shop.yml"))));
    assertThat(
            MadePart.of(
                HOME.resolve("jobs/docs/mapping.md"), DocumentsTest.class, "shop", shop.targets()))
        .isEqualTo(shop.targets());
  }

  static Stream<String> shownCommands() {
    return ReadmeBlock.of(README).stream()
        .flatMap(block -> block.commands().stream())
        .filter(command -> command.startsWith("scripts/prima"));
  }

  @ParameterizedTest
  @MethodSource("shownCommands")
  void theReadmeShowsCommandsThatExist(String command) {
    String[] words =
        Stream.of(command.replaceAll("\\s+#.*", "").split("\\s+"))
            .skip(1)
            .map(word -> word.replaceAll("^'|'$", ""))
            .toArray(String[]::new);
    assertThatCode(() -> new CommandLine(new Main()).parseArgs(words)).doesNotThrowAnyException();
  }

  @Test
  void theReadmeNamesEveryCommand() throws IOException {
    String readme = Files.readString(README);
    new CommandLine(new Main())
        .getSubcommands()
        .keySet()
        .forEach(name -> assertThat(readme).contains("| `" + name));
  }

  @Test
  void everyErrorStandsInThePageWithItsExitCode() throws IOException {
    String page = Files.readString(HOME.resolve("jobs/docs/what-happens-when.md"));
    List<ErrorCode> all = errorCodes();
    assertThat(all).hasSizeGreaterThan(50);
    for (ErrorCode error : all) {
      assertThat(page)
          .containsPattern("(?m)^\\| `" + error.code() + "` \\| " + error.exit().status() + " \\|");
    }
  }

  private static List<ErrorCode> errorCodes() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.prima")
            .stream()
            .filter(c -> c.isEnum() && c.isAssignableTo(ErrorCode.class))
            .map(JavaClass::reflect)
            .flatMap(c -> Stream.of(c.getEnumConstants()))
            .map(ErrorCode.class::cast)
            .toList();
  }

  @Test
  void theReadmeKnowsEveryExitCodeAndReasonOfRejection() throws IOException {
    String readme = Files.readString(README);
    for (ExitCode exit : ExitCode.values()) {
      assertThat(readme).containsPattern("(?m)^\\| " + exit.status() + " \\| ");
    }
    for (RejectReason reason : RejectReason.values()) {
      assertThat(readme).contains("| `" + reason + "` |");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "core/docs/identity.md",
        "core/docs/resharding.md",
        "jobs/docs/targets.md",
        "jobs/docs/benchmarks.md",
        "jobs/docs/cluster.md",
        "jobs/docs/cutover.md",
        "jobs/docs/deletes.md",
        "jobs/docs/incremental.md",
        "jobs/docs/mapping.md",
        "jobs/docs/operations.md",
        "jobs/docs/plan.md",
        "jobs/docs/reconcile.md",
        "jobs/docs/retry.md",
        "jobs/docs/what-happens-when.md"
      })
  void linksLeadSomewhere(String page) throws IOException {
    Path file = HOME.resolve(page);
    Matcher link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)").matcher(Files.readString(file));
    while (link.find()) {
      assertThat(file.resolveSibling(link.group(1))).exists();
    }
  }
}
