package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.load.postgres.LoadTarget;
import dev.prima.jobs.load.postgres.LoadedPart;
import dev.prima.jobs.load.postgres.PostgresLoad;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.Retry;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.staging.PartManifest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loads every regional and legacy table into the PostgreSQL nodes, then makes indexes and
 * statistics.
 */
final class PostgresStep implements RunStep {
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
    long staged =
        names.stream()
            .flatMap(n -> state.manifests(n).stream())
            .mapToLong(PartManifest::staged)
            .sum();
    long rows = 0;
    Map<String, Long> duplicates = new TreeMap<>();
    NodesLeftOut leftOut = new NodesLeftOut(state.destinations().nodes());
    try (Progress.Step progress = state.context().progress().step(name(), staged)) {
      for (String name : withDerived(names, state)) {
        TargetTable table = state.target(name);
        List<LoadedPart> parts =
            load.load(
                target(state, table, leftOut.numbers()),
                state.staged(name),
                state.parts(name),
                state.fates(name));
        leftOut.add(name, parts);
        parts.forEach(part -> retried(state, part.retried()));
        long loaded = parts.stream().mapToLong(LoadedPart::rows).sum();
        rows += loaded;
        duplicates.put(name, duplicates(parts));
        progress.advance(state.manifests(name).stream().mapToLong(PartManifest::staged).sum());
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
    // Nodes are finished side by side: each is a server of its own.
    List<PostgresNode> nodes = state.destinations().nodes();
    java.util.stream.IntStream.range(0, nodes.size())
        .filter(n -> !away.contains(n))
        .parallel()
        .forEach(
            n -> IndexBuild.finish(nodes.get(n), Targets.onNode(state.targets(), n), connections));
  }
}
