package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.StepReport;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.ChaosRound.Undisturbed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Migrations that are hurt at random moments, and end as if nothing had happened. Three rounds;
 * {@code scripts/chaos} asks for more.
 */
class ChaosIT {
  private static final List<String> STEPS =
      List.of(
          "load-postgres",
          "load-cassandra",
          "extract",
          "reconcile",
          "resolve",
          "reshard",
          "plan",
          "snapshot");

  /** Where servers matter most. */
  private static final List<String> LOADS =
      List.of("load-postgres", "load-cassandra", "load-postgres", "reconcile", "resolve");

  @TempDir Path folder;

  @Test
  void aMigrationThatIsHurtEndsAsIfNothingHadHappened() throws Exception {
    int rounds = Integer.getInteger("prima.chaos.rounds", 3);
    long seed = Long.getLong("prima.chaos.seed", System.currentTimeMillis() % 1_000_000);
    int agents = Integer.getInteger("prima.chaos.agents", 5_000);
    int only = Integer.getInteger("prima.chaos.round", 0);
    Undisturbed undisturbed = undisturbed(agents);
    List<Harm> harms = Stream.of(Harm.values()).collect(Collectors.toList());
    if (!ScratchDisk.canBeMade()) {
      harms.remove(Harm.DISK_FULL);
    }
    Map<String, Integer> hurt = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    List<ResumeCost> costs = new ArrayList<>();
    int kills = 0;
    int others = 0;
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(seed + 7_919L * round);
      Harm harm = harms.get(round % harms.size());
      boolean ofServer = harm.name().matches("POSTGRES.*|CASSANDRA.*|SERVER.*");
      String step = ofServer ? LOADS.get(others % LOADS.size()) : STEPS.get(kills % STEPS.size());
      // A full disk chooses its own moment; so the others come to every step in turn.
      others += ofServer ? 1 : 0;
      kills += ofServer || harm == Harm.DISK_FULL ? 0 : 1;
      if (only > 0 && round + 1 != only) {
        continue;
      }
      ChaosRound chaos =
          new ChaosRound(undisturbed, harm, step, random, folder.resolve("round-" + round));
      long begin = System.nanoTime();
      String outcome = "ok";
      try {
        chaos.run();
      } catch (Exception | AssertionError e) {
        outcome = "FAILED";
        failures.add("round " + (round + 1) + " of seed " + seed + ": " + chaos.told() + "\n" + e);
        say("chaos: %s", failures.get(failures.size() - 1));
        keep(folder.resolve("round-" + round), round);
      }
      costs.addAll(chaos.costs());
      chaos.hurt().forEach(at -> hurt.merge(at, 1, Integer::sum));
      say(
          "chaos round %d/%d %s: %s (%d s)",
          round + 1, rounds, outcome, chaos.told(), (System.nanoTime() - begin) / 1_000_000_000);
    }
    say(
        "chaos: %d rounds, %d failed, seed %d, hurt during %s",
        rounds, failures.size(), seed, hurt);
    say("chaos: %s", ResumeCost.told(costs));
    assertThat(failures).isEmpty();
  }

  private Undisturbed undisturbed(int agents) throws Exception {
    Path out = folder.resolve("sources/legacy.db");
    Files.createDirectories(out.getParent());
    int made =
        Main.commandLine()
            .execute("generate", "--out", out.toString(), "--agents", agents + "", "--files", "2");
    assertThat(made).isZero();
    List<Path> sources =
        List.of(folder.resolve("sources/legacy-1.db"), folder.resolve("sources/legacy-2.db"));
    Path own = Files.createDirectories(folder.resolve("undisturbed"));
    Stores stores = new Stores(own);
    Path config = Files.writeString(own.resolve("c.yml"), stores.config(List.of(), List.of()));
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    sources.forEach(file -> arguments.addAll(List.of("--source", file.toString())));
    RunningMigration running = RunningMigration.start(own, own.resolve("runs"), arguments);
    assertThat(running.exit()).as(running.said()).isZero();
    RunFolder run = new RunsFolder(own.resolve("runs")).latest().orElseThrow();
    Map<String, Double> seconds = new TreeMap<>();
    for (StepReport step : run.readReport().steps()) {
      seconds.put(step.name(), step.seconds());
    }
    double steps = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    Duration startUp = running.took().minusMillis(Math.round(steps * 1_000));
    say("chaos: undisturbed in %.1f s, by step %s", running.took().toMillis() / 1e3, seconds);
    Undisturbed undisturbed =
        new Undisturbed(
            sources,
            Contents.ofAnyRun(stores.nodes, stores.keyspace),
            seconds,
            startUp,
            bytes(run.path()),
            ChaosRound.leftOver(run));
    stores.drop();
    return undisturbed;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** The folder of tests goes; what a failed round left is wanted. */
  private static void keep(Path round, int number) throws IOException {
    Path kept = Path.of("target", "chaos", "round-" + number);
    try (Stream<Path> files = Files.walk(round)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*(stderr|run.log|report.json)")).toList()) {
        Path copy = kept.resolve(round.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void say(String format, Object... values) {
    new PrintStream(System.out, true, StandardCharsets.UTF_8)
        .println(String.format(java.util.Locale.ROOT, format, values));
  }
}
