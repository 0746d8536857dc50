package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.ReconciliationScope;
import dev.prima.core.report.TableReport.Target;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingChoice;
import dev.prima.jobs.resolve.StandingRows.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the rows that an incremental run took up, as it staged them, against what stands under
 * their ids: in PostgreSQL all that does, in Cassandra what stands under their keys. Reads no
 * source, and no other row; but where agents come or go all agents and their directory, which say
 * where rows belong.
 */
public final class ChangedCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ChangedCheck.class);
  private static final int CONTENT_BYTES = 32;
  private static final int KEY_BYTES = 16;
  private static final Column NO_TEXT = lit(null).cast(DataTypes.StringType);
  private static final StructType AGENTS = new StructType().add("agent_id", DataTypes.StringType);
  private static final StructType PAIRS =
      new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);

  private final SparkSession spark;
  private final Inputs inputs;
  private final Changed changed;
  private final Tables tables;
  private final Kept kept;

  private ChangedCheck(SparkSession spark, Inputs inputs, Changed changed, Kept kept) {
    this.spark = spark;
    this.inputs = inputs;
    this.changed = changed;
    this.kept = kept;
    tables = new Tables(inputs.stores().tables());
  }

  /**
   * What was taken up.
   *
   * @param best of the sources' copies of each row, as {@link
   *     dev.prima.jobs.resolve.Resolver#resolve} gives them, tables numbered by their place among
   *     the inputs'
   * @param ids under which they stand, or stood before: {@code t} (the table), {@code id}
   * @param ends {@code a, b}: those of rows that are identified by their ends
   * @param agents {@code agent_id} of those that are agents
   * @param global what Cassandra should hold of them, by the name of the table
   * @param since the run since which they had changed
   * @param places of all agents, where none comes or goes
   */
  public record Changed(
      Dataset<Row> best,
      Dataset<Row> ids,
      Dataset<Row> ends,
      Dataset<Row> agents,
      Map<String, Global> global,
      String since,
      Optional<Broadcast<ShardLookup>> places) {
    public Changed {
      global = Map.copyOf(global);
    }
  }

  /**
   * Rows of a table in Cassandra.
   *
   * @param rows that should stand, as they are read
   * @param keys under which the rows that were taken up stand if they do, or stood before
   */
  public record Global(Dataset<Row> rows, Dataset<Row> keys) {}

  /** Compares; empty where anything is not as it should be, which a comparison of all will tell. */
  public static Optional<Reconciler.Result> run(
      SparkSession spark, Inputs inputs, Changed changed) {
    try (Kept kept = new Kept()) {
      return new ChangedCheck(spark, inputs, changed, kept).run();
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private Optional<Reconciler.Result> run() {
    Numbered agents = tables.entity();
    spark.sparkContext().setJobDescription("reconcile: read what changed");
    Dataset<Row> read = kept.keep(nodes(agents.number()).of(tables).rows());
    GlobalStanding cassandra = new GlobalStanding(spark, inputs, inputs.leniency());
    Dataset<Row> listed = kept.keep(listed(cassandra, agents));
    Dataset<Row> standing = kept.keep(among(read, identity()));
    Dataset<Row> best = kept.keep(best());
    Dataset<Row> bestAgents = best.filter(col("_table").equalTo(agents.number()));
    Dataset<Row> readAgents =
        (settled() ? standing : read).filter(col("_table").equalTo(agents.number()));
    Side directoryRows = Side.of(listed);
    Side agentRows = Side.of(readAgents);
    try (Directory directory =
        changed.places().isPresent()
            ? Directory.of(changed.places().get(), inputs.stores().regions())
            : Directory.of(directoryRows, agentRows, bestAgents, inputs.stores().regions())) {
      Dataset<Row> winners = directory.placed(best, tables);
      Side regional = Side.of(standing);
      List<String> names = inputs.stores().nodes().stream().map(PostgresNode::name).toList();
      List<Compared> compared = new ArrayList<>();
      spark.sparkContext().setJobDescription("reconcile: compare what changed");
      compare(
          Store.POSTGRES,
          Reading.onNodes(winners.filter(tables.rowsOf(Store.POSTGRES::holds)), tables, names)
              .withColumn("end", NO_TEXT)
              .withColumn("peer", NO_TEXT),
          regional.ofSources(),
          compared);
      compareGlobal(cassandra, among(listed, col("key")), compared);
      List<Check> checks = Checks.agents(readAgents, listed);
      List<Object> differing = new ArrayList<>();
      compared.stream().filter(c -> c.discrepancies() > 0).forEach(differing::add);
      checks.stream().filter(c -> c.violations() > 0).forEach(differing::add);
      if (!differing.isEmpty()) {
        LOG.info("What was taken up does not stand as it should: {}", differing);
        return Optional.empty();
      }
      return Optional.of(
          new Reconciler.Result(
              report(compared, checks),
              null,
              settled() ? Map.of() : targets(agentRows, directoryRows)));
    }
  }

  /** Whether no agent comes or goes: those alone are read of whose rows a copy changed. */
  private boolean settled() {
    return changed.places().isPresent();
  }

  /** The directory, or what of it is under the keys of agents who changed. */
  private Dataset<Row> listed(GlobalStanding cassandra, Numbered agents) {
    if (!settled()) {
      return cassandra.of(List.of(agents));
    }
    Global some = changed.global().get(agents.table().name());
    return some == null || !cassandra.holds(agents)
        ? cassandra.of(List.of())
        : among(cassandra.under(agents, some.keys()), col("key"));
  }

  private ReconciliationReport report(List<Compared> compared, List<Check> checks) {
    return new ReconciliationReport(
        Verdict.RECONCILED, "row", compared, checks, ReconciliationScope.changes(changed.since()));
  }

  /** Of agents alone all rows were read. */
  private Map<String, List<Target>> targets(Side regional, Side listed) {
    TargetTable agents = tables.entity().table();
    List<Target> targets =
        new ArrayList<>(
            Reconciler.targets(Store.POSTGRES, new PostgresTable(agents).title(), regional));
    agents
        .stores()
        .global()
        .map(g -> inputs.stores().cassandra().keyspace().name() + "." + g.table())
        .ifPresent(name -> targets.addAll(Reconciler.targets(Store.CASSANDRA, name, listed)));
    return Map.of(agents.name(), targets);
  }

  private PostgresRows nodes(int agents) {
    StandingChoice choice =
        StandingChoice.of(
            settled() ? Set.of() : Set.of(agents),
            tables.where(t -> t.key().made()).stream()
                .map(Numbered::number)
                .collect(Collectors.toSet()),
            changed.ids(),
            changed.ends(),
            changed.agents(),
            spark.createDataFrame(List.of(), AGENTS),
            spark.createDataFrame(List.of(), PAIRS));
    List<Moment> now =
        inputs.stores().nodes().stream().map(node -> new Moment(node, null)).toList();
    return new PostgresRows(spark, inputs, now, inputs.leniency(), choice);
  }

  /** What identifies a row that stands in PostgreSQL: its key without what tells equals apart. */
  private Column identity() {
    return when(tables.rowsOf(Tables::keyless), substring(col("key"), 1, CONTENT_BYTES))
        .when(tables.rowsOf(TargetTable::everywhere), substring(col("key"), 1, KEY_BYTES))
        .otherwise(col("key"));
  }

  private Dataset<Row> among(Dataset<Row> rows, Column identity) {
    return rows.join(
        changed.ids(),
        col("_table").equalTo(col("t")).and(identity.equalTo(col("id"))),
        "left_semi");
  }

  /**
   * @param agents of the directory, those that were taken up
   */
  private void compareGlobal(
      GlobalStanding cassandra, Dataset<Row> agents, List<Compared> compared) {
    Dataset<Row> standing = agents;
    Dataset<Row> expected = agents.limit(0);
    for (Numbered table : tables.where(Store.CASSANDRA::holds)) {
      Global global = changed.global().get(table.table().name());
      if (global != null) {
        expected = expected.unionByName(cassandra.of(table, global.rows()));
        if (cassandra.holds(table) && table.number() != tables.entity().number()) {
          standing = standing.unionByName(cassandra.under(table, global.keys()));
        }
      }
    }
    compare(
        Store.CASSANDRA,
        expected
            .filter(not(col("derived")))
            .withColumn("own", lit(true))
            .withColumn("id", col("key"))
            .withColumn("_part", lit(0L))
            .withColumn("_row", lit(0))
            .withColumn("end", NO_TEXT)
            .withColumn("peer", NO_TEXT),
        Side.of(kept.keep(standing)).ofSources(),
        compared);
  }

  /** The best copies under the keys by which rows are compared. */
  private Dataset<Row> best() {
    return changed
        .best()
        .withColumn("key", SourceRows.key(tables))
        .withColumn("hash", col("_hash"))
        .withColumn("own", lit(true));
  }

  private void compare(Store store, Dataset<Row> expected, Side actual, List<Compared> compared) {
    Dataset<Row> due = kept.keep(expected);
    Side sources = Side.of(due);
    Map<Integer, Map<String, Long>> kinds = new HashMap<>();
    for (Row row :
        Comparison.judged(due, actual.rows()).groupBy("_table", "kind").count().collectAsList()) {
      kinds
          .computeIfAbsent(row.getInt(0), t -> new HashMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    for (Numbered table : tables.where(store::holds)) {
      Side there = actual.of(table.number());
      Side mine = sources.of(table.number());
      if (there.total() + mine.total() > 0) {
        compared.add(
            new Comparison(table.table().name(), store.word())
                .byRow(mine, there, kinds.getOrDefault(table.number(), Map.of())));
      }
    }
  }
}
