package dev.prima.jobs.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.ExitCode;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.config.ConfigReader;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans are made without any store: the one that the config names does not answer. */
class RepairPlannerTest {
  static final String CONFIG =
      """
      regions:
        nodes:
          - name: east
            serves: [sacred_north, sacred_south, sacred_east, sacred_west, sacred_center,
              sacred_above, sacred_below, genesis]
            jdbc-url: jdbc:postgresql://127.0.0.1:1/prima
      global:
        contact-points: ['127.0.0.1:1']
        local-datacenter: dc1
      """;
  private static final String MISSING =
      "{\"kind\":\"missing\",\"table\":\"agents\",\"store\":\"postgres\",\"key\":{\"agent_id\":"
          + "\"agent-007\"},\"identity\":\"0a\",\"node\":\"east\",\"region\":\"genesis\","
          + "\"shard\":3,\"sourceHash\":\"01\"}";
  private static final String UNEXPECTED =
      "{\"kind\":\"unexpected\",\"table\":\"spores\",\"store\":\"cassandra\",\"key\":{\"spore_id\":"
          + "\"s1\"},\"identity\":\"0b\",\"targetHash\":\"02\"}";

  @TempDir Path folder;
  private RunsFolder runs;

  @BeforeEach
  void folderOfRuns() {
    runs = new RunsFolder(folder.resolve("runs"));
  }

  private RunFolder run() {
    return runs.create(Clock.systemUTC(), new SecureRandom());
  }

  private RunFolder found(String... lines) throws IOException {
    RunFolder run = run();
    Files.write(run.discrepancies(), List.of(lines));
    return run;
  }

  private RunFolder repair(RepairPlanner planner) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yml"), CONFIG);
    PrimaConfig config =
        ConfigReader.read(Optional.of(file), Map.of(), List.of(), Targets.CONFIGURED);
    RunFolder own = run();
    RunContext context =
        new RunContext(
            "repair",
            config,
            MappingReader.builtIn(),
            List.of(),
            own,
            new RunContext.Attempt(1, Instant.now()),
            Progress.on(System.err, Progress.Display.SILENT, Map.of(), Clock.systemUTC()));
    RunReport report = new RepairRun(context, Destinations.of(config)).run(planner);
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(own.readReport().run().command()).isEqualTo("repair");
    return own;
  }

  @Test
  void aPlanHasAChangeForEachDifferenceInFilesForProgramsAndForPeople() throws IOException {
    RunFolder found = found(MISSING, UNEXPECTED);
    RunFolder own = repair(RepairPlanner.of(found));

    JsonObject plan =
        Json.parse(Files.readString(own.path().resolve("repair-plan.json"))).asObject();
    assertThat(plan.get("from").asString()).isEqualTo(found.id().text());
    List<JsonObject> changes =
        plan.get("changes").asArray().stream().map(c -> c.asObject()).toList();
    assertThat(changes.stream().map(c -> c.get("action").asString()))
        .containsExactly("insert", "delete");
    assertThat(changes.get(0).members())
        .containsAllEntriesOf(Json.parse(MISSING).asObject().members());
    assertThat(Files.readString(own.path().resolve("repair-plan.md")))
        .contains("| insert | postgres agents | agent_id=agent-007 |", "shard 3", "| delete |");
  }

  @Test
  void withoutARunTheNewestThatListedDifferencesIsTaken() throws IOException {
    RunFolder found = found(UNEXPECTED);
    run();
    RunFolder own = repair(RepairPlanner.ofNewest(runs));
    assertThat(Files.readString(own.path().resolve("repair-plan.json")))
        .contains(found.id().text());
  }

  @Test
  void whereNothingDiffersThereIsNothingToPlan() {
    RunFolder clean = run();
    assertThatThrownBy(() -> RepairPlanner.of(clean)).hasMessageContaining("FIX-003");
    assertThatThrownBy(() -> RepairPlanner.ofNewest(runs)).hasMessageContaining("FIX-003");
  }
}
