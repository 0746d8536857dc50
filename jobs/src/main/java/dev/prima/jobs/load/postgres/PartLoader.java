package dev.prima.jobs.load.postgres;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.Placement;
import dev.prima.core.shard.RowPlacer;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.load.postgres.LoadRows.Action;
import dev.prima.jobs.load.postgres.LoadedPart.LeftOut;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.load.postgres.NodePart.Buffers;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresTable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads staged parts of one table into all nodes that have rows of them.
 *
 * <p>Guarantees: on each node a part is in exactly once, in one transaction with its ledger row,
 * however often it is loaded and whatever dies in between; a part that is there already only gives
 * its counts. A row that replaces one on another node stands before the other is removed.
 *
 * <p>Not thread-safe; of one task, which closes the connections.
 */
public final class PartLoader {
  private static final Logger LOG = LoggerFactory.getLogger(PartLoader.class);

  private final LoadTarget target;
  private final PostgresTable table;
  private final RowPlacer placer;
  private final NodeConnections connections;
  private final Map<Integer, Buffers> buffers = new LinkedHashMap<>();

  /** Opens the rows of a part, from the first on, each time it is called. */
  @FunctionalInterface
  public interface RowSource {
    LoadRows open() throws IOException;
  }

  /** An SQL failure with the node where it happened. */
  private static final class NodeFailure extends Exception {
    private static final long serialVersionUID = 1L;
    final int node;
    final SQLException why;

    NodeFailure(int node, SQLException why) {
      super(why);
      this.node = node;
      this.why = why;
    }
  }

  /** Work on one node. */
  @FunctionalInterface
  private interface NodeWork<T> {
    T run() throws SQLException;
  }

  public PartLoader(LoadTarget target, ShardLookup lookup, NodeConnections connections) {
    this.target = target;
    this.connections = connections;
    table = new PostgresTable(target.table());
    placer = new RowPlacer(target.table(), lookup, target.regions());
  }

  /**
   * Loads a part. A node that fails for good is given up, for this part and for those that follow;
   * the others get their rows, and loading the part again completes it.
   *
   * @param unit its number, unique within the run and the table
   * @throws IOException where the rows cannot be read
   */
  public LoadedPart load(long unit, RowSource rows) throws IOException {
    Map<Integer, Integer> attempts = new HashMap<>();
    Map<Integer, SQLException> first = new HashMap<>();
    Map<Integer, String> given = new TreeMap<>();
    Map<String, Integer> retried = new TreeMap<>();
    while (true) {
      try {
        return attempt(unit, rows, given, retried);
      } catch (NodeFailure failure) {
        connections.close();
        PostgresNode node = target.nodes().get(failure.node);
        int attempt = attempts.merge(failure.node, 1, Integer::sum);
        first.putIfAbsent(failure.node, failure.why);
        if (attempt == target.retry().attempts() || !PostgresError.mayPass(failure.why)) {
          String why = told(node, first.getOrDefault(failure.node, failure.why), failure.why);
          LOG.warn("{}; the other nodes go on", why);
          given.put(failure.node, why);
          connections.giveUp(failure.node);
          continue;
        }
        LOG.warn(
            "{}: loading part {} of {} failed with SQLState {}; trying again",
            node,
            unit,
            table,
            failure.why.getSQLState());
        retried.merge(node.name(), 1, Integer::sum);
        target.retry().pause(attempt);
      } catch (IOException | RuntimeException e) {
        connections.close();
        throw e;
      }
    }
  }

  /** A server that runs out of space may end, and then only does not answer. */
  private String told(PostgresNode node, SQLException first, SQLException last) {
    PrimaException end = PostgresError.of(node.name(), "load " + table, last);
    PrimaException begin = PostgresError.of(node.name(), "load " + table, first);
    return end.error() == begin.error()
        ? String.valueOf(end.getMessage())
        : end.getMessage() + "; it began with " + begin.getMessage();
  }

  private LoadedPart attempt(
      long unit, RowSource source, Map<Integer, String> given, Map<String, Integer> retried)
      throws IOException, NodeFailure {
    Map<Integer, NodePart> parts = new LinkedHashMap<>();
    Map<Integer, String> left = new TreeMap<>(given);
    boolean replacing = false;
    long duplicates = 0;
    try (LoadRows rows = source.open()) {
      while (rows.next()) {
        if (rows.action() == Action.SKIP) {
          duplicates++;
          continue;
        }
        replacing |= rows.action() == Action.REPLACE;
        long place = placer.place(rows.row());
        if (target.table().everywhere()) {
          for (int node = 0; node < target.nodes().size(); node++) {
            add(unit, rows, place, node, parts, left);
          }
        } else {
          add(unit, rows, place, placer.node(place), parts, left);
        }
      }
    }
    Map<Integer, NodeCounts> counts = new LinkedHashMap<>();
    for (Map.Entry<Integer, NodePart> part : parts.entrySet()) {
      counts.put(part.getKey(), on(part.getKey(), () -> part.getValue().commit()));
    }
    // What was replaced is removed when all that replace it stand: a later attempt does both.
    boolean elsewhere =
        replacing
            && target.nodes().size() > 1
            && !target.table().everywhere()
            && !(target.table().placement() instanceof Placement.Home);
    if (elsewhere && connections.away().isEmpty()) {
      removeMoved(unit, source, counts);
    } else if (elsewhere) {
      connections.away().forEach(node -> left.putIfAbsent(node, ""));
    }
    return new LoadedPart(
        unit,
        duplicates,
        new ArrayList<>(counts.values()),
        left.entrySet().stream().map(e -> new LeftOut(e.getKey(), e.getValue())).toList(),
        retried);
  }

  /** Brings the current row to a node, unless that is away. */
  private void add(
      long unit,
      LoadRows rows,
      long place,
      int node,
      Map<Integer, NodePart> parts,
      Map<Integer, String> left)
      throws NodeFailure {
    if (connections.away().contains(node)) {
      left.putIfAbsent(node, "");
      return;
    }
    NodePart part = parts.get(node);
    if (part == null) {
      part = on(node, () -> begin(node, unit));
      parts.put(node, part);
    }
    if (!part.already()) {
      NodePart open = part;
      on(
          node,
          () -> {
            open.add(rows, placer.region(place), placer.shard(place));
            return open;
          });
    }
  }

  private NodePart begin(int node, long unit) throws SQLException {
    return new NodePart(
        target.nodes().get(node).name(),
        connections.to(node),
        table,
        target,
        buffers.computeIfAbsent(node, n -> new Buffers(table, target.regions())),
        unit);
  }

  /** Removes what was replaced from the nodes where the replacement does not stand. */
  private void removeMoved(long unit, RowSource source, Map<Integer, NodeCounts> counts)
      throws IOException, NodeFailure {
    Set<Integer> refused = new HashSet<>();
    counts.values().forEach(c -> c.failures().forEach(f -> refused.add(f.row())));
    List<MovedRows> moved = new ArrayList<>();
    for (int n = 0; n < target.nodes().size(); n++) {
      int node = n;
      moved.add(
          on(
              node,
              () ->
                  new MovedRows(
                      target.nodes().get(node).name(), connections.to(node), table, target, unit)));
    }
    try (LoadRows rows = source.open()) {
      while (rows.next()) {
        if (rows.action() == Action.REPLACE && !refused.contains(rows.rowNumber())) {
          int standsOn = placer.node(placer.place(rows.row()));
          int sourceId = target.sourceId(rows.source());
          for (int node = 0; node < moved.size(); node++) {
            MovedRows there = moved.get(node);
            if (node != standsOn) {
              on(
                  node,
                  () -> {
                    there.add(rows, sourceId);
                    return there;
                  });
            }
          }
        }
      }
    }
    for (int node = 0; node < moved.size(); node++) {
      MovedRows there = moved.get(node);
      long removed = on(node, there::commit);
      if (removed > 0) {
        String name = target.nodes().get(node).name();
        counts.merge(
            node,
            new NodeCounts(name, 0, removed, 0, 0, Map.of(), List.of(), false),
            PartLoader::withMoved);
      }
    }
  }

  private static NodeCounts withMoved(NodeCounts counts, NodeCounts moved) {
    return new NodeCounts(
        counts.node(),
        counts.rows(),
        counts.replaced() + moved.replaced(),
        counts.superseded(),
        counts.failed(),
        counts.regions(),
        counts.failures(),
        counts.already());
  }

  private static <T> T on(int node, NodeWork<T> work) throws NodeFailure {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new NodeFailure(node, e);
    }
  }
}
