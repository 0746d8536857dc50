package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.ScheduleConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.schedule.Timetable;
import dev.prima.jobs.config.ConfigOptions;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.schedule.CronTimes;
import dev.prima.jobs.schedule.FinishHook;
import dev.prima.jobs.schedule.MigrationProcess;
import dev.prima.jobs.schedule.ScheduleError;
import dev.prima.jobs.schedule.ScheduleFile;
import dev.prima.jobs.schedule.ScheduledRun;
import dev.prima.jobs.schedule.Scheduler;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Migrates by the cron expression of the config until it is stopped. */
@Command(
    name = "schedule",
    description =
        "Runs migrate, with the same options, by the cron expression schedule.cron in the config,"
            + " one at a time, until it is stopped. schedule.json in the folder of runs tells the"
            + " last outcome and the next time; schedule --help and config/reference.yml tell the"
            + " rest.",
    mixinStandardHelpOptions = true)
public final class ScheduleCommand implements Callable<Integer> {
  /** Starting a process on a busy machine may take so long. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  @Mixin private ConfigOptions options = new ConfigOptions();
  @Mixin private DisplayOptions display = new DisplayOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrimaConfig config = options.read(System.getenv());
    MigrationRunner.check(config);
    Progress progress = display.progress(System.err);
    ScheduleConfig schedule = config.schedule();
    Path runs = Path.of(config.run().dir());
    Timetable timetable =
        new Timetable(
            times(schedule),
            GRACE.plus(schedule.jitter()),
            schedule.onOverlap(),
            schedule.onMissed());
    try (ScheduleFile file = ScheduleFile.open(runs)) {
      Scheduler scheduler =
          new Scheduler(
              timetable,
              new Scheduler.Jitter(schedule.jitter(), new SecureRandom()),
              new MigrationProcess(migration(runs), runs),
              new FinishHook(schedule.onFinish(), runs, progress),
              progress);
      StopSignal.install(scheduler::stop);
      return scheduler.follow(file).status();
    }
  }

  private static CronTimes times(ScheduleConfig schedule) {
    return CronTimes.of(
        schedule
            .cron()
            .orElseThrow(
                () ->
                    new PrimaException(
                        ScheduleError.CRON,
                        "schedule.cron is missing: it says when to migrate; set it in the config,"
                            + " such as \"30 3 * * *\" for half past three every night")),
        ZoneId.of(schedule.timeZone()));
  }

  /** This very program, with these very options, as migrate. */
  private List<String> migration(Path runs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add(ScheduledRun.option(runs));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    List<String> mine = spec.commandLine().getParseResult().originalArgs();
    command.add("migrate");
    command.addAll(mine.subList(mine.indexOf(spec.name()) + 1, mine.size()));
    return command;
  }
}
