package dev.prima.jobs.repair;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.Environment;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.RunLock;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.RunContext;
import dev.prima.jobs.run.RunEnvironment;
import dev.prima.jobs.run.RunFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of {@code repair}, whatever it does: other runs are kept away while it changes anything,
 * and a report is written however it ends.
 */
public final class RepairRun {
  private static final Logger LOG = LoggerFactory.getLogger(RepairRun.class);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  private final RunContext context;
  private final Destinations destinations;
  private final List<StepReport> steps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<SourceReport> sources = List.of();
  private Findings findings = Findings.NONE;
  private Environment environment = RunEnvironment.withoutSession();

  /** What is to be done. */
  @FunctionalInterface
  public interface Work {
    /** Does it and says how it ended. */
    ExitCode in(RepairRun run);

    /** The run of which this is a further attempt; empty for a new run. */
    default Optional<RunFolder> unfinished() {
      return Optional.empty();
    }

    /** The nodes from which other runs are kept away meanwhile. */
    default List<PostgresNode> locked(List<PostgresNode> nodes) {
      return nodes;
    }
  }

  /**
   * @param context with command {@code repair}
   */
  public RepairRun(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
  }

  public RunContext context() {
    return context;
  }

  public Destinations destinations() {
    return destinations;
  }

  /** Says something in the report. */
  void note(String note) {
    notes.add(note);
    context.progress().message(note);
  }

  /** The session that it works with from now on; most of what a repair does needs none. */
  void worksWith(SparkSession spark) {
    environment = RunEnvironment.of(spark);
  }

  /** What was read of the sources. */
  void read(List<SourceReport> sources, StepReport step) {
    this.sources = sources;
    steps.add(step);
  }

  /** What a reconciliation within the run found. */
  void findings(Findings findings) {
    this.findings = findings;
  }

  /** Does a step, which says how many rows it touched, and times it. */
  void step(String name, LongSupplier work) {
    Instant begin = Instant.now();
    long rows = work.getAsLong();
    steps.add(StepReport.of(name, Duration.between(begin, Instant.now()), rows));
    context.folder().writeUnderWay(report(RunEnd.NOT_YET));
  }

  /** The attempt after those that a run had; it has no report if it was killed. */
  public static RunContext.Attempt nextAttempt(RunFolder begun) {
    if (!begun.hasReport()) {
      return new RunContext.Attempt(2, begun.id().second());
    }
    RunFacts before = begun.readReport().run();
    return new RunContext.Attempt(before.attempt() + 1, before.startedAt());
  }

  /** Does it to the end and writes the report. */
  public RunReport run(Work work) {
    RunFolder.writeAtomically(context.folder().effectiveConfig(), context.config().effective());
    context.folder().write(report(RunEnd.NOT_YET));
    ExitCode exit;
    @Nullable Throwable failure = null;
    try (RunLock lock = RunLock.acquire(work.locked(destinations.nodes()), LOCK_PATIENCE)) {
      exit = work.in(this);
      lock.verify();
    } catch (Exception e) {
      LOG.error("The run ended early", e);
      PrimaException known = RunFiles.known(e);
      failure = known == null ? e : known;
      exit = known == null ? ExitCode.BUG : known.exit();
    }
    RunReport report =
        report(new RunEnd(exit, Instant.now(), failure == null ? null : RunFiles.failure(failure)));
    context.folder().write(report);
    RunFiles.deleteSnapshots(context.folder());
    return report;
  }

  private RunReport report(RunEnd end) {
    return context.report(end, environment, sources, findings, steps, notes);
  }
}
