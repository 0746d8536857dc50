package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.CassandraSchema;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.CassandraLoad;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.PostgresSchema.SchemaPlan;
import dev.prima.jobs.postgres.SourceIds;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Prepares the stores: checks before anything is read, shapes before rows are compared, schemas and
 * partitions before a load.
 */
final class Targets {
  /** The file name under which derived rows are known among the sources. */
  static final String DERIVED_SOURCE = "derived:messages";

  private static final List<String> SCHEMAS = List.of("prima", "legacy");

  private Targets() {}

  /** Whether every store can take the migration; writes nothing. */
  static void check(Destinations destinations, List<TargetTable> model, NodeCheck.Purpose purpose) {
    List<Runnable> checks = new ArrayList<>();
    for (PostgresNode node : destinations.nodes()) {
      checks.add(() -> NodeCheck.inspect(node, purpose, SCHEMAS).require());
    }
    checks.add(() -> check(destinations.cassandra(), model));
    Concurrently.run(checks);
  }

  private static void check(CassandraCluster cassandra, List<TargetTable> model) {
    try (CqlSession session = cassandra.session()) {
      List<String> obstacles = CassandraSchema.of(cassandra, model).obstacles(session);
      if (!obstacles.isEmpty()) {
        throw new PrimaException(
            CassandraError.FOREIGN_TABLE,
            String.join("; ", obstacles)
                + ". Set global.keyspace to another name, or move what stands there");
      }
    }
  }

  /** All that keeps the stores from taking a migration, a sentence each; writes nothing. */
  static List<String> obstacles(Destinations destinations, List<TargetTable> model) {
    List<String> obstacles = new ArrayList<>();
    for (PostgresNode node : destinations.nodes()) {
      NodeCheck.inspect(node, NodeCheck.Purpose.WRITE, SCHEMAS)
          .problems()
          .forEach(p -> obstacles.add(p.getMessage()));
    }
    try (CqlSession session = destinations.cassandra().session()) {
      obstacles.addAll(CassandraSchema.of(destinations.cassandra(), model).obstacles(session));
    }
    return obstacles;
  }

  /**
   * Reads whether the tables that stand have the shape that the run's have.
   *
   * @throws PrimaException {@link dev.prima.jobs.postgres.PostgresError#OTHER_SHAPE}, and whatever
   *     else keeps a node from being read
   */
  static void compareShapes(RunState state) {
    for (int n = 0; n < state.destinations().nodes().size(); n++) {
      PostgresSchema.plan(
          state.destinations().nodes().get(n), onNode(state.targets(), n), Partitions.NONE);
    }
  }

  /** Makes schemas, tables, the partitions that the rows of this run need, and lineage. */
  static void prepare(RunState state) {
    List<Runnable> making = new ArrayList<>();
    schemaPlans(state).forEach(plan -> making.add(() -> PostgresSchema.apply(plan)));
    making.add(() -> prepareGlobal(state));
    Concurrently.run(making);
    assignSources(state);
  }

  /** Makes what is missing of the keyspace and its tables. */
  static void prepareGlobal(RunState state) {
    CassandraCluster cassandra = state.destinations().cassandra();
    try (CqlSession session = cassandra.session()) {
      CassandraSchema.of(cassandra, state.targets()).make(session);
    }
    state.targets().stream()
        .filter(t -> t.stores().global().isPresent())
        .forEach(t -> CassandraLoad.into(cassandra, GlobalTable.of(t)).awaitTable(state.spark()));
  }

  /** What each node lacks for this run, in the order of the nodes; writes nothing. */
  static List<SchemaPlan> schemaPlans(RunState state) {
    return schemaPlans(state, PostgresSchema::plan);
  }

  /** The same of nodes on which nothing stands, whatever does; asks no server. */
  static List<SchemaPlan> schemaPlansOfEmpty(RunState state) {
    return schemaPlans(state, PostgresSchema::planOfEmpty);
  }

  private interface Planning {
    SchemaPlan plan(PostgresNode node, List<TargetTable> tables, Partitions partitions);
  }

  private static List<SchemaPlan> schemaPlans(RunState state, Planning planning) {
    TreeSet<YearMonth> months = months(state);
    List<TreeSet<Integer>> shards = shards(state);
    List<SchemaPlan> plans = new ArrayList<>();
    for (int n = 0; n < shards.size(); n++) {
      plans.add(
          planning.plan(
              state.destinations().nodes().get(n),
              onNode(state.targets(), n),
              new Partitions(shards.get(n), months)));
    }
    return plans;
  }

  /** Gives every source its number; derived rows have a source of their own. */
  static void assignSources(RunState state) {
    List<SourceIds.SourceFile> sources = new ArrayList<>();
    state
        .files()
        .forEach(
            f ->
                sources.add(
                    new SourceIds.SourceFile(
                        f.path(), f.sha256(), state.tables().profiles(f.index()))));
    sources.add(new SourceIds.SourceFile(DERIVED_SOURCE, "", List.of()));
    Map<Integer, Integer> ids =
        SourceIds.assign(
            state.destinations().nodes(), sources, state.context().folder().id().text());
    boolean separate = state.tables().scope() == Scope.EACH_FILE;
    state.sourceIds(
        ids, separate ? SourceIds.first(state.destinations().home(), sources) : Map.of());
  }

  /** The shards that each node serves by the run's shard map. */
  private static List<TreeSet<Integer>> shards(RunState state) {
    RegionMap regions = state.destinations().regions();
    List<TreeSet<Integer>> shards = new ArrayList<>();
    state.destinations().nodes().forEach(node -> shards.add(new TreeSet<>()));
    for (Row place :
        state
            .shardMap()
            .read(state.spark())
            .select("region_id", "shard_id")
            .distinct()
            .collectAsList()) {
      int region = regions.ordinal(place.getString(0));
      if (region >= 0) {
        shards.get(regions.node(region)).add(place.getInt(1));
      }
    }
    return shards;
  }

  /** The months (UTC) that staged rows fall into, of those that get partitions. */
  private static TreeSet<YearMonth> months(RunState state) {
    YearMonth from = state.context().config().load().months().from();
    YearMonth to = state.context().config().load().months().to();
    return state.tableNames().stream()
        .flatMap(name -> state.manifests(name).stream())
        .flatMap(manifest -> manifest.months().stream())
        .filter(month -> !month.isBefore(from) && !month.isAfter(to))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Tables of a node: those without a region only on the home node. */
  static List<TargetTable> onNode(List<TargetTable> targets, int node) {
    return targets.stream()
        .filter(t -> t.stores().postgres().isPresent())
        .filter(
            t ->
                node == RegionMap.HOME
                    || t.stores().postgres().orElseThrow().schema().equals("prima"))
        .toList();
  }
}
