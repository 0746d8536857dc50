package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan}, and {@code migrate --plan} after it, as they are typed. */
class FollowedPlanIT {
  @TempDir private Path folder;
  private Stores stores;
  private Path source;

  private int prima(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", folder.resolve("config.yml").toString()));
    arguments.addAll(List.of("--source", source.toString()));
    arguments.addAll(List.of("--runs", folder.resolve("runs").toString()));
    arguments.addAll(List.of(more));
    return Main.commandLine().execute(arguments.toArray(String[]::new));
  }

  private RunFolder newest() {
    return new RunsFolder(folder.resolve("runs")).latest().orElseThrow();
  }

  @Test
  void aPlanIsFollowedAsLongAsSourcesConfigAndTargetsAreWhatItSaw() throws IOException {
    stores = new Stores(folder);
    source = folder.resolve("legacy.db");
    Files.writeString(folder.resolve("config.yml"), stores.config(List.of(), List.of()));
    new LegacyGenerator(GenerateSpec.of(source, 100), (file, table, written, total) -> {})
        .generate();
    Path copy = Files.copy(source, folder.resolve("copy.db"));
    assertThat(prima("plan")).isZero();
    String plan = newest().planJson().toString();

    Query.change(Query.sqlite(source), "UPDATE agents SET name = 'other' WHERE rowid = 1");
    expectRefused(plan, "source " + source + " is not what it was");
    Files.copy(copy, source, StandardCopyOption.REPLACE_EXISTING);
    expectRefused(
        plan, "config key load.months", "--set", "load.months={from: 2020-01, to: 2021-01}");

    // Where and how fast a run works may change; what becomes of rows does not.
    assertThat(prima("migrate", "--plan", plan, "--set", "extract.range-rows=1000")).isZero();
    RunReport followed = newest().readReport();
    assertThat(Objects.requireNonNull(followed.forecast().foretold()).differences()).isEmpty();
    assertThat(stores.count("SELECT count(*) FROM prima.agents")).isEqualTo(100);

    // The run has changed the targets: what it followed holds no more.
    expectRefused(plan, "target postgres " + stores.nodes.get(2).name());
    expectRefused(plan, "target cassandra " + stores.keyspace);
  }

  private void expectRefused(String plan, String why, String... more) {
    boolean stood = stores.keyspaceExists();
    List<String> arguments = new ArrayList<>(List.of("--plan", plan));
    arguments.addAll(List.of(more));
    assertThat(prima("migrate", arguments.toArray(String[]::new)))
        .as(why)
        .isEqualTo(ExitCode.BLOCKED.status());
    assertThat(Objects.requireNonNull(newest().readReport().end().error()).message())
        .startsWith("PLN-002")
        .contains(why);
    assertThat(stores.keyspaceExists()).as("nothing is made").isEqualTo(stood);
  }
}
