package dev.prima.jobs.cli;

import dev.prima.core.config.EmbeddedServers;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.Conclusion;
import dev.prima.core.report.RunReport;
import dev.prima.core.selection.TableSelection;
import dev.prima.jobs.embedded.EmbeddedServices.Addresses;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.metrics.Watch;
import dev.prima.jobs.plan.RejectExamples.Values;
import dev.prima.jobs.progress.KeptProgress;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.progress.StepProgress;
import dev.prima.jobs.repair.RepairRun;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunHold;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.Beginning;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.Migration;
import dev.prima.jobs.run.Reconciliation;
import dev.prima.jobs.run.ResumeCheck;
import dev.prima.jobs.run.ResumeCheck.Changes;
import dev.prima.jobs.run.ResumeCheck.Targets;
import dev.prima.jobs.run.RunContext;
import dev.prima.jobs.run.RunContext.Planning;
import dev.prima.jobs.run.RunContext.Reach;
import dev.prima.jobs.run.RunProblem;
import dev.prima.jobs.schedule.ScheduledRun;
import dev.prima.jobs.source.SourceFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Runs a migration for a command and says where the report lies. */
final class MigrationRunner {
  /** Commands that place no row. */
  private static final Set<String> READING = Set.of("reconcile", "repair");

  private final PrintWriter out;
  private final Progress progress;

  MigrationRunner(PrintWriter out, Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /** The sources that a config names; none is an error. */
  static List<Path> sources(PrimaConfig config) {
    requireSources(config);
    return SourceFiles.resolve(config.source().files(), Path.of("").toAbsolutePath());
  }

  private static void requireSources(PrimaConfig config) {
    if (config.source().files().isEmpty()) {
      throw new PrimaException(
          RunProblem.NO_SOURCES,
          "No source is named; give --source FILE_OR_GLOB, or list source.files in the config");
    }
  }

  /** The mappings, of whose tables the config may speak. */
  static MappingCatalog catalog(PrimaConfig config) {
    MappingCatalog catalog = MappingReader.of(config.source());
    Leniency.check(config.reconcile(), catalog.targets());
    TableSelection.of(config.source()).check(catalog);
    return catalog;
  }

  /** The config with running embedded servers as its targets. */
  static PrimaConfig embedded(PrimaConfig config, Addresses servers) {
    return config.withEmbedded(
        new EmbeddedServers(
            servers.postgres().stream()
                .map(p -> new EmbeddedServers.Postgres(p.name(), p.jdbcUrl(), p.user()))
                .toList(),
            new EmbeddedServers.Cassandra(
                servers.cassandra().host(),
                servers.cassandra().port(),
                servers.cassandra().datacenter())));
  }

  /** A new run. */
  int migrate(String command, PrimaConfig config, List<Path> sources) {
    RunContext context = context(command, config, sources, Reach.WRITE, Planning.FREE);
    ScheduledRun.tell(context.folder());
    return run(context);
  }

  /** A new run that does what a plan says, or nothing. */
  int follow(MigrationPlan plan, PrimaConfig config, List<Path> sources) {
    return run(context("migrate", config, sources, Reach.WRITE, new Planning(plan, Values.HIDDEN)));
  }

  /** A dry run: says what a migration would do. */
  int plan(PrimaConfig config, List<Path> sources, Reach reach, Values values) {
    return run(context("plan", config, sources, reach, new Planning(null, values)));
  }

  /** Refuses a config by which nothing can be migrated, whatever its files and servers are like. */
  static void check(PrimaConfig config) {
    requireSources(config);
    checkPlaces(config);
  }

  private static void checkPlaces(PrimaConfig config) {
    TableSelection.of(config.source()).checkPlaces(catalog(config), config);
  }

  private RunContext context(
      String command, PrimaConfig config, List<Path> sources, Reach reach, Planning planning) {
    if (!READING.contains(command)) {
      checkPlaces(config);
    } else {
      catalog(config);
    }
    return context(command, config, sources, created(config), reach, planning);
  }

  /** The folder of a new run. */
  static RunFolder created(PrimaConfig config) {
    return new RunsFolder(Path.of(config.run().dir()))
        .create(Clock.systemUTC(), new SecureRandom());
  }

  RunContext context(
      String command,
      PrimaConfig config,
      List<Path> sources,
      RunFolder folder,
      Reach reach,
      Planning planning) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new RunContext(
        command,
        config,
        catalog(config),
        sources,
        folder,
        new RunContext.Attempt(1, now),
        kept(folder),
        reach,
        planning);
  }

  Progress progress() {
    return progress;
  }

  /** Goes on with a run that did not end. */
  int resume(PrimaConfig config, RunFolder folder, Targets targets, Changes changes) {
    RunReport before = folder.readReport();
    List<Path> sources =
        config.source().files().isEmpty() ? Beginning.read(folder).sources() : sources(config);
    RunContext next = attempt(config, sources, folder, before);
    ResumeCheck.check(next, before, targets, changes);
    return run(next);
  }

  /** A further attempt of a run. */
  RunContext attempt(PrimaConfig config, List<Path> sources, RunFolder folder, RunReport before) {
    return new RunContext(
        before.run().command(),
        config,
        catalog(config),
        sources,
        folder,
        new RunContext.Attempt(before.run().attempt() + 1, before.run().startedAt()),
        kept(folder));
  }

  private int run(RunContext context) {
    RunReport report = done(context);
    conclude(report, context.folder());
    return report.end().exit().status();
  }

  /** Runs a migration, of which the caller tells how it ended. */
  RunReport done(RunContext context) {
    Migration migration = new Migration(context, Destinations.of(context.config()));
    StopSignal.install(migration::stop);
    return watched(context, migration::run);
  }

  /** Compares sources and targets. */
  int reconcile(PrimaConfig config, List<Path> sources) {
    RunContext context = context("reconcile", config, sources, Reach.WRITE, Planning.FREE);
    return carryOut(context, () -> new Reconciliation(context, Destinations.of(config)).run());
  }

  /** Mends, or undoes, what stands in the targets. */
  int repair(PrimaConfig config, List<Path> sources, RepairRun.Work work) {
    RunContext context =
        work.unfinished()
            .map(begun -> again(config, sources, begun))
            .orElseGet(() -> context("repair", config, sources, Reach.WRITE, Planning.FREE));
    return carryOut(context, () -> new RepairRun(context, Destinations.of(config)).run(work));
  }

  /** A further attempt of a repair, which has no report if it was killed. */
  private RunContext again(PrimaConfig config, List<Path> sources, RunFolder begun) {
    RunContext.Attempt attempt = RepairRun.nextAttempt(begun);
    return new RunContext("repair", config, catalog(config), sources, begun, attempt, kept(begun));
  }

  /** Does what a run is there for, in front of those who watch it. */
  private RunReport watched(RunContext context, Supplier<RunReport> work) {
    RunFolder folder = context.folder();
    try (RunHold hold = RunHold.take(folder);
        RunLog log = new RunLog(folder.log());
        Watch watch =
            Watch.start(context.config().run().metrics(), watched(folder), progress::message)) {
      return work.get();
    }
  }

  private int carryOut(RunContext context, Supplier<RunReport> work) {
    RunReport report = watched(context, work);
    conclude(report, context.folder());
    return report.end().exit().status();
  }

  private static Watch.Watched watched(RunFolder folder) {
    return new Watch.Watched() {
      @Override
      public Optional<RunReport> report() {
        return folder.hasReport() ? Optional.of(folder.readReport()) : Optional.empty();
      }

      @Override
      public Optional<StepProgress> underWay() {
        return StepProgress.read(folder.progress());
      }
    };
  }

  private Progress kept(RunFolder folder) {
    return new KeptProgress(progress, folder.progress(), Clock.systemUTC());
  }

  /** Says how a run ended, and prints where its report is. */
  void conclude(RunReport report, RunFolder folder) {
    Conclusion conclusion = Conclusion.of(report);
    progress.message(conclusion.verdict());
    if (report.end().error() != null) {
      progress.message(report.end().error().message());
    }
    conclusion.nextStep().ifPresent(next -> progress.message("Next: " + next));
    out.println(folder.path().resolve("report.html"));
    out.flush();
  }
}
