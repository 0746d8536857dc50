package dev.prima.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.mapping.MappingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command is said at once: no run folder, no snapshot, no server asked. */
class RefusedCommandTest {
  @TempDir private Path folder;

  /** How a command ended and what it said. */
  private record Ended(int status, String said) {}

  @BeforeEach
  void makeSource() throws IOException {
    new LegacyGenerator(
            GenerateSpec.of(folder.resolve("legacy.db"), 9), (file, table, written, total) -> {})
        .generate();
    // Nobody listens there: who asks a server fails otherwise than these tests expect.
    Files.writeString(
        folder.resolve("config.yml"),
        """
        regions:
          nodes:
            - name: home
              serves: [genesis, sacred_north, sacred_south, sacred_east, sacred_west,
                sacred_center, sacred_above, sacred_below]
              jdbc-url: jdbc:postgresql://127.0.0.1:1/prima
              user: prima
              tls: {mode: disable}
        global:
          contact-points: ['127.0.0.1:2']
          local-datacenter: dc1
          keyspace: prima
        """);
  }

  private Ended prima(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", folder.resolve("config.yml").toString()));
    arguments.addAll(List.of("--source", folder.resolve("legacy.db").toString()));
    arguments.addAll(List.of("--runs", folder.resolve("runs").toString()));
    arguments.addAll(List.of(more));
    StringWriter said = new StringWriter();
    int status =
        Main.commandLine()
            .setErr(new PrintWriter(said, true))
            .execute(arguments.toArray(String[]::new));
    return new Ended(status, said.toString());
  }

  private void expectRefused(Ended ended, String... said) {
    assertThat(ended.status()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said()).contains(said);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reconcile.level=deep | deep",
        "reconcile.tolerance={agents.coherence_level: near} | near",
        "reconcile.tolerance={agents.coherence_levels: 0.1} | REC-001",
        "reconcile.tolerance={agents.name: 0.1} | REC-002",
        "reconcile.tolerance={messages.created_at: 0.1} | REC-002",
        "reconcile.exclude=[agent] | REC-001",
        "reconcile.exclude=[agents.nobody] | REC-001",
      })
  void whatReconcileCannotDoIsRefused(String set, String said) {
    expectRefused(prima("reconcile", "--set", set), said);
    expectRefused(prima("migrate", "--set", set), said);
    expectRefused(prima("schedule", "--set", set, "--set", "schedule.cron=30 3 * * *"), said);
  }

  @Test
  void aScheduleOfRunsThatNoneCouldBeIsRefused() {
    expectRefused(
        prima("schedule", "--set", "source.tables=[agnts]", "--set", "schedule.cron=30 3 * * *"),
        "agnts");
  }

  @Test
  void tablesThatOnlyTheSourcesKnowAreJudgedOnceTheseAreRead() {
    ReconcileConfig config =
        new ReconcileConfig(
            Level.ROW,
            Optional.empty(),
            false,
            Map.of("legacy.things.size", "1"),
            List.of("legacy.things", "agents.session_info"),
            false,
            1);
    assertThatCode(() -> Leniency.check(config, MappingReader.builtIn().targets()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--table agent | TAB-001 | agent",
        "--exclude-table legacy | TAB-001 | legacy.NAME",
        "--table agent* | TAB-001 | agent*",
        "--table messages spores | TAB-002 | messages",
        "--exclude-table agents --table agents | CFG-001 | source.exclude-tables",
        "--table spores --set sharding.rebalance=full | TAB-002 | sharding.rebalance",
      })
  void tablesThatCannotBeTakenAreRefused(String options, String code, String said) {
    expectRefused(prima("migrate", options.split(" ")), code, said);
    expectRefused(prima("plan", options.split(" ")), code, said);
  }

  @Test
  void aPlanThatIsNotThereIsRefused() {
    Path plan = folder.resolve("plan.json");
    expectRefused(prima("migrate", "--plan", plan.toString()), "PLN-003", plan.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no JSON at all",
        "[]",
        "{}",
        "{\"schemaVersion\": 1}",
        "{\"schemaVersion\": 2, \"runId\": \"x\"}",
        "{\"schemaVersion\": \"one\"}",
      })
  void whatIsNoPlanIsRefused(String text) throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), text);
    expectRefused(prima("migrate", "--plan", plan.toString()), "PLN-003", "is no plan");
  }

  @Test
  void aPlanAndARunToResumeAreNotToBeHadTogether() {
    expectRefused(prima("migrate", "--plan", "plan.json", "--resume", "latest"), "PLN-004");
  }

  @Test
  void onlyARunThatGoesOnHasChangesToAccept() {
    expectRefused(prima("migrate", "--accept-changes"), "--accept-changes", "--resume RUN_ID");
  }
}
