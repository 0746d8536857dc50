package dev.prima.jobs.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.Environment;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunHold;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneCommandTest {
  private static final Instant START = Instant.parse("2026-11-22T14:15:30Z");

  @TempDir Path temp;
  private final Random random = new Random(3);
  private final StringWriter errors = new StringWriter();
  private Path folder;
  private RunsFolder runs;

  @BeforeEach
  void makeTheFolder() {
    folder = temp.resolve("runs");
    runs = new RunsFolder(folder);
  }

  @Test
  void oldRunsGoWithWhatTheyStagedElsewhereAndTheListOfRunsIsMadeAnew() throws Exception {
    Path staging = Files.createDirectory(temp.resolve("staging"));
    List<RunFolder> all = migrations(4);
    RunFolder old = all.get(0);
    Files.writeString(old.effectiveConfig(), "staging: {uri: '" + staging.toUri() + "'}\n");
    Path staged = Files.createDirectories(staging.resolve(old.id() + "/rows"));
    Files.writeString(staged.resolve("part"), "x".repeat(1000));
    Path others = Files.createDirectories(staging.resolve("2020-01-01T000000Z-0000"));
    Files.createSymbolicLink(old.path().resolve("out"), Files.createFile(temp.resolve("kept")));
    long bytes = bytes(old.path()) + 1000;
    long bytesOfSecond = bytes(all.get(1).path());

    assertThat(prune("--keep", "2"))
        .isEqualTo(
            String.format(
                "0 removed %s: %,d bytes%nremoved %s: %,d bytes%nRemoved 2 runs, %,d bytes freed%n",
                all.get(1).id(), bytesOfSecond, old.id(), bytes, bytes + bytesOfSecond));

    assertThat(runs.list()).containsExactly(all.get(2), all.get(3));
    assertThat(names(folder))
        .containsExactlyInAnyOrder(
            all.get(2).id().text(), all.get(3).id().text(), "latest", "index.html");
    assertThat(staging.resolve(old.id().text())).doesNotExist();
    assertThat(others).exists();
    assertThat(temp.resolve("kept")).exists();
    assertThat(folder.resolve("index.html"))
        .content()
        .contains("<h1>2 runs</h1>")
        .doesNotContain(old.id().text());
    assertThat(prune("--keep", "2")).isEqualTo("0 Removed 0 runs, 0 bytes freed\n");
  }

  @Test
  void aDryRunSaysTheSameAndTouchesNothing() throws Exception {
    List<RunFolder> all = migrations(3);
    List<String> before = tree();
    assertThat(prune("--keep", "2", "--dry-run"))
        .startsWith("0 would remove " + all.get(0).id() + ": ")
        .contains("Would remove 1 run, ")
        .endsWith(" bytes\n");
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void whatLatestPointsToStaysAndSoDoesWhatIsStillNeeded() throws Exception {
    RunFolder interrupted = run(0, "migrate", ExitCode.INTERRUPTED);
    RunFolder pointedTo = run(1, "plan", ExitCode.BLOCKED);
    RunFolder newest = run(2, "plan", ExitCode.BLOCKED);
    Files.delete(folder.resolve("latest"));
    Files.createSymbolicLink(folder.resolve("latest"), Path.of(pointedTo.id().text()));
    assertThat(prune("--keep", "1"))
        .contains("kept " + pointedTo.id() + ": latest points to it")
        .contains("kept " + interrupted.id() + ": it can be resumed")
        .contains("Removed 0 runs, 0 bytes freed");
    assertThat(runs.list()).containsExactly(interrupted, pointedTo, newest);
  }

  @Test
  void anInterruptedRunGoesOnceALaterOneTookItsSources() throws Exception {
    RunFolder interrupted = run(0, "migrate", ExitCode.INTERRUPTED);
    begun(interrupted, "/a.db", 4001);
    RunFolder other = run(1, "migrate", ExitCode.OK);
    begun(other, "/b.db", 4002);
    assertThat(prune("--keep", "1")).contains("kept " + interrupted.id());
    RunFolder later = run(2, "migrate", ExitCode.OK);
    begun(later, "/a.db\", \"/b.db", 4003);
    assertThat(prune("--keep", "1")).contains("removed " + interrupted.id());
    assertThat(runs.list()).containsExactly(later);
  }

  @Test
  void aRunOfSomeTablesDoesNotDoWhatOneOfAllWasTo() throws Exception {
    RunFolder interrupted = run(0, "migrate", ExitCode.INTERRUPTED);
    begun(interrupted, "/a.db", 4001);
    RunFolder later = run(1, "migrate", ExitCode.OK);
    begun(later, "/a.db", 4002);
    Files.writeString(
        later.effectiveConfig(), "source: {tables: [agents]}\n", StandardOpenOption.APPEND);
    assertThat(prune("--keep", "1")).contains("kept " + interrupted.id());
    assertThat(runs.list()).containsExactly(interrupted, later);
  }

  @Test
  void rowsThatWereMendedStayAndTheRunThatTriedThemIsNoLastGoodOne() throws Exception {
    RunFolder rejected = run(0, "migrate", ExitCode.REJECTS);
    Files.createDirectory(rejected.path().resolve("mended"));
    RunFolder good = run(1, "migrate", ExitCode.OK);
    RunFolder retry = run(2, "migrate", ExitCode.OK);
    Files.writeString(
        retry.work().resolve("retry.json"), "{\"of\": \"" + rejected.id() + "\", \"tables\": []}");
    RunFolder newest = run(3, "plan", ExitCode.OK);
    assertThat(prune("--keep", "1"))
        .contains("kept " + rejected.id() + ": rows that were mended by hand")
        .contains("kept " + good.id() + ": it is the last good run");
    assertThat(runs.list()).contains(rejected, good, newest);
  }

  @Test
  void aRunWhoseProcessLivesStaysAndOneWhoseProcessDiedGoes() throws Exception {
    RunFolder live = runs.create(at(0), random);
    migrations(3);
    Process process = Holder.start(live);
    try {
      assertThat(RunHold.isHeld(live)).isTrue();
      assertThat(prune("--keep", "1")).contains("kept " + live.id() + ": a process is at work");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(RunHold.isHeld(live)).isFalse();
    assertThat(prune("--keep", "1")).contains("removed " + live.id());
  }

  @Test
  void aRunOfThisProcessIsHeldHoweverOftenSomebodyLooks() {
    RunFolder run = runs.create(at(0), random);
    try (RunHold hold = RunHold.take(run)) {
      assertThat(RunHold.isHeld(run)).isTrue();
      assertThat(RunHold.tryTake(run)).isEmpty();
      assertThat(RunHold.isHeld(run)).isTrue();
    }
    assertThat(RunHold.isHeld(run)).isFalse();
  }

  @Test
  void whatARemovalThatWasCutOffLeftIsRemovedToo() throws Exception {
    List<RunFolder> all = migrations(2);
    Path half = folder.resolve(".removing-" + all.get(0).id());
    Files.move(all.get(0).path(), half);
    assertThat(prune("--keep", "1")).contains("whose removal was cut off: ");
    assertThat(half).doesNotExist();
  }

  @Test
  void stagingThatCannotBeRemovedIsSaidSoAndTheFolderThatNamesItStays() throws Exception {
    List<RunFolder> all = migrations(3);
    Files.writeString(all.get(0).effectiveConfig(), "staging: {uri: 'nosuch://host/x'}\n");
    assertThat(prune("--keep", "1"))
        .startsWith("5 ")
        .contains("removed " + all.get(1).id())
        .contains("Removed 1 run");
    assertThat(errors.toString())
        .contains("PRU-001 Not removed: " + all.get(0).id())
        .contains("nosuch");
    assertThat(runs.list()).containsExactly(all.get(0), all.get(2));
  }

  @Test
  void keepingLessThanOneRunIsRefused() {
    migrations(2);
    assertThat(prune("--keep", "0")).isEqualTo("2 ");
    assertThat(errors.toString()).contains("at least 1");
    assertThat(prune()).isEqualTo("2 ");
    assertThat(prune("--keep", "many")).isEqualTo("2 ");
    assertThat(runs.list()).hasSize(2);
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() {
    assertThat(prune("--keep", "1")).isEqualTo("0 Removed 0 runs, 0 bytes freed\n");
    assertThat(folder).doesNotExist();
  }

  private List<RunFolder> migrations(int count) {
    List<RunFolder> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(run(i + 1, "migrate", ExitCode.OK));
    }
    return made;
  }

  private RunFolder run(int second, String command, ExitCode exit) {
    RunFolder run = runs.create(at(second), random);
    Instant start = START.plusSeconds(second);
    run.write(
        new RunReport(
            new RunFacts(run.id(), command, command.equals("plan"), 1, start),
            new RunEnd(exit, start.plus(Duration.ofSeconds(1)), null),
            new Environment("1.0.0", null),
            List.of(),
            List.of(),
            RunReport.Findings.NONE,
            List.of(),
            Remarks.NONE));
    return run;
  }

  private static void begun(RunFolder run, String source, int port) throws IOException {
    Files.writeString(run.work().resolve("begun.json"), "{\"sources\": [\"" + source + "\"]}");
    Files.writeString(
        run.effectiveConfig(),
        "regions: {nodes: [{name: home, jdbc-url: 'jdbc:postgresql://127.0.0.1:"
            + port
            + "/prima'}]}\n");
  }

  private static Clock at(int seconds) {
    return Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC);
  }

  /** The exit code and what went to stdout. */
  private String prune(String... arguments) {
    List<String> all = new ArrayList<>(List.of("runs", "prune", "--runs", folder.toString()));
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(errors))
            .execute(all.toArray(String[]::new));
    return exit + " " + out;
  }

  private List<String> tree() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** As {@code find -type f} adds them up. */
  private static long bytes(Path of) throws Exception {
    Process find =
        new ProcessBuilder("find", of.toString(), "-type", "f", "-printf", "%s\n").start();
    String sizes = new String(find.getInputStream().readAllBytes());
    return sizes.lines().mapToLong(Long::parseLong).sum();
  }

  /** Holds a run until it is killed. */
  static final class Holder {
    private Holder() {}

    static Process start(RunFolder run) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Holder.class.getName(),
                  run.path().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(process.getInputStream().read()).isEqualTo('!');
      return process;
    }

    public static void main(String[] args) throws InterruptedException {
      Path path = Path.of(args[0]);
      try (RunHold hold =
          RunHold.take(new RunsFolder(path.getParent()).find(path.getFileName().toString()))) {
        System.out.print("!");
        System.out.flush();
        Thread.sleep(Duration.ofMinutes(2).toMillis());
      }
    }
  }
}
