package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.plan.Foretold;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.RunReport.Forecast;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.report.SourceReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.core.run.Finding;
import dev.prima.core.run.Outcome;
import dev.prima.jobs.extract.BatchRepository;
import dev.prima.jobs.extract.ExtractStep;
import dev.prima.jobs.plan.PlanFile;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.RunContext.Reach;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report of a run: one at the start, so that a killed run is described too, and one at
 * the end.
 */
final class ReportWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);
  private static final String REPORT = "report";

  private final RunContext context;
  private @Nullable List<TableReport> counted;
  private Duration counting = Duration.ZERO;

  ReportWriter(RunContext context) {
    this.context = context;
  }

  void started() {
    RunFolder.writeAtomically(context.folder().effectiveConfig(), context.config().effective());
    context
        .folder()
        .write(
            report(
                RunEnvironment.withoutSession(),
                RunEnd.NOT_YET,
                List.of(),
                List.of(),
                Findings.NONE,
                List.of(),
                Remarks.NONE,
                Forecast.NONE));
  }

  /**
   * What is known once a step was done, for whoever watches: its books need not balance yet. What
   * keeps it from being told is logged, for the step is done all the same.
   */
  void underWay(RunState state, BatchRepository repository) {
    try {
      StepTimes times = new StepTimes(repository);
      Set<String> told = new HashSet<>(times.complete());
      if (!told.contains("plan")) {
        // Fates are counted once, by the plan.
        told.remove("resolve");
      }
      // Counted by reading what stands in the global store: once, at the end.
      told.remove("load-cassandra");
      boolean read = told.contains("extract");
      context
          .folder()
          .writeUnderWay(
              report(
                  RunEnvironment.withoutSession(),
                  RunEnd.NOT_YET,
                  read ? sources(state) : List.of(),
                  read ? tables(state, told) : List.of(),
                  read ? findings(state, told) : Findings.NONE,
                  retried(times.reports(read ? extracted(state) : 0)),
                  Remarks.NONE,
                  Forecast.NONE));
    } catch (Exception e) {
      // Spark throws checked exceptions without declaring them.
      LOG.warn("The report of a run under way is not up to date", e);
    }
  }

  private List<StepReport> retried(List<StepReport> steps) {
    return steps.stream().map(s -> s.with(Retries.of(context.folder(), s.name()))).toList();
  }

  private static long extracted(RunState state) {
    return state.tableNames().stream()
        .flatMap(table -> state.manifests(table).stream())
        .mapToLong(PartManifest::read)
        .sum();
  }

  /**
   * Counts what stands where a run has come to its end, as long as nobody else may write to the
   * targets; done again, within {@code load.retry}, where a store fails.
   */
  void count(RunState state, BatchRepository repository) throws Exception {
    Instant begin = Instant.now();
    Set<String> complete = new StepTimes(repository).complete();
    counted = Patience.with(state, REPORT, () -> tables(state, complete));
    counting = Duration.between(begin, Instant.now());
  }

  /** What is known at the end; a run that failed early knows less. */
  RunReport finished(RunState state, BatchRepository repository, @Nullable Throwable failure) {
    Instant begin = Instant.now();
    StepTimes times = new StepTimes(repository);
    Set<String> complete = times.complete();
    List<SourceReport> sources = List.of();
    List<TableReport> tables = List.of();
    Map<String, Long> warnings = new TreeMap<>();
    long extracted = 0;
    Findings findings = Findings.NONE;
    @Nullable Throwable cause = failure;
    try {
      if (complete.contains("snapshot") && Files.exists(state.sourceList())) {
        findings = findings(state, complete);
        List<TableReport> already = counted;
        tables = already == null ? tables(state, complete) : already;
        sources = sources(state);
        extracted = extracted(state);
        for (String table : state.tableNames()) {
          for (PartManifest part : state.manifests(table)) {
            part.shares().stream()
                .flatMap(share -> share.warnings().entrySet().stream())
                .forEach(w -> warnings.merge(table + "." + w.getKey(), w.getValue(), Long::sum));
          }
        }
      }
    } catch (Exception e) {
      // A target that is gone cannot tell what it took: the run has failed anyway, and says why.
      // Spark throws checked exceptions without declaring them.
      if (cause == null) {
        LOG.error("What was done could not be counted", e);
        cause = e;
      } else {
        LOG.warn("The report is not complete: {}", String.valueOf(e.getMessage()));
      }
    }
    Forecast forecast = forecast(complete, tables);
    List<Books> books = tables.stream().map(TableReport::books).toList();
    Set<Finding> bad =
        BadFiles.any(context.folder(), taken(state, complete))
            ? Set.of(Finding.BAD_FILE)
            : Set.of();
    ExitCode exit = exit(cause, books, findings, forecast, bad);
    List<StepReport> steps = new ArrayList<>(retried(times.reports(extracted)));
    steps.add(
        StepReport.of(REPORT, counting.plus(Duration.between(begin, Instant.now())), 0)
            .with(Retries.of(context.folder(), REPORT)));
    RunReport report =
        report(
            RunEnvironment.ofNullable(state.opened()),
            new RunEnd(exit, Instant.now(), failure(cause)),
            sources,
            tables,
            findings,
            steps,
            new Remarks(notes(state, complete, findings, steps, tables), warnings),
            forecast);
    context.folder().write(report);
    return report;
  }

  /** The sources that were read; none before they are known. */
  private static List<SourceFile> taken(RunState state, Set<String> complete) {
    return complete.contains("snapshot") && Files.exists(state.sourceList())
        ? state.files()
        : List.of();
  }

  private List<TableReport> tables(RunState state, Set<String> complete) {
    if (context.dryRun()) {
      return complete.contains("plan")
          ? state.foretold()
          : new TableBooks(state, complete, TableBooks.Told.BEFORE).read(Map.of());
    }
    return new TableBooks(state, complete, TableBooks.Told.AFTER)
        .read(ReconcileResult.read(context.folder()).targets());
  }

  /** A dry run shows its plan; a migration, once it has loaded, what came of it. */
  private Forecast forecast(Set<String> complete, List<TableReport> tables) {
    if (!complete.contains("plan") && !Files.exists(context.folder().planJson())) {
      return Forecast.NONE;
    }
    MigrationPlan plan = PlanFile.read(context.folder().planJson());
    if (context.dryRun() || !complete.contains("load-cassandra")) {
      return new Forecast(plan, null);
    }
    return new Forecast(
        null,
        Foretold.of(
            plan.tables(),
            tables.stream()
                .map(t -> new Foretold.Done(t.books(), t.replaced(), t.derived()))
                .toList()));
  }

  private ExitCode exit(
      @Nullable Throwable cause,
      List<Books> books,
      Findings findings,
      Forecast forecast,
      Set<Finding> sources) {
    Set<Finding> found = EnumSet.noneOf(Finding.class);
    found.addAll(sources);
    if (findings.reconciliation() != null
        && findings.reconciliation().verdict() == Verdict.DIFFERENCES) {
      found.add(Finding.DISCREPANCIES);
    }
    if (context.dryRun() && Budget.beyond(context.config(), books).isPresent()) {
      found.add(Finding.BUDGET_EXCEEDED);
    }
    if (forecast.plan() != null && !forecast.plan().verdict().blocks().isEmpty()) {
      found.add(Finding.PLAN_BLOCKED);
    }
    if (cause == null) {
      return Outcome.ofComplete(books, found);
    }
    ExitCode why = cause instanceof PrimaException known ? known.exit() : ExitCode.BUG;
    return Outcome.ofStopped(why, books, found);
  }

  private static RunEnd.@Nullable Failure failure(@Nullable Throwable cause) {
    return cause == null ? null : RunFiles.failure(cause);
  }

  private static Findings findings(RunState state, Set<String> complete) {
    Findings reconciled = ReconcileResult.read(state.context().folder()).findings();
    @Nullable ShardingReport sharding =
        complete.contains("reshard") ? Placements.read(state.context().folder()) : null;
    return new Findings(sharding, reconciled.coherence(), reconciled.reconciliation());
  }

  private static List<SourceReport> sources(RunState state) {
    Map<Integer, Map<String, Long>> read = new HashMap<>();
    for (String table : state.tableNames()) {
      for (PartManifest part : state.manifests(table)) {
        for (PartShare share : part.shares()) {
          read.computeIfAbsent(share.source(), s -> new LinkedHashMap<>())
              .merge(table, share.read(), Long::sum);
        }
      }
    }
    state
        .tables()
        .leftOut()
        .forEach(
            t ->
                read.computeIfAbsent(t.fileIndex(), s -> new LinkedHashMap<>())
                    .merge(t.table(), t.rows(), Long::sum));
    List<SourceReport> sources = new ArrayList<>();
    for (SourceFile file : state.files()) {
      sources.add(
          new SourceReport(
              file.path(),
              file.bytes(),
              file.sha256(),
              state.tables().profiles(file.index()),
              read.getOrDefault(file.index(), Map.of()).entrySet().stream()
                  .map(e -> new SourceReport.SourceTable(e.getKey(), e.getValue()))
                  .toList(),
              BadFiles.lost(file)));
    }
    return sources;
  }

  private List<String> notes(
      RunState state,
      Set<String> complete,
      Findings findings,
      List<StepReport> steps,
      List<TableReport> tables) {
    List<String> notes = new ArrayList<>(DeletedRows.told(state, tables));
    if (complete.contains("resolve")) {
      state.takenUp().told().ifPresent(notes::add);
    }
    if (complete.contains(ExtractStep.NAME)) {
      copied(state).ifPresent(notes::add);
    }
    for (StepReport step : steps) {
      if (!step.retries().isEmpty()) {
        notes.add(
            "Step "
                + step.name()
                + " was tried again, in parts or as a whole, because a store failed: "
                + step.retries().stream().map(ReportWriter::told).collect(Collectors.joining(", "))
                + ".");
      }
    }
    if (findings.sharding() != null) {
      findings.sharding().advice().ifPresent(notes::add);
    }
    notes.addAll(ReconcileResult.read(context.folder()).notes());
    state
        .silentNodes()
        .forEach(
            node ->
                notes.add(
                    "PostgreSQL node "
                        + node
                        + " did not answer when the books were read: what it took is not counted."));
    notes.addAll(BadFiles.notes(context.folder(), taken(state, complete)));
    taken(state, complete).stream()
        .flatMap(file -> SnapshotStep.waited(file).stream())
        .forEach(notes::add);
    if (context.reach() == Reach.OFFLINE) {
      notes.add(
          "Not checked, for the targets were not looked at: what stands there already, and whether"
              + " they can take the migration.");
      notes.add(
          PreviousMap.find(context)
              .map(map -> "Agents are taken to stand where run " + map.folder().id() + " put them.")
              .orElse(
                  "No run in this folder has placed agents: all are taken to be placed for the"
                      + " first time."));
    }
    if (complete.contains("snapshot")) {
      LeftOutTables.notes(state).forEach(notes::add);
    }
    if (complete.contains("snapshot") && !state.tables().unclaimed().isEmpty()) {
      notes.add(
          "No profile claims these tables, which go to schema legacy on the home node: "
              + String.join(", ", state.tables().unclaimed().keySet()));
    }
    if (complete.contains("snapshot")) {
      state.files().stream()
          .filter(f -> !f.others().isEmpty())
          .forEach(
              f ->
                  notes.add(
                      "Not migrated from " + f.path() + ": " + String.join(", ", f.others())));
    }
    return notes;
  }

  private static Optional<String> copied(RunState state) {
    List<PartManifest> parts =
        state.tableNames().stream().flatMap(table -> state.manifests(table).stream()).toList();
    long copied =
        parts.stream().filter(p -> p.copied() != null).mapToLong(PartManifest::read).sum();
    return copied == 0
        ? Optional.empty()
        : Optional.of(
            "source.incremental: "
                + copied
                + " of "
                + parts.stream().mapToLong(PartManifest::read).sum()
                + " rows were not read again: they stand in their files as they did when an earlier"
                + " run staged them, by the digests of both.");
  }

  private static String told(StepReport.Retried retried) {
    String node = retried.node();
    return (node == null ? "Cassandra" : "PostgreSQL node " + node)
        + (retried.times() == 1 ? " once" : " " + retried.times() + " times");
  }

  private RunReport report(
      Environment environment,
      RunEnd end,
      List<SourceReport> sources,
      List<TableReport> tables,
      Findings findings,
      List<StepReport> steps,
      Remarks remarks,
      Forecast forecast) {
    return new RunReport(
        new RunFacts(
            context.folder().id(),
            context.command(),
            context.dryRun(),
            context.attempt().number(),
            context.attempt().firstStart()),
        end,
        environment,
        sources,
        tables,
        findings,
        steps,
        remarks,
        forecast);
  }
}
