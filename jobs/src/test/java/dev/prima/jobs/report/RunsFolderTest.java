package dev.prima.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.Environment;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
import dev.prima.jobs.progress.KeptProgress;
import dev.prima.jobs.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunsFolderTest {
  private static final Instant START = Instant.parse("2026-11-22T14:15:30Z");

  @TempDir Path temp;
  private final Random random = new Random(3);

  @Test
  void newRunIsForItsOwnerOnlyAndLatestPointsToIt() throws Exception {
    RunsFolder runs = new RunsFolder(temp.resolve("a/runs"));
    RunFolder first = runs.create(at(0), random);
    RunFolder second = runs.create(at(1), random);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second.path())))
        .isEqualTo("rwx------");
    assertThat(first.path().getFileName().toString()).startsWith("2026-11-22T141530Z-");
    assertThat(Files.readSymbolicLink(temp.resolve("a/runs/latest")))
        .isEqualTo(second.path().getFileName());
    assertThat(runs.list()).containsExactly(first, second);
    assertThat(runs.latest()).contains(second);
    assertThat(runs.find(first.id().text())).isEqualTo(first);
    assertThat(runs.find("latest")).isEqualTo(second);
    assertThat(second.work()).isDirectory();
    assertThat(second.shardMap()).isDirectory();
    assertThat(second.rejects("agents").getParent()).isDirectory();
    assertThat(second.superseded("agents").getParent()).isDirectory();
  }

  @Test
  void runsOfOneSecondDoNotCollide() {
    RunsFolder runs = new RunsFolder(temp);
    runs.create(at(0), new Random(5));
    runs.create(at(0), new Random(5));
    assertThat(runs.list()).hasSize(2);
  }

  @Test
  void folderThatCannotBeWrittenToIsSaidSoWithExitTwo() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    assertThatThrownBy(() -> new RunsFolder(file).create(at(0), random))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("REP-001 The folder of runs " + file + " cannot be written to");
  }

  @Test
  void reportThatCannotBeWrittenIsSaidSoWithExitFiveAndLeavesNothingHalf() throws Exception {
    RunFolder run = new RunsFolder(temp).create(at(0), random);
    Files.createDirectory(run.path().resolve("report.json"));
    Files.createFile(run.path().resolve("report.json/in-the-way"));
    assertThatThrownBy(() -> run.write(report(run.id(), ExitCode.OK)))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL))
        .hasMessageStartingWith("REP-003 Cannot write " + run.reportJson());
    assertThat(run.path()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void namesOfTablesNeverLeaveTheirFolder() {
    assertThat(RunFolder.fileName("agents")).isEqualTo("agents");
    assertThat(RunFolder.fileName("legacy.Ärger/../x")).isEqualTo("legacy.%C3%84rger%2F..%2Fx");
    assertThat(RunFolder.fileName("..")).isEqualTo("%2E.");
    assertThat(RunFolder.fileName("x".repeat(5000) + "1"))
        .hasSizeLessThan(220)
        .isNotEqualTo(RunFolder.fileName("x".repeat(5000) + "2"));
  }

  @Test
  void everyFormOfTheReportIsWrittenAndShownAgain() throws Exception {
    RunFolder run = new RunsFolder(temp).create(at(0), random);
    run.write(report(run.id(), ExitCode.OK));
    ReportSchema.assertValid(run);
    for (Map.Entry<String, String> form :
        Map.of(
                "json",
                "report.json",
                "html",
                "report.html",
                "md",
                "report.md",
                "junit",
                "junit.xml")
            .entrySet()) {
      assertThat(run(new ReportCommand(), "latest", "--format", form.getKey()))
          .isEqualTo("0 " + Files.readString(run.path().resolve(form.getValue())));
    }
    try (var files = Files.list(run.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void reportMakesThePagesAgainAndTheListOfRuns() throws Exception {
    RunsFolder runs = new RunsFolder(temp);
    RunFolder done = runs.create(at(0), random);
    done.write(report(done.id(), ExitCode.OK));
    RunFolder killed = runs.create(at(1), random);
    Files.writeString(done.effectiveConfig(), "name: <b>\n");
    Files.delete(done.path().resolve("junit.xml"));
    Files.delete(temp.resolve("index.html"));
    assertThat(run(new ReportCommand(), done.id().text(), "--format", "html"))
        .contains("name: &lt;b&gt;");
    assertThat(done.path().resolve("junit.xml")).exists();
    assertThat(temp.resolve("index.html"))
        .content()
        .contains("<h1>2 runs</h1>")
        .contains("<a href=\"" + done.id() + "/report.html\">")
        .contains("1 min 1 s")
        .contains("<code>" + killed.id() + "</code>")
        .contains("under way, or was killed early");
  }

  @Test
  void pageIsOpenedByTheDesktopsCommandAndItsLackIsSaidWithThePath() throws Exception {
    Path page = temp.resolve("report.html");
    assertThatThrownBy(() -> Browser.ofPath(temp.toString()).open(page))
        .hasMessageStartingWith("REP-005 ")
        .hasMessageEndingWith(page.toString());
    Path opener = temp.resolve("open");
    Files.writeString(opener, "#!/bin/sh\necho \"$1\" > \"$0.seen\"\n");
    Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwx------"));
    Browser.ofPath("/nowhere" + java.io.File.pathSeparator + temp).open(page);
    assertThat(temp.resolve("open.seen")).hasContent(page.toString());
    Files.writeString(opener, "#!/bin/sh\nexit 3\n");
    assertThatThrownBy(() -> Browser.ofPath(temp.toString()).open(page))
        .hasMessageContaining("ended with 3");
  }

  @Test
  void statusTellsOfEveryRunWhatCameOfItAndWhatToDo() throws Exception {
    RunsFolder runs = new RunsFolder(temp);
    RunFolder done = runs.create(at(0), random);
    done.write(report(done.id(), ExitCode.OK));
    RunFolder stopped = runs.create(at(1), random);
    stopped.write(report(stopped.id(), ExitCode.INTERRUPTED));
    RunFolder killed = runs.create(at(2), random);
    RunFolder broken = runs.create(at(3), random);
    Files.writeString(broken.reportJson(), "{\"schemaVersion\": 1");
    RunFolder cut = runs.create(at(4), random);
    cut.writeUnderWay(underWay(cut.id()));
    String[] lines = run(new StatusCommand()).split("\n");
    assertThat(lines).hasSize(6);
    assertThat(lines[0]).contains("RUN", "COMMAND", "OUTCOME", "EXIT", "READ", "NEXT");
    assertThat(lines[1]).startsWith(done.id().text()).contains("migrate", "ok", "61s", "1,200");
    assertThat(lines[2])
        .contains("interrupted", "130")
        .endsWith("scripts/prima migrate --resume " + stopped.id());
    assertThat(lines[3])
        .startsWith(killed.id().text())
        .contains("killed before it had done anything");
    assertThat(lines[4]).contains("REP-004 " + broken.reportJson() + " is no report");
    assertThat(lines[5])
        .containsPattern("killed +extract +1,200")
        .endsWith("scripts/prima migrate --resume " + cut.id());
    assertThat(run(new StatusCommand(), "--json"))
        .contains("\"outcome\": \"ok\",\n    \"exitCode\": 0,")
        .contains("\"seconds\": 61.5,\n    \"read\": 1200,\n    \"loaded\": 1200,")
        .contains("\"rowsPerSecond\": 19.5,");
  }

  @Test
  void statusOfARunThatGoesOnShowsItsStepsAndHowFarItIs() throws Exception {
    RunsFolder runs = new RunsFolder(temp);
    RunFolder run = runs.create(at(0), random);
    try (RunHold hold = RunHold.take(run)) {
      assertThat(run(new StatusCommand()).split("\n")[1]).contains("running");
      run.writeUnderWay(underWay(run.id()));
      Clock[] clock = {at(10)};
      Progress progress =
          new KeptProgress(
              Progress.on(System.err, Progress.Display.SILENT, Map.of(), at(0)),
              run.progress(),
              new Ticking(clock));
      try (Progress.Step step = progress.step("resolve", 400)) {
        clock[0] = at(12);
        step.advance(100);
        assertThat(run(new StatusCommand()).split("\n")[1])
            .containsPattern("running +resolve 25 % .* 50$");
        JsonNode status =
            new ObjectMapper()
                .readTree(run(new StatusCommand(), "--json").substring("0 ".length()))
                .get(0);
        assertThat(status.get("running").asBoolean()).isTrue();
        assertThat(status.get("outcome").isNull()).isTrue();
        assertThat(status.get("steps").get(0).get("name").asText()).isEqualTo("extract");
        assertThat(status.get("steps").get(0).get("rowsPerSecond").asDouble()).isEqualTo(600);
        assertThat(status.get("progress").get("totalRows").asLong()).isEqualTo(400);
        assertThat(status.get("progress").get("rows").asLong()).isEqualTo(100);
        assertThat(status.get("rowsPerSecond").asDouble()).isEqualTo(50);
        assertThat(status.get("next").isNull()).isTrue();
      }
    }
    assertThat(run(new StatusCommand()).split("\n")[1]).contains("killed").contains("--resume");
  }

  /** A clock that the test moves on. */
  private static final class Ticking extends Clock {
    private final Clock[] now;

    Ticking(Clock[] now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now[0].instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static RunReport underWay(RunId id) {
    RunReport whole = report(id, ExitCode.INTERRUPTED);
    return new RunReport(
        whole.run(),
        new RunEnd(ExitCode.INTERRUPTED, null, null),
        whole.environment(),
        List.of(),
        whole.tables(),
        RunReport.Findings.NONE,
        List.of(StepReport.of("extract", Duration.ofSeconds(2), 1200)),
        Remarks.NONE);
  }

  @Test
  void nobodyIsToldToGoOnWithARunThatWasUndone() throws IOException {
    RunsFolder runs = new RunsFolder(temp);
    RunFolder stopped = runs.create(at(0), random);
    stopped.write(report(stopped.id(), ExitCode.INTERRUPTED));
    Files.writeString(stopped.undoneBy(), "2026-03-01T000000Z-0000");
    assertThat(run(new StatusCommand()).split("\n")[1])
        .contains("undone by a repair")
        .doesNotContain("--resume");
  }

  @Test
  void aRepairThatWasKilledIsNotToBeResumedAsAMigration() {
    RunFolder killed = new RunsFolder(temp).create(at(0), random);
    RunReport report = underWay(killed.id());
    killed.writeUnderWay(
        new RunReport(
            new RunFacts(killed.id(), "repair", false, 1, START),
            report.end(),
            report.environment(),
            List.of(),
            List.of(),
            RunReport.Findings.NONE,
            List.of(),
            Remarks.NONE));
    assertThat(run(new StatusCommand()).split("\n")[1])
        .contains("repair", "killed")
        .endsWith("give the same command again");
  }

  @Test
  void statusOfNothingIsNoError() {
    assertThat(run(new StatusCommand())).startsWith("0 No runs in ");
    assertThat(run(new StatusCommand(), "--json")).isEqualTo("0 []\n");
  }

  @Test
  void aListOfRunsThatCannotBeWrittenIsNoFailureOfTheRun() throws IOException {
    RunFolder run = new RunsFolder(temp).create(at(0), new Random(1));
    Files.createDirectories(temp.resolve("index.html").resolve("in the way"));

    run.write(report(run.id(), ExitCode.OK));

    assertThat(run.readReport().end().exit()).isEqualTo(ExitCode.OK);
    assertThat(run.reportHtml()).isNotEmptyFile();
    assertThat(run.path().resolve("junit.xml")).isNotEmptyFile();
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "latest", run.id().text());
    }
  }

  @Test
  void runThatDoesNotExistIsSaidSo() {
    assertThatThrownBy(() -> new RunsFolder(temp).find("2026-11-22T141530Z-0000"))
        .hasMessageStartingWith("REP-002 There is no run 2026-11-22T141530Z-0000 in " + temp);
    assertThatThrownBy(() -> new RunsFolder(temp).find("latest"))
        .hasMessageStartingWith("REP-002 There is no run in " + temp);
    assertThatThrownBy(() -> new RunsFolder(temp).find("../x")).hasMessageStartingWith("RUN-002 ");
  }

  /** The exit code and what went to stdout. */
  private String run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--runs";
    all[arguments.length + 1] = temp.toString();
    int exit = new CommandLine(command).setOut(new PrintWriter(out)).execute(all);
    return exit + " " + out;
  }

  private static Clock at(int seconds) {
    return Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC);
  }

  private static RunReport report(RunId id, ExitCode exit) {
    return new RunReport(
        new RunFacts(id, "migrate", false, 1, START),
        new RunEnd(exit, START.plus(Duration.ofMillis(61_500)), null),
        new Environment("1.0.0", null),
        List.of(),
        List.of(
            new TableReport(
                new Books("agents", 1200, 1200, 0, 0, 0, 0, 0),
                0,
                0,
                Map.of(),
                Map.of(),
                List.of())),
        RunReport.Findings.NONE,
        List.of(),
        Remarks.NONE);
  }
}
