package dev.prima.jobs.repair;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport;
import dev.prima.jobs.plan.DecidingKeys;
import dev.prima.jobs.reconcile.Inputs;
import dev.prima.jobs.reconcile.ListedRows;
import dev.prima.jobs.reconcile.Reading;
import dev.prima.jobs.reconcile.Reconciler;
import dev.prima.jobs.reconcile.Store;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.RunContext;
import dev.prima.jobs.run.SourcesAgain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Mends what a reconciliation listed: makes the plan, looks whether all of it is still so, keeps
 * what it changes, changes it, and reconciles. A repair that died goes on where it was.
 *
 * <p>Guarantees: nothing is touched where sources, targets or any row that is listed is no longer
 * what the list saw.
 */
public final class RepairApply implements RepairRun.Work {
  private static final List<String> TARGET_KEYS =
      List.of("regions.", "global.contact-points", "global.keyspace", "reconcile.exclusive");
  private static final List<String> ACCESS = List.of(".user", ".password", ".tls");

  private final RunsFolder runs;
  private final RepairPlanner planner;

  /**
   * @param runs where a repair that did not end may lie
   */
  public RepairApply(RunsFolder runs, RepairPlanner planner) {
    this.runs = runs;
    this.planner = planner;
  }

  /** A repair of the same list that did not end, and was not undone. */
  @Override
  public Optional<RunFolder> unfinished() {
    List<RunFolder> all = new ArrayList<>(runs.list());
    return all.stream().filter(this::isUnfinished).reduce((older, newer) -> newer);
  }

  private boolean isUnfinished(RunFolder run) {
    return Journal.of(run)
        .filter(j -> j.found().equals(planner.found().id().text()))
        .filter(j -> j.list().equals(planner.sha256()))
        .filter(j -> !UndoneRuns.isUndone(run))
        .filter(j -> !run.hasReport() || !ended(run))
        .isPresent();
  }

  private static boolean ended(RunFolder run) {
    ExitCode exit = run.readReport().end().exit();
    return exit == ExitCode.OK || exit == ExitCode.DISCREPANCIES;
  }

  @Override
  public ExitCode in(RepairRun run) {
    RunContext context = run.context();
    Optional<Journal> begun = Journal.of(context.folder());
    if (begun.isEmpty()) {
      planner.plan(run);
    }
    refuseOtherTargets(context);
    SourcesAgain again = SourcesAgain.read(context, run.destinations());
    run.read(again.reports(), again.step());
    refuseOtherSources(again.reports());
    refuseExclusions(again.inputs());
    try (SparkSession spark = again.open()) {
      run.worksWith(spark);
      if (begun.isPresent()) {
        run.note("Goes on with what attempt " + (context.attempt().number() - 1) + " began.");
        new Mending(run, begun.get(), context.catalog().targets()).apply();
      } else {
        begin(run, keep(run, spark, again));
      }
      return reconcile(run, spark, again);
    }
  }

  private void begin(RepairRun run, Journal journal) {
    try {
      new Mending(run, journal, run.context().catalog().targets()).apply();
    } catch (PrimaException e) {
      if (e.error() == RepairError.CHANGED) {
        journal.discard();
      }
      throw e;
    }
    run.note(
        "Made "
            + journal.changes()
            + " changes; take them back with: scripts/prima repair --undo "
            + run.context().folder().id());
  }

  private void refuseOtherTargets(RunContext context) {
    Map<String, String> then = targets(planner.found());
    Map<String, String> now = targets(context.folder());
    if (!then.equals(now)) {
      TreeSet<String> keys = new TreeSet<>(then.keySet());
      keys.addAll(now.keySet());
      keys.removeIf(k -> String.valueOf(then.get(k)).equals(String.valueOf(now.get(k))));
      throw RepairError.changed(
          List.of(
              "the config is not that of run "
                  + planner.found().id()
                  + ", which looked elsewhere: "
                  + String.join(", ", keys)));
    }
  }

  private static Map<String, String> targets(RunFolder run) {
    Map<String, String> keys = DecidingKeys.of(run);
    keys.keySet()
        .removeIf(
            k ->
                TARGET_KEYS.stream().noneMatch(k::startsWith)
                    || ACCESS.stream().anyMatch(k::contains));
    return keys;
  }

  private void refuseOtherSources(List<SourceReport> now) {
    Map<String, String> hashes = hashes(now);
    Map<String, String> then = hashes(planner.found().readReport().sources());
    Mending.refuse(
        Stream.concat(hashes.keySet().stream(), then.keySet().stream())
            .distinct()
            .sorted()
            .filter(f -> !String.valueOf(then.get(f)).equals(String.valueOf(hashes.get(f))))
            .map(
                f ->
                    !then.containsKey(f)
                        ? "source " + f + " was not compared then"
                        : hashes.containsKey(f)
                            ? "source " + f + " has other contents now"
                            : "source " + f + ", which was compared then, is not named")
            .toList());
  }

  /** An update writes the whole row of the source: what nobody compared would go with the rest. */
  private static void refuseExclusions(Inputs inputs) {
    List<String> excluded =
        inputs.stores().tables().stream()
            .flatMap(
                t ->
                    t.columns().stream()
                        .filter(c -> inputs.leniency().excludes(t, c.name()))
                        .map(c -> t.name() + "." + c.name()))
            .sorted()
            .toList();
    if (!excluded.isEmpty()) {
      throw new PrimaException(
          RepairError.COLUMNS_EXCLUDED,
          "A repair writes whole rows and would overwrite columns that were not compared: "
              + String.join(", ", excluded)
              + " [reconcile.exclude]. Nothing was touched; take them out, look again with:"
              + " scripts/prima reconcile --level row, and repair what it lists then");
    }
  }

  private static Map<String, String> hashes(List<SourceReport> sources) {
    Map<String, String> hashes = new TreeMap<>();
    sources.forEach(s -> hashes.put(s.file(), String.valueOf(s.sha256())));
    return hashes;
  }

  /** Looks again for every row that is listed, and keeps it as it stands and as it should. */
  private Journal keep(RepairRun run, SparkSession spark, SourcesAgain again) {
    Journal[] journal = new Journal[1];
    Map<Integer, Integer> ids = again.knownIds();
    Map<Integer, Integer> first = again.firstIds();
    if (ids.size() < again.reports().size()) {
      throw RepairError.changed(
          List.of(
              "some of the sources were never migrated as they are now, so that their rows come"
                  + " with scripts/prima migrate"));
    }
    run.step(
        "look-again",
        () -> {
          try (Reading reading = Reading.of(spark, again.inputs())) {
            List<Dataset<String>> changes = new ArrayList<>();
            List<String> gone = new ArrayList<>();
            for (Store store : Store.values()) {
              Dataset<Row> found =
                  ListedRows.of(spark, reading, store, planner.found().discrepancies()).cache();
              long lost = found.filter(ListedRows.KIND + " IS NULL").count();
              if (lost > 0) {
                gone.add(lost + " rows in " + store.word() + " are no longer as they are listed");
              }
              RowImages images = new RowImages(store, ListedRows.models(reading), ids, first);
              changes.add(
                  found
                      .filter(ListedRows.KIND + " IS NOT NULL")
                      .mapPartitions(images::lines, Encoders.STRING()));
            }
            Mending.refuse(gone);
            journal[0] =
                Journal.write(
                    run.context().folder(),
                    planner.found().id().text(),
                    planner.sha256(),
                    lines(changes));
            return journal[0].changes();
          }
        });
    return journal[0];
  }

  private static Iterator<String> lines(List<Dataset<String>> changes) {
    return changes.stream()
        .flatMap(
            c -> StreamSupport.stream(((Iterable<String>) c::toLocalIterator).spliterator(), false))
        .iterator();
  }

  private static ExitCode reconcile(RepairRun run, SparkSession spark, SourcesAgain again) {
    RunContext context = run.context();
    ReconcileConfig told = context.config().reconcile();
    ReconcileConfig byRow =
        new ReconcileConfig(
            ReconcileConfig.Level.ROW,
            told.maxRowsPerSecond(),
            told.exclusive(),
            told.tolerance(),
            told.exclude(),
            told.showValues(),
            told.maxListed());
    ReconciliationReport[] report = new ReconciliationReport[1];
    run.step(
        "reconcile",
        () -> {
          Reconciler.Result result = again.compare(spark, byRow, context.folder().discrepancies());
          run.findings(new Findings(null, result.coherence(), result.report()));
          report[0] = result.report();
          return result.report().tables().stream().mapToLong(t -> t.targetRows()).sum();
        });
    return report[0].verdict() == Verdict.DIFFERENCES ? ExitCode.DISCREPANCIES : ExitCode.OK;
  }
}
