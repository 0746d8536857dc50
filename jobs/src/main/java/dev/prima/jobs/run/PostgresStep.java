package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.load.postgres.LoadTarget;
import dev.prima.jobs.load.postgres.LoadedPart;
import dev.prima.jobs.load.postgres.PostgresLoad;
import dev.prima.jobs.load.postgres.TableParts;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Retry;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.staging.PartManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loads every regional and legacy table into the PostgreSQL nodes, then makes indexes and
 * statistics.
 */
final class PostgresStep implements RunStep {
  /** Rows of small tables that are loaded by one Spark job. */
  private static final long BUNDLE_ROWS = 20_000;

  /**
   * The same of rows that changed: nodes look each up by its key, and a task keeps no more than one
   * of them busy.
   */
  private static final long BUNDLE_CHANGES = 500_000;

  /** What a task is told of each of its tables takes some kilobytes. */
  private static final int BUNDLE_TABLES = 200;

  @Override
  public String name() {
    return "load-postgres";
  }

  @Override
  public long run(RunState state) {
    // What the state finds once it must not find in two threads at a time.
    state.spark();
    try (Beside<Broadcast<ShardLookup>> lookup = Beside.start(state::lookup)) {
      Targets.prepare(state);
      lookup.get();
    }
    // What is no longer in its source goes first: it must not stand in the way of what comes.
    retried(state, DeletedFromNodes.carryOut(state));
    Moves moves = new Moves(state);
    moves.find();
    retried(state, moves.carryOut());
    int tasks = state.context().config().load().connectionsPerNode();
    PostgresLoad load = new PostgresLoad(state.spark(), state.lookup(), tasks);
    List<String> names =
        state.tableNames().stream()
            .filter(n -> state.target(n).stores().postgres().isPresent())
            .collect(Collectors.toList());
    long staged = names.stream().mapToLong(name -> staged(state, name)).sum();
    long rows = 0;
    Map<String, Long> duplicates = new TreeMap<>();
    NodesLeftOut leftOut = new NodesLeftOut(state.destinations().nodes());
    try (Progress.Step progress = state.context().progress().step(name(), staged)) {
      for (List<String> together : bundles(withDerived(names, state), state)) {
        Map<String, List<LoadedPart>> loaded =
            load.load(
                together.stream().map(name -> parts(state, name, leftOut.numbers())).toList());
        for (String name : together) {
          List<LoadedPart> parts = loaded.getOrDefault(name, List.of());
          leftOut.add(name, parts);
          parts.forEach(part -> retried(state, part.retried()));
          rows += parts.stream().mapToLong(LoadedPart::rows).sum();
          duplicates.put(name, duplicates(parts));
          progress.advance(staged(state, name));
        }
      }
      finish(state, tasks, leftOut.numbers());
      leftOut.require();
      // Wherever they stand: that wants all nodes.
      retried(state, WithdrawnConnections.carryOut(state));
      // All that the run loaded stands: what changes from here on is somebody else's doing.
      state
          .destinations()
          .nodes()
          .forEach(node -> LedgerMark.LOADED.set(node, state.context().folder().id().text(), 0));
      progress.done();
    }
    FullMap.keep(state);
    PassedOver.write(state.context().folder(), duplicates);
    return rows;
  }

  private static long staged(RunState state, String table) {
    return state.manifests(table).stream().mapToLong(PartManifest::staged).sum();
  }

  private static TableParts parts(RunState state, String name, Set<Integer> away) {
    return new TableParts(
        target(state, state.target(name), away),
        state.staged(name),
        state.parts(name),
        state.fates(name));
  }

  private static long takenUp(RunState state, String table) {
    return staged(state, table) - state.takenUp().unchanged(table).rows();
  }

  /** Tables in their order, neighbours together while they are small, or little of them changed. */
  private static List<List<String>> bundles(Collection<String> names, RunState state) {
    long most = state.takenUp().changesAlone() ? BUNDLE_CHANGES : BUNDLE_ROWS;
    List<List<String>> bundles = new ArrayList<>();
    List<String> bundle = List.of();
    long rows = 0;
    for (String name : names) {
      rows += takenUp(state, name);
      if (bundles.isEmpty() || rows > most || bundle.size() == BUNDLE_TABLES) {
        bundle = new ArrayList<>();
        bundles.add(bundle);
        rows = takenUp(state, name);
      }
      bundle.add(name);
    }
    return bundles;
  }

  private void retried(RunState state, Map<String, Integer> byNode) {
    Retries.add(state.context().folder(), name(), byNode);
  }

  /** Rows of the sources that the loaders passed over. */
  private static long duplicates(List<LoadedPart> parts) {
    return parts.stream()
        .filter(part -> !DerivedParts.isDerived(part.unit()))
        .mapToLong(LoadedPart::duplicates)
        .sum();
  }

  /** Connections load even where no source holds any: they may have been derived. */
  private static Set<String> withDerived(List<String> names, RunState state) {
    Set<String> all = new java.util.LinkedHashSet<>(names);
    if (!state.parts("connections").isEmpty()) {
      all.add("connections");
    }
    return all;
  }

  static LoadTarget target(RunState state, TargetTable table, Set<Integer> away) {
    Retry retry = Retry.of(state.context().config().load().retry());
    return new LoadTarget(
        table,
        state.context().folder().id().text(),
        state.destinations().nodes(),
        state.destinations().regions(),
        away,
        state.sourceIds(table),
        retry);
  }

  private static void finish(RunState state, int connections, Set<Integer> away) {
    // Nodes are finished side by side: each is a server of its own, and none is left undone
    // because another fails.
    List<PostgresNode> nodes = state.destinations().nodes();
    Concurrently.run(
        IntStream.range(0, nodes.size())
            .filter(n -> !away.contains(n))
            .<Runnable>mapToObj(
                n ->
                    () ->
                        IndexBuild.finish(
                            nodes.get(n), Targets.onNode(state.targets(), n), connections))
            .toList());
  }
}
