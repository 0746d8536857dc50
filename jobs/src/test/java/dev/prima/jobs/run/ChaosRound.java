package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.embedded.EmbeddedServices;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.embedded.ServerFaults;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One migration of the same files into stores of its own, hurt once and gone on with until it ends;
 * then held against the run that nobody disturbed.
 */
final class ChaosRound {
  private static final int MOST_ATTEMPTS = 5;
  private static final Pattern CODE = Pattern.compile("\\b[A-Z]{3}-\\d{3}\\b");

  /** What the contract allows from the signal to the end. */
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Undisturbed undisturbed;
  private final Harm harm;
  private final String step;
  private final Random random;
  private final Path folder;
  private final Stores stores;
  private final Path runs;
  private final List<String> told = new ArrayList<>();

  /**
   * The run that nobody disturbed.
   *
   * @param seconds by step
   * @param startUp all of its time that is no step's
   * @param bytes of its folder at its end
   * @param files of its work folder, names that vary left out
   */
  record Undisturbed(
      List<Path> sources,
      Map<String, String> contents,
      Map<String, Double> seconds,
      Duration startUp,
      long bytes,
      TreeSet<String> files) {}

  ChaosRound(Undisturbed undisturbed, Harm harm, String step, Random random, Path folder)
      throws IOException {
    this.undisturbed = undisturbed;
    this.harm = harm;
    this.step = step;
    this.random = random;
    this.folder = Files.createDirectories(folder);
    stores = new Stores(folder);
    runs = folder.resolve("runs");
  }

  /** What happened, for the round's line. */
  String told() {
    return harm.words + ": " + String.join(", ", told);
  }

  /** The steps during which it was hurt. */
  private final List<String> hurt = new ArrayList<>();

  List<String> hurt() {
    return hurt;
  }

  private final List<RunningMigration> started = new ArrayList<>();
  private final List<ResumeCost> costs = new ArrayList<>();

  /** What its resume took; empty where there was nothing to resume. */
  List<ResumeCost> costs() {
    return costs;
  }

  void run() throws Exception {
    try {
      if (harm == Harm.DISK_FULL) {
        onSmallDisk();
      } else {
        disturbed();
        goOn();
        check();
      }
      stores.drop();
    } finally {
      EmbeddedServices.REGION_NODES.forEach(this::wake);
      wake("cassandra");
      EmbeddedStores.restart();
    }
  }

  private void wake(String server) {
    if (EmbeddedStores.faults(server).isThere()) {
      EmbeddedStores.faults(server).goOn();
    }
  }

  private List<String> arguments() throws IOException {
    Path config = folder.resolve("chaos.yml");
    Files.writeString(config, stores.config(List.of(), List.of()));
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    undisturbed.sources().forEach(file -> arguments.addAll(List.of("--source", file.toString())));
    return arguments;
  }

  private RunningMigration start(String... more) throws IOException {
    List<String> arguments = arguments();
    arguments.addAll(List.of(more));
    started.add(RunningMigration.start(folder, runs, arguments));
    return started.get(started.size() - 1);
  }

  private void disturbed() throws Exception {
    RunningMigration running = start();
    if (!reach(running)) {
      told.add("over before " + step);
      assertThat(running.exit()).as(running.said()).isZero();
      return;
    }
    switch (harm) {
      case DRIVER_KILLED -> kill(running);
      case KILLED_AGAIN -> {
        kill(running);
        RunningMigration again = start("--resume", "latest");
        pause(2_000 + random.nextInt(8_000));
        kill(again);
      }
      case STOPPED -> {
        note(running);
        long begin = System.nanoTime();
        running.terminate();
        int exit = running.exit(STOP);
        told.add("exit " + exit + " after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        assertThat(exit).as(running.said()).isIn(0, 130);
      }
      case POSTGRES_KILLED -> restartedAfter(running, anyNode(), random.nextInt(8_000));
      case CASSANDRA_KILLED -> restartedAfter(running, "cassandra", random.nextInt(4_000));
      case POSTGRES_AWAY -> {
        String node = anyNode();
        note(running);
        EmbeddedStores.faults(node).kill();
        int exit = running.exit();
        told.add(node + " gone, exit " + exit + why(exit, running));
        assertThat(exit).as(running.said()).isIn(0, 5);
        if (exit == 5) {
          assertThat(running.said()).contains(node);
        }
        EmbeddedStores.restart();
      }
      case SERVER_PAUSED -> {
        String server = random.nextInt(4) == 0 ? "cassandra" : anyNode();
        ServerFaults faults = EmbeddedStores.faults(server);
        note(running);
        int millis = 2_000 + random.nextInt(8_000);
        faults.pause();
        pause(millis);
        faults.goOn();
        told.add(server + " for " + millis + " ms");
        end(running);
      }
      case DISK_FULL -> throw new IllegalStateException("Has a way of its own");
    }
  }

  private void kill(RunningMigration running) throws InterruptedException {
    note(running);
    running.kill();
  }

  private void restartedAfter(RunningMigration running, String server, int millis)
      throws InterruptedException {
    note(running);
    EmbeddedStores.faults(server).kill();
    pause(millis);
    EmbeddedStores.restart();
    told.add(server + " back after " + millis + " ms");
    end(running);
  }

  private void end(RunningMigration running) throws InterruptedException {
    int exit = running.exit();
    told.add("exit " + exit + why(exit, running));
    assertThat(exit).as(running.said()).isIn(0, 5);
  }

  /** The code of the error that it told last. */
  private static String why(int exit, RunningMigration running) {
    Matcher codes = CODE.matcher(exit == 0 ? "" : running.said());
    return codes.results().reduce("", (last, code) -> " (" + code.group() + ")", (a, b) -> b);
  }

  private void note(RunningMigration running) {
    List<String> now = running.underWay();
    hurt.addAll(now);
    told.add("in " + (now.isEmpty() ? "between steps" : String.join("+", now)));
  }

  private String anyNode() {
    return EmbeddedServices.REGION_NODES.get(random.nextInt(EmbeddedServices.REGION_NODES.size()));
  }

  /** A random moment of the step. */
  private boolean reach(RunningMigration running) throws InterruptedException {
    if (!running.awaitStep(step)) {
      return false;
    }
    pause((int) (random.nextDouble() * 900 * undisturbed.seconds().getOrDefault(step, 0.1)));
    return running.isAlive();
  }

  private static void pause(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** The room that a run takes, or part of it; then more. */
  private void onSmallDisk() throws Exception {
    Files.createDirectories(runs);
    long kilobytes = undisturbed.bytes() * (10 + random.nextInt(85)) / 100 / 1024;
    try (ScratchDisk disk = ScratchDisk.of(runs, "size=" + kilobytes + "k")) {
      RunningMigration running = start();
      int exit = running.exit();
      told.add(kilobytes + " KiB of room, exit " + exit + why(exit, running));
      assertThat(exit).as(running.said()).isIn(0, 5);
      disk.remount("size=2g");
      goOn();
      check();
    }
  }

  private void goOn() throws Exception {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      RunReport report = new RunsFolder(runs).latest().map(ChaosRound::report).orElse(null);
      if (report != null && report.end().exit().status() == 0) {
        return;
      }
      Map<String, Double> worked = started.get(started.size() - 1).worked();
      RunningMigration running = start("--resume", "latest");
      int exit = running.exit();
      ResumeCost cost =
          ResumeCost.of(
              running.took(),
              undisturbed.seconds(),
              worked,
              running.alone(),
              undisturbed.startUp());
      told.add("resumed: " + exit + why(exit, running) + " " + cost.told());
      assertThat(exit).as(running.said()).isZero();
      costs.add(cost);
    }
  }

  private static RunReport report(RunFolder run) {
    return run.readReport();
  }

  private void check() throws IOException {
    RunFolder run = new RunsFolder(runs).latest().orElseThrow();
    RunReport report = run.readReport();
    assertThat(report.end().exit().status()).isZero();
    assertThat(Tables.books(report).values()).allMatch(Books::balanced);
    assertThat(stores.count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).isZero();
    assertThat(
            stores.count(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'prima-migrate'"))
        .isZero();
    assertThat(
            stores.count(
                "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pg_temp%'"
                    + " AND EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = pg_namespace.oid)"))
        .isZero();
    assertThat(new RunsFolder(runs).list()).hasSize(1);
    assertThat(leftOver(run)).isEqualTo(undisturbed.files());
    assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace)).isEqualTo(undisturbed.contents());
    RunReport reconciled = stores.reconcile(undisturbed.sources(), "reconcile.level=row");
    assertThat(reconciled.end().error()).isNull();
    assertThat(reconciled.end().exit().status()).isZero();
  }

  /**
   * What lies in the work folder of a run: the first two levels, ids and numbers left out, and the
   * count of what was tried again, which an undisturbed run does not have.
   */
  static TreeSet<String> leftOver(RunFolder run) throws IOException {
    try (Stream<Path> files = Files.walk(run.work(), 2)) {
      TreeSet<String> names = new TreeSet<>();
      files
          .map(file -> run.work().relativize(file).toString().replaceAll("[0-9a-f-]{12,}", "ID"))
          .filter(name -> !name.equals("retries.json"))
          .forEach(names::add);
      return names;
    }
  }
}
