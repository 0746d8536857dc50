package dev.prima.jobs.run;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.Environment;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.selection.TableSelection;
import dev.prima.jobs.plan.RejectExamples;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run starts from. Immutable.
 *
 * @param sources absolute, sorted
 * @param attempt from 1
 */
public record RunContext(
    String command,
    PrimaConfig config,
    MappingCatalog catalog,
    List<Path> sources,
    RunFolder folder,
    Attempt attempt,
    Progress progress,
    Reach reach,
    Planning planning) {
  public RunContext {
    sources = List.copyOf(sources);
  }

  /** Of a run that writes to the targets, or compares them. */
  public RunContext(
      String command,
      PrimaConfig config,
      MappingCatalog catalog,
      List<Path> sources,
      RunFolder folder,
      Attempt attempt,
      Progress progress) {
    this(command, config, catalog, sources, folder, attempt, progress, Reach.WRITE, Planning.FREE);
  }

  /**
   * @param follows the plan that the run must be of; null for none
   * @param values whether the run's own plan tells values that were refused
   */
  public record Planning(@Nullable MigrationPlan follows, RejectExamples.Values values) {
    /** Bound to no plan. */
    public static final Planning FREE = new Planning(null, RejectExamples.Values.HIDDEN);
  }

  /** How far a run goes. */
  public enum Reach {
    WRITE,
    /** A dry run: the targets are read. */
    READ,
    /** A dry run without the targets. */
    OFFLINE
  }

  /** The tables that it takes. */
  public TableSelection selection() {
    return TableSelection.of(config.source());
  }

  /** Whether nothing is written to the targets. */
  public boolean dryRun() {
    return reach != Reach.WRITE;
  }

  /** Whether it is to take up only what changed; a dry run tells of everything. */
  boolean incremental() {
    return config.source().incremental() && !dryRun();
  }

  /** Its report, where it loads no rows and so keeps no books. */
  public RunReport report(
      RunEnd end,
      Environment environment,
      List<SourceReport> read,
      RunReport.Findings findings,
      List<StepReport> steps,
      List<String> notes) {
    return new RunReport(
        new RunFacts(folder.id(), command, false, attempt.number(), attempt.firstStart()),
        end,
        environment,
        read,
        List.of(),
        findings,
        steps,
        new Remarks(notes, Map.of()));
  }

  /**
   * @param number from 1
   * @param firstStart when the run's first attempt began; the write time of everything it writes to
   *     Cassandra
   */
  public record Attempt(int number, Instant firstStart) {}
}
