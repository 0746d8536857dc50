package dev.prima.jobs.repair;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.load.cassandra.GlobalRemoval;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.cassandra.KeptRows;
import dev.prima.jobs.load.cassandra.NodeRows;
import dev.prima.jobs.load.cassandra.WrittenRows;
import dev.prima.jobs.reshard.ShardMap;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.GlobalPlaces;
import dev.prima.jobs.staging.CopyColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Takes the rows of a migration out of the global store, once the nodes are as they were before it:
 * what it wrote goes, and what these nodes and {@code prima.superseded} say comes back. Idempotent.
 */
final class GlobalUndo {
  private static final String AGENT = "agent_id";

  private final SparkSession spark;
  private final Destinations destinations;
  private final UndoneRun run;
  private final Lineage lineage;
  private final List<GlobalTable> tables;
  private final Map<GlobalTable, Dataset<Row>> written = new HashMap<>();

  /**
   * How rows of the run are told.
   *
   * @param timesOfUndoing write times of what earlier undoings put back
   * @param newSources sources that no run before this one knew
   */
  record Lineage(List<Long> timesOfUndoing, List<Integer> newSources) {}

  /**
   * @param model all targets; those that have no rows in the global store are passed over
   */
  GlobalUndo(
      SparkSession spark,
      Destinations destinations,
      List<TargetTable> model,
      UndoneRun run,
      Lineage lineage) {
    this.spark = spark;
    this.destinations = destinations;
    this.run = run;
    this.lineage = lineage;
    // The directory last: until it is done, it tells whom the run brought.
    Comparator<GlobalTable> order = Comparator.comparing(GlobalUndo::isDirectory);
    try (CqlSession session = destinations.cassandra().session()) {
      tables =
          GlobalTable.among(model).stream()
              .filter(t -> t.hasRows(session, destinations.cassandra()))
              .sorted(order.thenComparing(GlobalTable::name))
              .toList();
    }
  }

  private static boolean isDirectory(GlobalTable table) {
    return table.target().placement() instanceof Placement.Distribute;
  }

  /** Why the run cannot be taken out, in words; empty where it can. */
  List<String> obstacles() {
    Column later = col(CassandraScan.WRITTEN).gt(run.writeTime()).and(wasPutBack().unary_$bang());
    List<String> obstacles = new ArrayList<>();
    for (GlobalTable table : tables) {
      spark.sparkContext().setJobDescription("look for later rows in " + table.name());
      long rows = written(table).filter(later).count();
      if (rows > 0) {
        obstacles.add(rows + " rows of " + table.name() + " in Cassandra were written after it");
      }
    }
    return obstacles;
  }

  /** The newest write time of any row, in microseconds. */
  long newest() {
    long newest = run.writeTime();
    for (GlobalTable table : tables) {
      Row found = written(table).agg(max(CassandraScan.WRITTEN)).first();
      newest = Math.max(newest, found.isNullAt(0) ? 0 : found.getLong(0));
    }
    return newest;
  }

  /**
   * Takes the rows out and puts others back.
   *
   * @param moved agents whom the run had moved
   * @param writeTime of what is put back, in microseconds, above all that stand; removals are one
   *     older
   * @return rows that the run had written
   */
  long takeOut(List<String> moved, long writeTime) {
    Broadcast<ShardLookup> lookup =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(standingAgents());
    Dataset<Row> agents = brought(moved);
    long removed = 0;
    for (GlobalTable table : tables) {
      spark.sparkContext().setJobDescription("take a run out of " + table.name());
      GlobalRows shape = GlobalRows.of(table);
      Dataset<Row> own = keys(table, ofRun(table));
      removed += own.count();
      Dataset<Row> rows =
          GlobalPlaces.add(lookup, destinations.regions(), table.target(), before(table, agents))
              .persist(StorageLevel.MEMORY_AND_DISK());
      GlobalRemoval removal = GlobalRemoval.from(destinations.cassandra(), table);
      removal.remove(own.union(shape.keys(rows)), writeTime - 1);
      CassandraLoad.into(destinations.cassandra(), table).write(shape.from(rows), writeTime);
      rows.unpersist();
    }
    lookup.destroy();
    return removed;
  }

  /** Read once: the lock of the run keeps others from writing. */
  private Dataset<Row> written(GlobalTable table) {
    return written.computeIfAbsent(
        table,
        t ->
            WrittenRows.of(spark, destinations.cassandra(), t)
                .persist(StorageLevel.MEMORY_AND_DISK()));
  }

  private static Dataset<Row> keys(GlobalTable table, Dataset<Row> rows) {
    return rows.select(table.key().stream().map(k -> col(k)).toArray(Column[]::new));
  }

  private Column wasPutBack() {
    return coalesce(
        col(CassandraScan.WRITTEN).isin(lineage.timesOfUndoing().toArray()), lit(false));
  }

  private Dataset<Row> ofRun(GlobalTable table) {
    return written(table)
        .filter(
            col(CassandraScan.WRITTEN)
                .equalTo(run.writeTime())
                .or(
                    wasPutBack()
                        .and(col(GlobalTable.SOURCE).isin(lineage.newSources().toArray()))));
  }

  /** Agents whose rows may stand otherwise in the global store since the run. */
  private Dataset<Row> brought(List<String> moved) {
    Dataset<Row> agents = spark.createDataset(moved, Encoders.STRING()).toDF(AGENT);
    for (GlobalTable table : tables) {
      if (isDirectory(table)) {
        agents = agents.union(ofRun(table).select(col(id(table)).as(AGENT)));
      }
    }
    return agents.distinct().persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The column of the directory that holds the id of the entity. */
  private static String id(GlobalTable directory) {
    Placement.Distribute entity = (Placement.Distribute) directory.target().placement();
    return directory.shape().columns().stream()
        .filter(c -> c.origin().equals(new Origin.Column(entity.column())))
        .map(GlobalColumn::name)
        .findFirst()
        .orElseThrow();
  }

  private ShardLookup standingAgents() {
    TargetTable directory =
        tables.stream()
            .filter(GlobalUndo::isDirectory)
            .map(GlobalTable::target)
            .findFirst()
            .orElse(null);
    if (directory == null) {
      return new ShardLookup.Builder(0).build();
    }
    return ShardMap.lookup(
        StandingRows.of(spark, destinations.nodes(), List.of(new Numbered(directory, 0)), null)
            .select(col("end1").as(AGENT), col("region_id"), col("shard_id")),
        destinations.regions());
  }

  /** Rows of which the global store may have to be told again. */
  private Dataset<Row> before(GlobalTable global, Dataset<Row> agents) {
    TargetTable table = global.target();
    if (table.stores().postgres().isEmpty()) {
      return KeptRows.replacedBy(spark, destinations.home(), table, run.runId());
    }
    Dataset<Row> replaced =
        NodeRows.replaced(spark, destinations.nodes(), table, Set.of(run.runId()));
    List<String> ends =
        isDirectory(global) ? List.of(CopyColumns.ends(table).get(0)) : global.shape().ends();
    return ends.isEmpty()
        ? replaced
        : replaced.union(NodeRows.touched(destinations.nodes(), table, ends, agents));
  }
}
