package dev.prima.jobs.repair;

import dev.prima.core.config.NodeConfig;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.config.EffectiveKeys;
import dev.prima.jobs.load.postgres.Relocation;
import dev.prima.jobs.load.postgres.Relocation.Move;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.LedgerTotals;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.Retry;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.RunContext;
import dev.prima.jobs.run.RunState;
import dev.prima.jobs.spark.SparkSessions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Takes a whole migration out: what it loaded goes, what it replaced comes back, agents that it
 * moved go back to where they were; its rows in the ledger go with them, so that a new migration
 * loads again.
 *
 * <p>Guarantees: nothing is touched where a later run, or somebody, changed what the run loaded;
 * each node is one transaction; whatever dies in between, doing it again completes it.
 */
public final class MigrationUndo implements RepairRun.Work {
  private final RunFolder folder;
  private final String undone;
  private final long writeTime;

  /**
   * @param writeTime that its rows bear in the global store, in microseconds
   */
  public MigrationUndo(RunFolder folder, long writeTime) {
    this.folder = folder;
    undone = folder.id().text();
    this.writeTime = writeTime;
  }

  @Override
  public ExitCode in(RepairRun run) {
    RunContext context = run.context();
    UndoneRun which = new UndoneRun(undone, writeTime, context.folder().id().text());
    Map<PostgresNode, NodeUndo> nodes = new LinkedHashMap<>();
    for (PostgresNode node : run.destinations().nodes()) {
      if (LedgerTotals.standOn(node)) {
        PostgresSchema.apply(PostgresSchema.plan(node, List.of(), Partitions.NONE));
        nodes.put(node, new NodeUndo(node, which));
      }
    }
    boolean begun = UndoneRuns.isUndone(folder);
    if (!begun) {
      requireItsStores(context, nodes.values());
    }
    if (nodes.isEmpty()) {
      run.note("No node has a ledger: run " + undone + " has loaded nothing that could be undone.");
      return ExitCode.OK;
    }
    try (SparkSession spark = RunState.open(context, run.destinations())) {
      run.worksWith(spark);
      SparkSessions.suit(
          spark,
          nodes.values().stream().mapToLong(NodeUndo::loaded).sum(),
          context.config().spark().shufflePartitions());
      GlobalUndo global =
          new GlobalUndo(
              spark,
              run.destinations(),
              context.catalog().targets(),
              which,
              lineage(run.destinations().home()));
      List<String> obstacles = new ArrayList<>();
      nodes.values().forEach(node -> obstacles.addAll(node.obstacles()));
      if (!begun) {
        // Later, what would tell may be forgotten already.
        obstacles.addAll(moveObstacles(nodes.values()));
      }
      obstacles.addAll(global.obstacles());
      NodeUndo.refuse(which, obstacles);
      UndoneRuns.note(folder, which.by());
      takeOut(run, which, nodes, global);
    }
    return ExitCode.OK;
  }

  private GlobalUndo.Lineage lineage(PostgresNode home) {
    return home.call(
        "read the ledger",
        connection -> {
          RunLedger ledger = new RunLedger(connection, undone);
          return new GlobalUndo.Lineage(ledger.timesOfUndoing(), ledger.newSources());
        });
  }

  /** Runs of programs before this one moved agents without keeping where they were. */
  private static List<String> moveObstacles(Iterable<NodeUndo> nodes) {
    boolean relocated = false;
    boolean kept = false;
    for (NodeUndo node : nodes) {
      relocated |= node.relocated();
      kept |= !node.moves().isEmpty();
    }
    return relocated && !kept
        ? List.of("it moved agents, and where they were is not kept")
        : List.of();
  }

  /** A config of other servers would have it look as if there were nothing to be undone. */
  private void requireItsStores(RunContext context, Collection<NodeUndo> nodes) {
    Set<String> lacking = new TreeSet<>();
    EffectiveKeys.of(folder).entrySet().stream()
        .filter(key -> EffectiveKeys.among(List.of("regions.nodes[].name"), key.getKey()))
        .forEach(key -> lacking.add(key.getValue()));
    context.config().regions().nodes().stream().map(NodeConfig::name).forEach(lacking::remove);
    boolean unknown =
        folder.readReport().totals().loaded() > 0 && nodes.stream().noneMatch(NodeUndo::knows);
    if (unknown || !lacking.isEmpty()) {
      throw new PrimaException(
          RepairError.CHANGED,
          "Run "
              + undone
              + " cannot be undone with this config: "
              + (unknown
                  ? "no node that it names has the run in its ledger"
                  : "it names no node " + String.join(", ", lacking))
              + ". Nothing was touched; give the config of the run with --config, as it stands in "
              + folder.effectiveConfig());
    }
  }

  private void takeOut(
      RepairRun run, UndoneRun which, Map<PostgresNode, NodeUndo> nodes, GlobalUndo global) {
    Destinations destinations = run.destinations();
    long start = run.context().attempt().firstStart().toEpochMilli() * 1000;
    // Removals are one older than what is put back, and newer than all that stands.
    long time = Math.max(start, global.newest() + 2);
    List<String> moved = new ArrayList<>();
    run.step(
        "undo-postgres",
        () -> {
          // Known before the first row comes back, wherever this may be cut off.
          LedgerMark.UNDONE.set(destinations.home(), which.by(), time);
          NodeUndo.Counts counts = NodeUndo.Counts.NONE;
          for (NodeUndo node : nodes.values()) {
            counts = counts.plus(node.takeOut(time));
          }
          nodes.forEach((node, undo) -> moved.addAll(moveBack(run, node, undo.moves())));
          run.note(
              "Took "
                  + counts.removed()
                  + " rows of run "
                  + undone
                  + " out of PostgreSQL, put "
                  + counts.putBack()
                  + " back that it had replaced, and moved "
                  + moved.size()
                  + " agents back.");
          return counts.removed() + counts.putBack();
        });
    run.step(
        "undo-cassandra",
        () -> {
          long removed = global.takeOut(moved, time);
          run.note("Took " + removed + " rows of run " + undone + " out of Cassandra.");
          return removed;
        });
    nodes.values().forEach(NodeUndo::forget);
  }

  private static List<String> moveBack(RepairRun run, PostgresNode home, List<Move> moves) {
    if (moves.isEmpty()) {
      return List.of();
    }
    RunContext context = run.context();
    Retry retry = Retry.of(context.config().load().retry());
    Relocation relocation =
        new Relocation(context.catalog().targets(), context.folder().id().text(), retry);
    List<PostgresNode> nodes = run.destinations().nodes();
    for (PostgresNode node : nodes) {
      long unit = (long) nodes.indexOf(node) * nodes.size() + nodes.indexOf(home);
      if (node.equals(home)) {
        relocation.within(node, unit, moves);
      } else {
        relocation.between(node, home, unit, moves);
      }
    }
    return moves.stream().map(Move::agent).toList();
  }
}
