package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code scripts/examples} hands to other schedulers is what this program understands. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../scripts/examples");

  /** Up to where a shell or the end of the line cuts the command off. */
  private static final Pattern COMMAND = Pattern.compile("scripts/prima ([^>\n|&]+)");

  @Test
  void everyCommandInThemIsUnderstood() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path file : files()) {
      Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith("#"))
          .map(COMMAND::matcher)
          .filter(Matcher::find)
          .map(found -> found.group(1).strip())
          .forEach(commands::add);
    }
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      understood(Arrays.asList(command.replace("'", "").split(" +")));
    }
  }

  @Test
  void theCronJobRunsOneMigrationAtATimeAndNeverTwiceInARow() throws IOException {
    Map<String, Object> job = new Yaml().load(Files.readString(EXAMPLES.resolve("cronjob.yaml")));
    assertThat(job).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "CronJob");
    Map<String, Object> spec = member(job, "spec");
    assertThat(spec).containsEntry("concurrencyPolicy", "Forbid");
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(
            CronTimes.of(
                    String.valueOf(spec.get("schedule")),
                    ZoneId.of(String.valueOf(spec.get("timeZone"))))
                .after(noon))
        .isEqualTo("2026-03-02T03:30:00Z");
    Map<String, Object> jobSpec = member(member(spec, "jobTemplate"), "spec");
    assertThat(jobSpec).containsEntry("backoffLimit", 0);
    Map<String, Object> pod = member(member(jobSpec, "template"), "spec");
    assertThat(pod).containsEntry("restartPolicy", "Never");
    List<Map<String, Object>> containers = list(pod, "containers");
    assertThat(containers).hasSize(1);
    understood(list(containers.get(0), "args"));
    List<Map<String, Object>> mounts = list(containers.get(0), "volumeMounts");
    List<Map<String, Object>> volumes = list(pod, "volumes");
    assertThat(mounts.stream().map(m -> m.get("name")))
        .containsExactlyElementsOf(volumes.stream().map(v -> v.get("name")).toList());
  }

  @Test
  void unitsHaveTheSectionsAndKeysThatSystemdKnows() throws IOException {
    Pattern lines =
        Pattern.compile(
            "#.*||\\[(Unit|Service|Timer|Install)]|(Description|After|Wants|Type|User"
                + "|WorkingDirectory|EnvironmentFile|ExecStart|SuccessExitStatus|TimeoutStopSec"
                + "|KillMode|Restart|OnCalendar|RandomizedDelaySec|Persistent|WantedBy)=\\S.*");
    for (Path file : files()) {
      if (file.toString().matches(".*\\.(service|timer)")) {
        assertThat(Files.readAllLines(file)).allSatisfy(line -> assertThat(line).matches(lines));
      }
    }
  }

  private static void understood(List<String> arguments) {
    // Throws where an option or a command is unknown.
    assertThat(Main.commandLine().parseArgs(arguments.toArray(String[]::new)).hasSubcommand())
        .isTrue();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> member(Map<String, Object> map, String name) {
    return (Map<String, Object>) map.get(name);
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Map<String, Object> map, String name) {
    return (List<T>) map.get(name);
  }
}
