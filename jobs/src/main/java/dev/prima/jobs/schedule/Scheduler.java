package dev.prima.jobs.schedule;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.schedule.Due;
import dev.prima.core.schedule.Timetable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.schedule.ScheduleState.Last;
import dev.prima.jobs.schedule.ScheduleState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Follows a timetable until it is stopped. A run that was interrupted settles nothing: its time
 * counts as missed at the next start. One scheduler makes one run at a time.
 */
public final class Scheduler {
  /** How often it looks at the clock: a machine that slept is noticed, and a probe sees life. */
  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Timetable timetable;
  private final Jitter jitter;
  private final Runs runs;
  private final FinishHook hook;
  private final Progress progress;
  private final Alarm alarm;

  private Instant settled = Instant.MIN;
  private Instant busyUntil = Instant.MIN;
  private Instant told = Instant.MIN;
  private boolean unwritable;
  private @Nullable Last last;
  private boolean interrupted;

  /**
   * The random wait before a run.
   *
   * @param longest none for no wait
   */
  public record Jitter(Duration longest, RandomGenerator random) {
    Duration draw() {
      return longest.isZero() ? longest : Duration.ofMillis(random.nextLong(longest.toMillis()));
    }
  }

  public Scheduler(
      Timetable timetable,
      Jitter jitter,
      MigrationProcess runs,
      FinishHook hook,
      Progress progress) {
    this(timetable, jitter, runs, hook, progress, new Alarm(Clock.systemUTC()));
  }

  Scheduler(
      Timetable timetable,
      Jitter jitter,
      Runs runs,
      FinishHook hook,
      Progress progress,
      Alarm alarm) {
    this.timetable = timetable;
    this.jitter = jitter;
    this.runs = runs;
    this.hook = hook;
    this.progress = progress;
    this.alarm = alarm;
  }

  /** Ends it: at once where it waits, else when the run has come to a checkpoint. Any thread. */
  public void stop() {
    alarm.stop();
    runs.stop();
  }

  /**
   * Follows the timetable until it is stopped.
   *
   * @param file where it goes on from, and where it tells of itself
   * @return {@link ExitCode#INTERRUPTED} where a run was interrupted, else {@link ExitCode#OK}
   */
  public ExitCode follow(ScheduleFile file) throws InterruptedException {
    settled = alarm.now();
    file.read()
        .ifPresent(
            former -> {
              settled = former.settled();
              last = former.last();
            });
    boolean said = false;
    while (!alarm.stopped()) {
      Instant now = alarm.now();
      Due due = timetable.decide(settled, busyUntil, now);
      if (due instanceof Due.Wait wait) {
        if (!said) {
          progress.message("The next run is due at " + wait.until());
        }
        said = true;
        await(file, wait.until());
      } else if (due instanceof Due.Pass pass) {
        progress.message("No run for " + pass.time() + ": " + pass.why().words());
        settled = pass.time();
      } else if (due instanceof Due.Run run) {
        said = false;
        Instant begin = now.plus(jitter.draw());
        while (!alarm.stopped() && alarm.now().isBefore(begin)) {
          await(file, begin);
        }
        if (!alarm.stopped()) {
          run(file, run);
        }
      }
    }
    tell(file, Phase.STOPPED, null);
    return interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  /** Waits for a run, but no longer than until life is to be shown again. */
  private void await(ScheduleFile file, Instant run) throws InterruptedException {
    tell(file, Phase.WAITING, run);
    Instant beat = alarm.now().plus(BEAT);
    alarm.waitUntil(run.isBefore(beat) ? run : beat);
  }

  private void run(ScheduleFile file, Due.Run due) throws InterruptedException {
    progress.message("Starting the run for " + due.time() + ", " + due.why().words());
    tell(file, Phase.RUNNING, null);
    Instant started = alarm.now();
    Ended ended = runs.run();
    busyUntil = alarm.now();
    last = new Last(due.time(), started, busyUntil, ended);
    // One that somebody else interrupted is over: it is not for us to start it again.
    interrupted = ended.interrupted() && alarm.stopped();
    if (!interrupted) {
      settled = due.time();
    }
    progress.message("The run ended with status " + ended.status() + ", " + ended.outcome());
    tell(file, Phase.WAITING, null);
    hook.tell(ended, alarm, () -> beat(file));
  }

  /** A probe sees life also while the hook takes its time. */
  private void beat(ScheduleFile file) {
    if (!alarm.now().isBefore(told.plus(BEAT))) {
      tell(file, Phase.WAITING, null);
    }
  }

  private void tell(ScheduleFile file, Phase phase, @Nullable Instant next) {
    boolean first = told.equals(Instant.MIN);
    told = alarm.now();
    try {
      file.write(
          new ScheduleState(phase, settled, next, last, ProcessHandle.current().pid(), told));
      unwritable = false;
    } catch (PrimaException e) {
      if (first) {
        throw e;
      }
      // A disk that is full for an hour must not end what runs for months.
      if (!unwritable) {
        progress.message("schedule.json is not up to date: " + e.getMessage());
      }
      unwritable = true;
    }
  }
}
