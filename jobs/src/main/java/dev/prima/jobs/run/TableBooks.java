package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.TableReport;
import dev.prima.core.report.TableReport.Target;
import dev.prima.core.run.Books;
import dev.prima.core.run.Fate;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.postgres.LedgerTotals.Losses;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.resolve.StagedCopies;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagedPart;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The books of a run's tables, each figure from where it stands: rows read and rejected from the
 * manifests, duplicates and superseded rows from the fates, loaded and failed rows from the ledgers
 * of the nodes, or for tables that stand in Cassandra alone, and in a dry run, by counting the rows
 * that load.
 */
final class TableBooks {
  private static final String CONNECTIONS = "connections";

  private final RunState state;
  private final Set<String> completeSteps;
  private final List<LedgerTotals> ledger = new ArrayList<>();
  private final List<Losses> losses = new ArrayList<>();
  private Map<Integer, Long> counted = Map.of();
  private Map<Integer, Long> countedDerived = Map.of();

  /**
   * @param completeSteps steps whose outcome can be counted
   */
  TableBooks(RunState state, Set<String> completeSteps) {
    this.state = state;
    this.completeSteps = completeSteps;
  }

  List<TableReport> read(Map<String, List<Target>> targets) {
    String run = state.context().folder().id().text();
    boolean dry = state.context().dryRun();
    for (PostgresNode node : dry ? List.<PostgresNode>of() : state.destinations().nodes()) {
      if (completeSteps.contains("resolve") && LedgerTotals.standOn(node)) {
        ledger.addAll(LedgerTotals.rows(node, run, DerivedParts.FIRST_ID));
        losses.addAll(LedgerTotals.losses(node, run));
      }
    }
    List<String> names = new ArrayList<>(state.tableNames());
    if (dry && completeSteps.contains("resolve")) {
      Dataset<Row> staged = copies(Stream.concat(names.stream(), Stream.of(CONNECTIONS)));
      int files = state.files().size();
      counted = FateCounts.loaded(staged.filter("_source < " + files), state.fatesRoot());
      countedDerived = FateCounts.loaded(staged.filter("_source >= " + files), state.fatesRoot());
    }
    boolean derived = ledger.stream().anyMatch(LedgerTotals::derived) || !countedDerived.isEmpty();
    if (derived && !names.contains(CONNECTIONS)) {
      names.add(CONNECTIONS);
    }
    if (completeSteps.contains("load-cassandra")) {
      counted =
          FateCounts.loaded(
              copies(names.stream().filter(n -> state.target(n).stores().postgres().isEmpty())),
              state.fatesRoot());
    }
    return names.stream().map(name -> table(name, targets.getOrDefault(name, List.of()))).toList();
  }

  /** Staged rows of these tables, to be counted one by one. */
  private Dataset<Row> copies(Stream<String> names) {
    Map<Integer, List<StagedPart>> parts = new TreeMap<>();
    names.distinct().forEach(name -> parts.put(state.number(name), state.parts(name)));
    state.spark().sparkContext().setJobDescription("count what loads");
    return StagedCopies.of(state.spark(), parts);
  }

  private TableReport table(String name, List<Target> targets) {
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> conversions = new TreeMap<>();
    long read = 0;
    long rejected = 0;
    for (PartManifest part : state.manifests(name)) {
      read += part.read();
      rejected += part.rejects();
      part.rejected().forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
      part.conversions().forEach((conversion, n) -> conversions.merge(conversion, n, Long::sum));
    }
    Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    fates.put(Fate.REJECTED, rejected);
    TargetTable target =
        completeSteps.contains("resolve") ? state.target(name) : state.staged(name);
    boolean regional = target.stores().postgres().isPresent();
    long replaced = sumLosses(name, Losses::replaced);
    if (completeSteps.contains("resolve")) {
      int number = state.number(name);
      // Rows of the sources only: derived rows are in no book.
      IntPredicate ofSources = source -> source < state.files().size();
      fates.put(Fate.DUPLICATE, state.fateCounts().duplicates(number, ofSources));
      fates.put(Fate.SUPERSEDED, state.fateCounts().superseded(number, ofSources));
      if (state.context().dryRun()) {
        fates.put(Fate.LOADED, counted.getOrDefault(number, 0L));
        replaced = state.fateCounts().replaced(number);
      } else if (!regional && completeSteps.contains("load-cassandra")) {
        fates.put(Fate.LOADED, counted.getOrDefault(number, 0L));
        replaced = state.fateCounts().replaced(number);
      }
    }
    if (regional && !state.context().dryRun()) {
      fates.put(Fate.LOADED, ledgerRows(name, false));
      fates.put(Fate.FAILED, sumLosses(name, Losses::failed));
    }
    return new TableReport(
        Books.of(name, read, fates),
        replaced,
        ledgerRows(name, true) + countedDerived.getOrDefault(state.number(name), 0L),
        reasons,
        conversions,
        targets);
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
