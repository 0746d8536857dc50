package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.report.CoherenceReport;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.TableReport.Target;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.spark.Spool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Holds the sources, read again, against PostgreSQL and Cassandra. Reads only, and needs nothing
 * that a migration left behind but the targets themselves; places are judged by the directory of
 * agents in Cassandra.
 *
 * <p>Every table of every source and of the targets is read once. Not thread-safe.
 */
public final class Reconciler {
  private final SparkSession spark;
  private final Inputs inputs;
  private final @Nullable Spool spool;

  public Reconciler(SparkSession spark, Inputs inputs) {
    this(spark, inputs, null);
  }

  /**
   * @param spool where what is read is kept, and found if it was read before; null for none
   */
  public Reconciler(SparkSession spark, Inputs inputs, @Nullable Spool spool) {
    this.spark = spark;
    this.inputs = inputs;
    this.spool = spool;
  }

  /**
   * @param coherence null where not all agents were compared
   * @param targetRows rows that stand, by canonical table name; derived rows and rows of other
   *     sources included
   */
  public record Result(
      ReconciliationReport report,
      @Nullable CoherenceReport coherence,
      Map<String, List<Target>> targetRows) {
    public Result {
      targetRows = Map.copyOf(targetRows);
    }
  }

  /**
   * Compares. Throws {@link dev.prima.core.error.PrimaException} where a store cannot be reached or
   * a source cannot be read; what Spark throws, with the cause in it, where that happens in a task.
   *
   * @param depth how closely; where it lists differences, its file is written or removed
   */
  public Result run(Depth depth) {
    try (Reading reading = Reading.of(spark, inputs, depth.leniency(), spool);
        Kept kept = new Kept();
        DiscrepancyFile file = new DiscrepancyFile(depth.listing())) {
      Result result = new Running(depth, reading, kept, file).result();
      file.finish();
      return result;
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /** One comparison. */
  private final class Running {
    private final Depth depth;
    private final Reading reading;
    private final DiscrepancyFile file;
    private final Differences differences;
    private final Tables tables;
    private final Side postgres;
    private final Side global;

    private long withinTolerance;

    Running(Depth depth, Reading reading, Kept kept, DiscrepancyFile file) {
      this.depth = depth;
      this.reading = reading;
      this.file = file;
      differences = new Differences(reading, depth, kept, file);
      tables = reading.tables();
      postgres = reading.standing(Store.POSTGRES);
      global = reading.standing(Store.CASSANDRA);
    }

    Result result() {
      try (Beside<List<Compared>> comparing = Beside.start(this::compared)) {
        Numbered agents = tables.entity();
        describe("field coherence");
        CoherenceReport coherence =
            reading.answer(
                "coherence",
                () ->
                    FieldCoherence.of(
                        reading.winners().filter(col("_table").equalTo(agents.number())),
                        postgres.of(agents.number()).rows()),
                FieldCoherence.FORM);
        return result(comparing, coherence, checks(coherence));
      }
    }

    private Result result(
        Beside<List<Compared>> comparing, CoherenceReport coherence, List<Check> checks) {
      List<Compared> compared = comparing.get();
      long violations = checks.stream().mapToLong(Check::violations).sum();
      long discrepancies = compared.stream().mapToLong(Compared::discrepancies).sum();
      return new Result(
          new ReconciliationReport(
              violations + discrepancies == 0 ? Verdict.RECONCILED : Verdict.DIFFERENCES,
              depth.level().word(),
              compared,
              checks,
              depth.scope(withinTolerance, file.left())),
          coherence,
          targetRows());
    }

    private List<Compared> compared() {
      List<Compared> compared = new ArrayList<>();
      for (Store store : Store.values()) {
        describe("compare with " + store.word());
        compared.addAll(compared(store, reading.due(store), reading.standing(store)));
      }
      Map<String, Integer> order = new HashMap<>();
      tables.all().forEach(t -> order.put(t.table().name(), order.size()));
      compared.sort(
          Comparator.<Compared>comparingInt(c -> order.getOrDefault(c.table(), order.size()))
              .thenComparing(Compared::store, Comparator.reverseOrder()));
      return compared;
    }

    /** Tables of which either side has a row. */
    private List<Compared> compared(Store store, Side sources, Side target) {
      List<Compared> compared = new ArrayList<>();
      List<Numbered> unequal = new ArrayList<>();
      for (Numbered table : tables.all()) {
        Side expected = sources.of(table.number());
        Side actual = target.of(table.number()).ofSources();
        Comparison comparison = new Comparison(table.table().name(), store.word());
        boolean excluded = depth.leniency().excludes(table.table());
        if (!excluded && expected.total() + actual.total() > 0) {
          Optional<Compared> found =
              depth.level() == Level.COUNT
                  ? Optional.of(comparison.byCount(expected, actual))
                  : comparison.byFingerprint(expected, actual);
          found.ifPresentOrElse(compared::add, () -> unequal.add(table));
        }
      }
      if (!unequal.isEmpty()) {
        compared.addAll(byRow(store, unequal, sources, target));
      }
      return compared;
    }

    private List<Compared> byRow(Store store, List<Numbered> unequal, Side sources, Side target) {
      describe("compare rows with " + store.word());
      Map<Integer, Map<String, Long>> kinds =
          differences.kinds(store, unequal, sources, target.ofSources());
      kinds.values().forEach(k -> withinTolerance += k.getOrDefault(Differences.WITHIN, 0L));
      return unequal.stream()
          .map(
              t ->
                  new Comparison(t.table().name(), store.word())
                      .byRow(
                          sources.of(t.number()),
                          target.of(t.number()).ofSources(),
                          kinds.getOrDefault(t.number(), Map.of())))
          .toList();
    }

    private List<Check> checks(CoherenceReport coherence) {
      List<Check> checks = new ArrayList<>(checked("agents", this::agentChecks));
      if (!depth.leniency().excludes(tables.entity().table())) {
        checks.add(Checks.fieldCoherence(coherence));
      }
      checks.add(Checks.sourcesAccounted(reading.accounts()));
      checks.addAll(checked("derived", this::derivedChecks));
      checks.addAll(checked("ends", this::endChecks));
      checks.add(Checks.regionServed(postgres, tables, inputs.stores().regions()));
      return checks;
    }

    private List<Check> checked(String name, Supplier<List<Check>> check) {
      return reading.answer("checked-" + name, check, Checks.FORM.list());
    }

    private List<Check> agentChecks() {
      describe("check agents and their directory");
      int agents = tables.entity().number();
      return Checks.agents(postgres.of(agents).rows(), global.of(agents).rows());
    }

    private List<Check> derivedChecks() {
      Optional<Numbered> messages = tables.find(DerivedCheck.MESSAGES);
      Optional<Numbered> connections = tables.find(DerivedConnections.TABLE);
      if (messages.isEmpty()
          || connections.isEmpty()
          || depth.leniency().excludes(connections.get().table())) {
        return List.of();
      }
      describe("check derived connections");
      return List.of(
          new DerivedCheck(connections.get().table(), reading.directory(), inputs)
              .of(postgres.of(messages.get().number()), postgres.of(connections.get().number())));
    }

    private List<Check> endChecks() {
      describe("check ends");
      EndChecks ends = new EndChecks(reading);
      return List.of(ends.endsExist(), ends.crossingUnderBothEnds());
    }

    private Map<String, List<Target>> targetRows() {
      Map<String, List<Target>> rows = new LinkedHashMap<>();
      for (Numbered table : tables.all()) {
        List<Target> targets = new ArrayList<>();
        if (table.table().stores().postgres().isPresent()) {
          targets.addAll(
              targets(
                  Store.POSTGRES,
                  new PostgresTable(table.table()).title(),
                  postgres.of(table.number())));
        }
        table
            .table()
            .stores()
            .global()
            .map(g -> inputs.stores().cassandra().keyspace().name() + "." + g.table())
            .ifPresent(n -> targets.addAll(targets(Store.CASSANDRA, n, global.of(table.number()))));
        rows.put(table.table().name(), targets);
      }
      return rows;
    }
  }

  /** How many of these rows stand where. */
  static List<Target> targets(Store store, String name, Side rows) {
    record Where(@Nullable String node, @Nullable String region) {}
    Comparator<String> nullsLast = Comparator.nullsLast(Comparator.naturalOrder());
    return rows.by(g -> new Where(g.node(), g.region()), g -> true).entrySet().stream()
        .map(
            e ->
                new Target(
                    store.word(),
                    name,
                    e.getKey().node(),
                    e.getKey().region(),
                    e.getValue().rows()))
        .sorted(
            Comparator.comparing(Target::node, nullsLast).thenComparing(Target::region, nullsLast))
        .toList();
  }

  private void describe(String step) {
    spark.sparkContext().setJobDescription("reconcile: " + step);
  }
}
