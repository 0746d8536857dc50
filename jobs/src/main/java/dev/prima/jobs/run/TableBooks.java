package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.TableReport;
import dev.prima.core.report.TableReport.Deletes;
import dev.prima.core.report.TableReport.Target;
import dev.prima.core.run.Books;
import dev.prima.core.run.Fate;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.GlobalWrites;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.postgres.LedgerTotals.Losses;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.run.TakenUp.Unchanged;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The books of a run's tables, each figure from where it stands: rows read and rejected from the
 * manifests; what was foretold from the fates and by counting the rows that load; what was done
 * from the ledgers of the nodes and from what the loaders passed over.
 *
 * <p>Cassandra keeps no ledger: of tables that stand there alone, loaded are the rows that bear the
 * time of this run's writes, once the step that writes them is complete; who lost to whom is told
 * by the fates.
 */
final class TableBooks {
  private static final String CONNECTIONS = "connections";

  private final RunState state;
  private final Set<String> completeSteps;
  private final Told told;
  private final List<LedgerTotals> ledger = new ArrayList<>();
  private final List<Losses> losses = new ArrayList<>();
  private Map<String, Long> passedOver = Map.of();
  private Map<String, List<String>> notes = Map.of();
  private Map<Integer, Long> counted = Map.of();
  private Map<Integer, Long> countedDerived = Map.of();
  private long withdrawn;
  private Map<String, Long> deleted = Map.of();

  /** Whether books are told before the load or after it. */
  enum Told {
    BEFORE,
    AFTER
  }

  /**
   * @param completeSteps steps whose outcome can be counted
   */
  TableBooks(RunState state, Set<String> completeSteps, Told told) {
    this.state = state;
    this.completeSteps = completeSteps;
    this.told = told;
  }

  List<TableReport> read(Map<String, List<Target>> targets) {
    List<String> names = new ArrayList<>(state.tableNames());
    if (resolved()) {
      withdrawn = WithdrawnConnections.count(state);
      deleted = DeletedRows.counts(state);
      notes =
          told == Told.AFTER && completeSteps.contains("load-postgres")
              ? SchemaNotes.afterLoad(state)
              : SchemaNotes.foretold(state);
      if (told == Told.BEFORE) {
        countLoading(names);
      } else {
        readLedgers();
      }
    }
    boolean derived = ledger.stream().anyMatch(LedgerTotals::derived) || !countedDerived.isEmpty();
    if ((derived || withdrawn > 0) && !names.contains(CONNECTIONS)) {
      names.add(CONNECTIONS);
    }
    if (told == Told.AFTER && completeSteps.contains("load-cassandra")) {
      countWritten(names);
    }
    List<TableReport> reports = new ArrayList<>();
    names.forEach(name -> reports.add(table(name, targets.getOrDefault(name, List.of()))));
    state
        .tables()
        .leftOutRows()
        .forEach(
            (name, rows) ->
                reports.add(leftOut(name, rows, targets.getOrDefault(name, List.of()))));
    Map<String, Integer> order = new HashMap<>();
    state.tables().names().forEach(name -> order.put(name, order.size()));
    reports.sort(
        Comparator.comparingInt(report -> order.getOrDefault(report.table(), order.size())));
    return List.copyOf(reports);
  }

  /** Its rows were counted when the snapshots were looked at, and nothing more. */
  private TableReport leftOut(String name, long rows, List<Target> targets) {
    return new TableReport(
        Books.of(name, rows, Map.of(Fate.SKIPPED, rows)),
        0,
        0,
        Map.of(),
        Map.of(),
        targets,
        List.of(
            "Left out by "
                + state.tables().rule(name)
                + ": its rows were counted and not migrated."));
  }

  private boolean resolved() {
    return completeSteps.contains("resolve");
  }

  private void readLedgers() {
    String run = state.context().folder().id().text();
    for (PostgresNode node : state.destinations().nodes()) {
      try {
        readLedger(node, run);
      } catch (PrimaException e) {
        if (completeSteps.contains("load-postgres") || !PostgresError.mayPass(e.error())) {
          throw e;
        }
        // The load did not end, so that the books are open anyway; the other nodes tell theirs.
        state.silent(node.name());
      }
    }
    passedOver = PassedOver.read(state.context().folder());
  }

  private void readLedger(PostgresNode node, String run) {
    if (LedgerTotals.standOn(node)) {
      // What every node has a copy of counts once.
      Predicate<String> counts =
          table -> node.equals(state.destinations().home()) || !isEverywhere(table);
      LedgerTotals.losses(node, run, DerivedParts.FIRST_ID).stream()
          .filter(l -> counts.test(l.table()))
          .forEach(losses::add);
      LedgerTotals.rows(node, run, DerivedParts.FIRST_ID).stream()
          .filter(t -> counts.test(t.table()))
          .forEach(ledger::add);
    }
  }

  private boolean isEverywhere(String table) {
    return state.context().catalog().find(table).filter(TargetTable::everywhere).isPresent();
  }

  /** Staged rows that load, one by one. */
  private void countLoading(List<String> names) {
    Stream<String> derived =
        state.context().catalog().find(CONNECTIONS).map(TargetTable::name).stream();
    Dataset<Row> staged = state.copies(Stream.concat(names.stream(), derived));
    int files = state.files().size();
    state.spark().sparkContext().setJobDescription("count what loads");
    counted = FateCounts.loaded(staged.filter("_source < " + files), state.fatesRoot());
    countedDerived = FateCounts.loaded(staged.filter("_source >= " + files), state.fatesRoot());
  }

  /** Rows of the tables that stand in Cassandra alone, as they stand there. */
  private void countWritten(List<String> names) {
    Map<Integer, Long> written = new ConcurrentHashMap<>();
    SparkSession spark = state.spark();
    List<Runnable> counting = new ArrayList<>();
    for (String name : names) {
      TargetTable table = state.target(name);
      // Of a table without staged rows nothing was written.
      if (table.stores().postgres().isEmpty() && !state.parts(name).isEmpty()) {
        int number = state.number(name);
        GlobalWrites writes =
            GlobalWrites.of(state.destinations().cassandra(), GlobalTable.of(table));
        counting.add(() -> written.put(number, writes.count(spark, state.writeTime())));
      }
    }
    Concurrently.run(counting);
    counted = written;
  }

  private TableReport table(String name, List<Target> targets) {
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> conversions = new TreeMap<>();
    long read = 0;
    long rejected = 0;
    for (PartManifest part : state.manifests(name)) {
      for (PartShare share : part.shares()) {
        read += share.read();
        rejected += share.rejects();
        share.rejected().forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
        share.conversions().forEach((what, n) -> conversions.merge(what, n, Long::sum));
      }
    }
    Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    fates.put(Fate.REJECTED, rejected);
    TargetTable target = resolved() ? state.target(name) : state.staged(name);
    if (resolved()) {
      conversions.putAll(state.shapes().formConversions(name));
    }
    boolean ofLedgers = told == Told.AFTER && target.stores().postgres().isPresent();
    long replaced = sumLosses(name, Losses::replaced);
    if (ofLedgers) {
      fates.put(Fate.LOADED, ledgerRows(name, false));
      fates.put(Fate.FAILED, sumLosses(name, Losses::failed));
    }
    if (ofLedgers && completeSteps.contains("load-postgres")) {
      Unchanged unchanged = state.takenUp().unchanged(name);
      fates.put(Fate.DUPLICATE, passedOver.getOrDefault(name, 0L) + unchanged.duplicates());
      fates.put(Fate.SUPERSEDED, sumLosses(name, Losses::superseded) + unchanged.superseded());
    } else if (resolved()) {
      int number = state.number(name);
      // Rows of the sources only: derived rows are in no book.
      IntPredicate ofSources = source -> source < state.files().size();
      Unchanged unchanged = state.takenUp().unchanged(name);
      fates.put(
          Fate.DUPLICATE,
          state.fateCounts().duplicates(number, ofSources) + unchanged.duplicates());
      fates.put(
          Fate.SUPERSEDED,
          state.fateCounts().superseded(number, ofSources) + unchanged.superseded());
      if (!ofLedgers && (told == Told.BEFORE || completeSteps.contains("load-cassandra"))) {
        fates.put(Fate.LOADED, counted.getOrDefault(number, 0L));
        replaced = state.fateCounts().replaced(number) + (name.equals(CONNECTIONS) ? withdrawn : 0);
      }
    }
    return new TableReport(
        Books.of(name, read, fates),
        replaced,
        ledgerRows(name, true) + countedDerived.getOrDefault(state.number(name), 0L),
        reasons,
        conversions,
        targets,
        notes.getOrDefault(name, List.of()),
        deletes(name, target));
  }

  /**
   * Of tables that stand in Cassandra alone, as many were removed as were found, once it is done.
   */
  private Deletes deletes(String name, TargetTable target) {
    long found = deleted.getOrDefault(name, 0L);
    if (target.stores().postgres().isPresent()) {
      return new Deletes(found, sumLosses(name, Losses::deleted));
    }
    boolean removed =
        told == Told.AFTER
            && completeSteps.contains("load-cassandra")
            && DeletedRows.propagates(state);
    return new Deletes(found, removed ? found : 0);
  }

  private long ledgerRows(String table, boolean derived) {
    return ledger.stream()
        .filter(t -> t.table().equals(table) && t.derived() == derived)
        .mapToLong(LedgerTotals::rows)
        .sum();
  }

  private long sumLosses(String table, java.util.function.ToLongFunction<Losses> count) {
    return losses.stream().filter(l -> l.table().equals(table)).mapToLong(count).sum();
  }
}
