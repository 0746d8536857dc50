package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.ScanSnapshot;
import dev.prima.jobs.resolve.KeyFilter;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows.Moment;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.spark.JsonForm;
import dev.prima.jobs.spark.Spool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * What the sources, read again, say should stand, and what stands: every table once. Each node is
 * read as it was at one moment, for as long as this is open; but for what a spool held. Not
 * thread-safe.
 *
 * <p>Rows are known by {@code _table} (a number) and {@code key} (binary), the same on both sides,
 * and have {@code hash, region_id, shard_id, node}; expected ones {@code id, legacy_id, _source}
 * and, in Cassandra, {@code end, peer} too, standing ones {@code own, source_id}.
 */
public final class Reading implements AutoCloseable {
  private static final int CONTENT_BYTES = 32;
  private static final int KEY_BYTES = 16;

  private final SparkSession spark;
  private final Kept kept;
  private final List<ScanSnapshot> snapshots;
  private final Tables tables;
  private final SourceRows sources;
  private final PostgresRows nodes;
  private final GlobalStanding cassandra;
  private final Side global;
  private final Side regional;
  private final Directory directory;
  private final Dataset<Row> winners;
  private final List<String> nodeNames;

  private Reading(
      SparkSession spark,
      Inputs inputs,
      Leniency leniency,
      Kept kept,
      List<ScanSnapshot> snapshots) {
    this.spark = spark;
    this.kept = kept;
    this.snapshots = snapshots;
    tables = new Tables(inputs.stores().tables());
    nodeNames = inputs.stores().nodes().stream().map(PostgresNode::name).toList();
    List<Moment> moments = new ArrayList<>();
    for (PostgresNode node : inputs.stores().nodes()) {
      ScanSnapshot snapshot = ScanSnapshot.export(node);
      snapshots.add(snapshot);
      moments.add(new Moment(node, snapshot.id()));
    }
    nodes = new PostgresRows(spark, inputs, moments, leniency);
    sources = new SourceRows(spark, inputs.sources(), tables, leniency);
    cassandra = new GlobalStanding(spark, inputs, leniency);
    try (Beside<Side> read = Beside.start(this::regional)) {
      describe("read Cassandra");
      List<Numbered> held = tables.where(Store.CASSANDRA::holds);
      global =
          Side.of(
              kept.spools()
                  ? kept.keep("cassandra", cassandra.of(held, sources::expected))
                  : kept.keep(cassandra.of(held)),
              kept,
              "cassandra");
      describe("read the sources");
      Dataset<Row> unplaced = sources.winners(kept);
      regional = read.get();
      describe("read the directory of agents");
      int agents = tables.entity().number();
      directory =
          Directory.of(
              global.of(agents),
              regional.of(agents),
              unplaced.filter(col("_table").equalTo(agents)),
              inputs.stores().regions());
      winners = directory.placed(unplaced, tables);
    }
  }

  /** Reads; throws as {@link Reconciler#run} does. */
  public static Reading of(SparkSession spark, Inputs inputs) {
    return of(spark, inputs, inputs.leniency(), null);
  }

  /**
   * Reads; throws as {@link Reconciler#run} does.
   *
   * @param leniency in place of that of the inputs
   * @param spool where what is read is kept, and found if it was read before; null for none
   */
  static Reading of(SparkSession spark, Inputs inputs, Leniency leniency, @Nullable Spool spool) {
    Kept kept = new Kept(spool);
    List<ScanSnapshot> snapshots = new ArrayList<>();
    try {
      return new Reading(spark, inputs, leniency, kept, snapshots);
    } catch (Exception | Error e) {
      // The connector throws checked exceptions without declaring them.
      close(kept, snapshots);
      throw e;
    }
  }

  private static void close(Kept kept, List<ScanSnapshot> snapshots) {
    kept.close();
    snapshots.forEach(ScanSnapshot::close);
  }

  private Side regional() {
    describe("read PostgreSQL");
    return Side.of(kept.keep("postgres", nodes.of(tables)), kept, "postgres");
  }

  Tables tables() {
    return tables;
  }

  Directory directory() {
    return directory;
  }

  /** What became of the rows of the sources. */
  SourceRows.Accounts accounts() {
    return sources.accounts();
  }

  /** One truth per key, placed, whatever store it belongs to. */
  Dataset<Row> winners() {
    return winners;
  }

  /** What stands, with fingerprints. */
  Side standing(Store store) {
    return store == Store.POSTGRES ? regional : global;
  }

  /** What a store should hold, with fingerprints. */
  Side due(Store store) {
    return Side.of(expected(store), kept, "due-" + store.word());
  }

  /**
   * What is made of all this; if it was made before the run was cut off, that.
   *
   * @param name unlike that of any other answer
   */
  <T> T answer(String name, Supplier<T> make, JsonForm<T> form) {
    return kept.answer(name, make, form);
  }

  /** The rows that a store should hold. */
  public Dataset<Row> expected(Store store) {
    return store == Store.POSTGRES
        ? onNodes(winners.filter(tables.rowsOf(Store.POSTGRES::holds)), tables, nodeNames)
            .withColumn("end", lit(null).cast(DataTypes.StringType))
            .withColumn("peer", lit(null).cast(DataTypes.StringType))
        : GlobalExpected.of(prevailing(), tables, directory);
  }

  /** Rows of tables with a copy on every node, once for each. */
  static Dataset<Row> onNodes(Dataset<Row> placed, Tables tables, List<String> nodeNames) {
    if (tables.where(TargetTable::everywhere).isEmpty()) {
      return placed;
    }
    Column copied = tables.rowsOf(TargetTable::everywhere);
    Column[] all = nodeNames.stream().map(n -> lit(n)).toArray(Column[]::new);
    return placed
        .withColumn("node", explode(when(copied, array(all)).otherwise(array(col("node")))))
        .withColumn("key", SourceRows.onNode(tables, col("key")));
  }

  /**
   * Winners but for those that gave way to another copy, of a source that is not named now. In
   * PostgreSQL that one stands under the same key; in Cassandra it may stand under other agents.
   */
  private Dataset<Row> prevailing() {
    if (regional.groups().keySet().stream().allMatch(g -> g.own() || g.derived())) {
      return winners;
    }
    Column paired = tables.rowsOfGlobal(g -> !g.ends().isEmpty());
    Dataset<Row> others =
        regional.rows().filter(paired.and(not(col("own"))).and(not(col("derived"))));
    if (Strangers.mayPrevail(
        sources.accounts().standing(), regional.rows(g -> !g.own() && !g.derived()))) {
      others = Strangers.to(winners.filter(paired)).without(others);
    }
    others =
        others.select(
            col("_table").as("o_table"), col("key").as("o_key"), col("hash").as("o_hash"));
    return winners.join(
        others,
        col("_table")
            .equalTo(col("o_table"))
            .and(col("key").equalTo(col("o_key")))
            .and(col("hash").notEqual(col("o_hash"))),
        "left_anti");
  }

  /**
   * All values of expected rows, in {@value dev.prima.jobs.resolve.StandingRows#ROW}: {@link
   * dev.prima.core.mapping.HeldRow} in the columns of the model's table, whichever the store.
   *
   * @param expected some of {@link #expected}, with any further columns
   */
  public Dataset<Row> withValues(Dataset<Row> expected) {
    return sources.withValues(expected);
  }

  /**
   * Rows that stand, with all values in {@value dev.prima.jobs.resolve.StandingRows#ROW}: {@link
   * dev.prima.core.mapping.HeldRow} in the columns of the model's table, in Cassandra in those of
   * {@link GlobalRows#shape}. PostgreSQL is read as of the same moment as before, Cassandra as of
   * now.
   *
   * @param wanted {@code _table, key} of rows, few or many; what stands under others may come too,
   *     one in a hundred
   */
  public Dataset<Row> standing(Store store, Dataset<Row> wanted) {
    int[] numbers =
        wanted.select("_table").distinct().collectAsList().stream()
            .mapToInt(r -> r.getInt(0))
            .toArray();
    Tables these = tables.only(numbers);
    if (store == Store.CASSANDRA) {
      return cassandra.withValues(these.where(store::holds), KeyFilter.of(wanted.select("key")));
    }
    // What tells equal rows without a key apart is no part of what identifies them.
    Column id =
        when(tables.rowsOf(Tables::keyless), substring(col("key"), 1, CONTENT_BYTES))
            .when(tables.rowsOf(TargetTable::everywhere), substring(col("key"), 1, KEY_BYTES))
            .otherwise(col("key"));
    Broadcast<KeyFilter> identities = KeyFilter.of(wanted.select(id));
    return nodes.withValues(these, identities);
  }

  private void describe(String step) {
    spark.sparkContext().setJobDescription("reconcile: " + step);
  }

  @Override
  public void close() {
    directory.close();
    close(kept, snapshots);
  }
}
