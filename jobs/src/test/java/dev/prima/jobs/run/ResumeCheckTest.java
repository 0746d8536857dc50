package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport;
import dev.prima.jobs.config.ConfigReader;
import dev.prima.jobs.config.MappingCopies;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.ResumeCheck.Changes;
import dev.prima.jobs.source.SourceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was left after its snapshots, and what it finds when it is to go on. */
class ResumeCheckTest {
  private static final String CONFIG =
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

  @TempDir Path folder;
  private Path source;
  private RunFolder run;

  @BeforeEach
  void sourceAndRun() {
    source = folder.resolve("a.db");
    Query.change(Query.sqlite(source), "CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2)");
    run = new RunsFolder(folder.resolve("runs")).create(Clock.systemUTC(), new SecureRandom());
  }

  private RunContext attempt(int number, List<Path> sources, String... sets) {
    try {
      Path file = Files.writeString(folder.resolve("c.yml"), CONFIG);
      PrimaConfig config =
          ConfigReader.read(
              new ConfigReader.Options(Optional.of(file), List.of(sets), Map.of()),
              Map.of(),
              Targets.CONFIGURED);
      return new RunContext(
          "migrate",
          config,
          MappingReader.builtIn(),
          sources,
          run,
          new RunContext.Attempt(number, Instant.now()),
          Stores.silent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(String... sets) {
    RunContext first = attempt(1, List.of(source), sets);
    new Beginning(first.sources()).write(run);
    new ReportWriter(first).started();
  }

  private void leaveAfterSnapshot(String... sets) throws IOException {
    begin(sets);
    SourceList.write(
        RunState.sourceList(run), SnapshotStep.take(attempt(1, List.of(source), sets)));
  }

  private void resume(Changes changes, String... sets) {
    resume(changes, List.of(source), sets);
  }

  private void resume(Changes changes, List<Path> sources, String... sets) {
    ResumeCheck.check(
        attempt(2, sources, sets), run.readReport(), ResumeCheck.Targets.CONFIGURED, changes);
  }

  private void expectRefused(Changes changes, String named, String... sets) throws IOException {
    String report = Files.readString(run.reportJson());
    assertThatThrownBy(() -> resume(changes, sets))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.BLOCKED))
        .hasMessageStartingWith("RUN-015 Run " + run.id())
        .hasMessageContainingAll(named, "Nothing was touched");
    assertThat(Files.readString(run.reportJson())).isEqualTo(report);
  }

  @Test
  void otherTablesAreOtherRows() throws IOException {
    leaveAfterSnapshot("source.tables=[legacy.t]");
    expectRefused(Changes.ACCEPTED, "source.tables[0] is absent, it was legacy.t");
    expectRefused(Changes.ACCEPTED, "source.exclude-tables[0]", "source.exclude-tables=[legacy.t]");
  }

  @Test
  void anotherMappingMakesOtherRows() throws IOException {
    Path mapping = folder.resolve("own.yml");
    Files.writeString(mapping, "profile: own");
    String set = "source.profile=[" + mapping + "]";
    leaveAfterSnapshot(set);
    MappingCopies.keep(attempt(1, List.of(source), set).config().source(), run);
    assertThatCode(() -> resume(Changes.REFUSED, set)).doesNotThrowAnyException();
    Files.writeString(mapping, "profile: other");
    expectRefused(Changes.ACCEPTED, "source.profile[0].sha256", set);
    assertThat(run.mappings().resolve("0-own.yml")).hasContent("profile: own");
  }

  @Test
  void whatIsAsItWasGoesOn() throws IOException {
    leaveAfterSnapshot();
    assertThatCode(() -> resume(Changes.REFUSED)).doesNotThrowAnyException();
  }

  @Test
  void whoReadsTheSnapshotsAndHowManyAtOnceMayChange() throws IOException {
    leaveAfterSnapshot("extract.on=executors", "extract.parallelism=7");
    assertThatCode(() -> resume(Changes.REFUSED, "extract.on=driver")).doesNotThrowAnyException();
  }

  @Test
  void aSourceThatOnlyLooksNewIsTheSame() throws IOException {
    leaveAfterSnapshot();
    Files.write(source, Files.readAllBytes(source));
    assertThatCode(() -> resume(Changes.REFUSED)).doesNotThrowAnyException();
  }

  @Test
  void aSourceThatWasWrittenToIsNamedAndCanBeAccepted() throws IOException {
    leaveAfterSnapshot();
    Query.change(Query.sqlite(source), "INSERT INTO t VALUES (3)");
    expectRefused(Changes.REFUSED, "source " + source + " is not what it was");
    expectRefused(Changes.REFUSED, "--accept-changes");
    assertThatCode(() -> resume(Changes.ACCEPTED)).doesNotThrowAnyException();
  }

  @Test
  void whatALaterRunHasBroughtIsNotPutBack() throws IOException {
    leaveAfterSnapshot();
    Query.change(Query.sqlite(source), "UPDATE t SET a = a + 1");
    leaveGoodRun("elsewhere", attempt(1, List.of(source), "global.keyspace=other"));
    assertThatCode(() -> resume(Changes.ACCEPTED)).doesNotThrowAnyException();
    RunFolder later = leaveGoodRun("later", attempt(1, List.of(source)));
    expectRefused(Changes.ACCEPTED, "run " + later.id() + " has brought a later state of it");
  }

  private RunFolder leaveGoodRun(String sha256, RunContext of) {
    RunFolder folder =
        new RunsFolder(this.folder.resolve("runs"))
            .create(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)), new SecureRandom());
    RunFolder.writeAtomically(folder.effectiveConfig(), of.config().effective());
    folder.write(
        new RunReport(
            new RunFacts(folder.id(), "migrate", false, 1, Instant.now()),
            new RunEnd(ExitCode.OK, Instant.now(), null),
            run.readReport().environment(),
            List.of(new SourceReport(source.toString(), 1, sha256, List.of(), List.of())),
            List.of(),
            Findings.NONE,
            List.of(),
            Remarks.NONE));
    return folder;
  }

  @Test
  void whatIsOnlyInTheLogOfASourceIsNoticed() throws Exception {
    Query.change(Query.sqlite(source), "PRAGMA journal_mode = WAL");
    leaveAfterSnapshot();
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + source);
        Statement statement = writer.createStatement()) {
      statement.execute("INSERT INTO t VALUES (3)");
      expectRefused(Changes.REFUSED, "source " + source + " is not what it was");
    }
  }

  @Test
  void aSourceThatIsGoneIsNeededOnlyWhereItIsReadInPlace() throws IOException {
    leaveAfterSnapshot();
    Files.delete(source);
    expectRefused(Changes.REFUSED, "source " + source + " is gone");
    assertThatCode(() -> resume(Changes.ACCEPTED)).doesNotThrowAnyException();
  }

  @Test
  void aSourceThatIsReadInPlaceMustBeAsItWas() throws IOException {
    leaveAfterSnapshot("source.immutable=true");
    Query.change(Query.sqlite(source), "INSERT INTO t VALUES (3)");
    expectRefused(Changes.ACCEPTED, "is not what it was", "source.immutable=true");
  }

  @Test
  void otherSourcesAreNamedAndCanBeLeftForALaterRun() throws IOException {
    leaveAfterSnapshot();
    Path other = folder.resolve("b.db");
    assertThatThrownBy(() -> resume(Changes.REFUSED, List.of(other)))
        .hasMessageContainingAll(
            "source " + other + " was not named", "source " + source + " is not named any more");
    assertThatCode(() -> resume(Changes.ACCEPTED, List.of(source, other)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sharding.shards=50",
        "source.text.nul=strip",
        "staging.uri=file:/tmp/other",
        "load.months.from=2001-01"
      })
  void whatRowsDependOnMustBeAsItWas(String set) throws IOException {
    leaveAfterSnapshot();
    expectRefused(Changes.ACCEPTED, "config key " + set.substring(0, set.indexOf('=')), set);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"errors.budget=5%", "load.connections-per-node=3", "spark.shuffle-partitions=7"})
  void whatOnlyTheRunItselfDependsOnMayChange(String set) throws IOException {
    leaveAfterSnapshot();
    assertThatCode(() -> resume(Changes.REFUSED, set)).doesNotThrowAnyException();
  }

  @Test
  void aTargetElsewhereIsAskedAboutUnlessItIsEmbedded() throws IOException {
    leaveAfterSnapshot();
    String moved = "global.contact-points=['127.0.0.1:2']";
    expectRefused(Changes.REFUSED, "config key global.contact-points[0] is 127.0.0.1:2", moved);
    assertThatCode(() -> resume(Changes.ACCEPTED, moved)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                ResumeCheck.check(
                    attempt(2, List.of(source), moved),
                    run.readReport(),
                    ResumeCheck.Targets.EMBEDDED,
                    Changes.REFUSED))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherVersionIsAskedAbout() throws IOException {
    leaveAfterSnapshot();
    String report = Files.readString(run.reportJson());
    String own = "\"version\": \"" + ToolVersion.text() + "\"";
    assertThat(report).contains(own);
    Files.writeString(run.reportJson(), report.replace(own, "\"version\": \"0.0.1\""));
    expectRefused(Changes.REFUSED, "version 0.0.1 began it");
    assertThatCode(() -> resume(Changes.ACCEPTED)).doesNotThrowAnyException();
  }

  @Test
  void beforeItsSnapshotsARunGoesOnWithAnything() {
    begin();
    Query.change(Query.sqlite(source), "INSERT INTO t VALUES (3)");
    assertThatCode(() -> resume(Changes.REFUSED, "sharding.shards=50")).doesNotThrowAnyException();
    assertThat(Beginning.read(run).sources()).containsExactly(source);
  }

  @Test
  void aRunWhoseWorkFolderWasEmptiedSaysSo() throws IOException {
    begin();
    Files.delete(run.work().resolve("begun.json"));
    assertThatThrownBy(() -> Beginning.read(run))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("RUN-014")
        .hasMessageContaining("begun.json");
  }
}
