package dev.prima.jobs.reconcile;

import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.CoherenceReport;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.TableReport.Target;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.reconcile.Side.Fingerprint;
import dev.prima.jobs.resolve.DerivedConnections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
  private static final String POSTGRES = "postgres";
  private static final String CASSANDRA = "cassandra";

  private final SparkSession spark;
  private final Inputs inputs;

  public Reconciler(SparkSession spark, Inputs inputs) {
    this.spark = spark;
    this.inputs = inputs;
  }

  /**
   * @param targetRows rows that stand, by canonical table name; derived rows and rows of other
   *     sources included
   */
  public record Result(
      ReconciliationReport report,
      CoherenceReport coherence,
      Map<String, List<Target>> targetRows) {
    public Result {
      targetRows = Map.copyOf(targetRows);
    }
  }

  /**
   * Compares. Throws {@link dev.prima.core.error.PrimaException} where a store cannot be reached or
   * a source cannot be read; what Spark throws, with the cause in it, where that happens in a task.
   *
   * @param level {@link Level#COUNT} or {@link Level#FINGERPRINT}
   */
  public Result run(Level level) {
    if (!level.available()) {
      throw new IllegalArgumentException("Level " + level.word() + " is not available");
    }
    try (Kept kept = new Kept();
        Running running = new Running(level, kept)) {
      return running.result();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /** One comparison: what it has read so far. */
  private final class Running implements AutoCloseable {
    private final Level level;
    private final Kept kept;
    private final SourceRows sources = new SourceRows(spark, inputs.sources());
    private final PostgresRows postgres = new PostgresRows(spark, inputs);
    private final GlobalStanding global = new GlobalStanding(spark, inputs);
    private final TargetTable entity = entity(inputs.stores().tables());
    private final Dataset<Row> directoryRows;
    private final Directory directory;
    private final List<Compared> compared = new ArrayList<>();
    private final Map<String, Side> standing = new LinkedHashMap<>();
    private final Map<String, List<Target>> targetRows = new LinkedHashMap<>();
    private CoherenceReport coherence = new CoherenceReport(0, null, null);

    Running(Level level, Kept kept) {
      this.level = level;
      this.kept = kept;
      describe("read the directory of agents");
      directoryRows = kept.keep(global.of(entity));
      directory = Directory.of(directoryRows, inputs.stores().regions());
    }

    Result result() {
      for (TargetTable table : inputs.stores().tables()) {
        compare(table);
      }
      List<Check> checks = checks();
      long violations = checks.stream().mapToLong(Check::violations).sum();
      long discrepancies = compared.stream().mapToLong(Compared::discrepancies).sum();
      return new Result(
          new ReconciliationReport(
              violations + discrepancies == 0 ? Verdict.RECONCILED : Verdict.DIFFERENCES,
              level.word(),
              compared,
              checks),
          coherence,
          targetRows);
    }

    private void compare(TargetTable table) {
      try (Kept mine = new Kept()) {
        describe(table.name() + ": read the sources");
        Dataset<Row> winners = directory.placed(sources.winners(table, mine), table);
        if (table.stores().postgres().isPresent()) {
          comparePostgres(table, winners);
        }
        if (table.stores().global().isPresent()) {
          compareCassandra(table, winners, mine);
        }
      }
    }

    private void comparePostgres(TargetTable table, Dataset<Row> winners) {
      describe(table.name() + ": read PostgreSQL");
      Side actual = Side.of(kept.keep(postgres.of(table)));
      standing.put(table.name(), actual);
      count(table, POSTGRES, new PostgresTable(table).title(), actual);
      describe(table.name() + ": compare with PostgreSQL");
      add(new Comparison(table.name(), POSTGRES), winners, actual);
      if (table.equals(entity)) {
        describe(table.name() + ": field coherence");
        coherence = FieldCoherence.of(winners, actual.rows());
      }
    }

    private void compareCassandra(TargetTable table, Dataset<Row> winners, Kept mine) {
      GlobalShape shape = table.stores().global().orElseThrow();
      describe(table.name() + ": read Cassandra");
      Side actual = Side.of(table.equals(entity) ? directoryRows : mine.keep(global.of(table)));
      String name = inputs.stores().cassandra().keyspace().name() + "." + shape.table();
      count(table, CASSANDRA, name, actual);
      describe(table.name() + ": compare with Cassandra");
      add(
          new Comparison(table.name(), CASSANDRA),
          GlobalExpected.of(winners, table, directory),
          actual);
    }

    private void add(Comparison comparison, Dataset<Row> rows, Side actual) {
      Side expected = Side.of(rows);
      Side ofSources = actual.ofSources();
      if (expected.total() > 0 || ofSources.total() > 0) {
        compared.add(
            level == Level.COUNT
                ? comparison.byCount(expected, ofSources)
                : comparison.byFingerprint(expected, ofSources));
      }
    }

    private void count(TargetTable table, String store, String name, Side actual) {
      record Where(@Nullable String node, @Nullable String region) {}
      Map<Where, Fingerprint> rows = actual.by(g -> new Where(g.node(), g.region()), g -> true);
      Comparator<String> nullsLast = Comparator.nullsLast(Comparator.naturalOrder());
      rows.entrySet().stream()
          .map(
              e ->
                  new Target(
                      store, name, e.getKey().node(), e.getKey().region(), e.getValue().rows()))
          .sorted(
              Comparator.comparing(Target::node, nullsLast)
                  .thenComparing(Target::region, nullsLast))
          .forEach(t -> targetRows.computeIfAbsent(table.name(), n -> new ArrayList<>()).add(t));
    }

    private List<Check> checks() {
      List<Check> checks = new ArrayList<>();
      Side agents = standing.get(entity.name());
      if (agents != null) {
        describe("check agents and their directory");
        checks.add(Checks.agentOnOneNode(agents.rows()));
        checks.add(Checks.directoryAgrees(agents.rows(), directoryRows));
        checks.add(Checks.fieldCoherence(coherence));
      }
      Side messages = standing.get(DerivedCheck.MESSAGES);
      Side connections = standing.get(DerivedConnections.TABLE);
      if (messages != null && connections != null) {
        describe("check derived connections");
        checks.add(
            new DerivedCheck(
                    table(DerivedConnections.TABLE),
                    directory,
                    inputs.stores().nodes().get(0),
                    inputs.lineage().derivingProfiles())
                .of(messages.rows(), connections.rows()));
      }
      checks.add(Checks.regionServed(standing.values(), inputs.stores().regions()));
      return checks;
    }

    private TargetTable table(String name) {
      return inputs.stores().tables().stream()
          .filter(t -> t.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void close() {
      directory.close();
    }
  }

  private static TargetTable entity(List<TargetTable> tables) {
    return tables.stream()
        .filter(t -> t.placement() instanceof Placement.Distribute)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No table of agents among the targets"));
  }

  private void describe(String step) {
    spark.sparkContext().setJobDescription("reconcile " + step);
  }
}
