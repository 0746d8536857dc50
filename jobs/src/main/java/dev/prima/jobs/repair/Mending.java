package dev.prima.jobs.repair;

import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.reconcile.Store;
import dev.prima.jobs.repair.RowChange.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings the changes of a journal into both stores, or takes them back.
 *
 * <p>Guarantees: each row that goes has to stand exactly as the journal has it; nothing is touched
 * where one does not, for every node's transaction is open until all have done their part. Each
 * node's mark in its ledger is of the same transaction, so that whatever dies in between, doing it
 * again completes it. The global store comes last.
 */
final class Mending {
  private final RepairRun run;
  private final Journal journal;
  private final String runId;
  private final Map<String, GlobalTable> globals = new HashMap<>();

  /**
   * Which way.
   *
   * @param isOpen whether a node has it still before it, as its ledger says
   * @param close says in its ledger that it is done, under the write time in the global store
   * @param beforeAnyCommit tells what has to be known wherever it may be cut off from then on
   */
  private record Way(
      UnaryOperator<RowChange> change,
      Predicate<NodeChanges> isOpen,
      ObjLongConsumer<NodeChanges> close,
      Runnable beforeAnyCommit) {}

  /**
   * @param model all targets
   */
  Mending(RepairRun run, Journal journal, List<TargetTable> model) {
    this.run = run;
    this.journal = journal;
    runId = journal.folder().id().text();
    GlobalTable.among(model).forEach(t -> globals.put(t.target().name(), t));
  }

  /** Does what the journal says. */
  void apply() {
    long unit = journal.unit();
    go(
        "repair",
        new Way(
            change -> change,
            node -> node.mark(LedgerMark.REPAIRED, runId).isEmpty(),
            (node, time) -> node.setMark(LedgerMark.REPAIRED, runId, unit),
            () -> {}));
    LedgerMark.GLOBAL.set(run.destinations().home(), runId, 0);
  }

  /** Takes it back. */
  void undo() {
    String by = run.context().folder().id().text();
    go(
        "undo",
        new Way(
            RowChange::reversed,
            this::isRepaired,
            this::forget,
            () -> UndoneRuns.note(journal.folder(), by)));
  }

  private boolean isRepaired(NodeChanges node) {
    OptionalLong mark = node.mark(LedgerMark.REPAIRED, runId);
    if (mark.isPresent() && mark.getAsLong() != journal.unit()) {
      throw Journal.spoilt(journal.index().toString());
    }
    return mark.isPresent();
  }

  private void forget(NodeChanges node, long time) {
    node.removeMark(LedgerMark.REPAIRED, runId);
    node.removeMark(LedgerMark.GLOBAL, runId);
    node.setMark(LedgerMark.UNDONE, run.context().folder().id().text(), time);
  }

  private void go(String step, Way way) {
    journal.verify();
    try (GlobalChanges global = new GlobalChanges(run.destinations().cassandra())) {
      check(global, way);
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      // Removals are one older than what is put there, and newer than all that stands.
      long time = Math.max(now, global.newest() + 2);
      run.step(step + "-postgres", () -> nodes(way, time));
      run.step(step + "-cassandra", () -> global(global, way, time));
    }
  }

  private void check(GlobalChanges global, Way way) {
    Map<String, Long> changed = new HashMap<>();
    journal.forEach(
        change -> {
          if (isGlobal(change) && !global.stands(table(change), way.change().apply(change))) {
            changed.merge(change.table(), 1L, Long::sum);
          }
        });
    refuse(
        changed.entrySet().stream()
            .map(
                e ->
                    e.getValue()
                        + " rows of "
                        + e.getKey()
                        + " in Cassandra are no longer as they were seen")
            .sorted()
            .toList());
  }

  static void refuse(List<String> reasons) {
    if (!reasons.isEmpty()) {
      throw RepairError.changed(reasons);
    }
  }

  private static boolean isGlobal(RowChange change) {
    return change.store().equals(Store.CASSANDRA.word());
  }

  private GlobalTable table(RowChange change) {
    GlobalTable table = globals.get(change.table());
    if (table == null) {
      throw new IllegalStateException(change.table() + " is not in the global store");
    }
    return table;
  }

  private long nodes(Way way, long time) {
    Map<String, NodeChanges> nodes = new LinkedHashMap<>();
    try {
      for (PostgresNode node : run.destinations().nodes()) {
        nodes.put(node.name(), NodeChanges.begin(node));
      }
      List<NodeChanges> open = nodes.values().stream().filter(way.isOpen()).toList();
      // What goes makes room for what comes, whichever line comes first.
      long removed =
          each(way, RowChange::before, row -> node(nodes, row), open, NodeChanges::remove);
      long put = each(way, RowChange::after, row -> node(nodes, row), open, NodeChanges::put);
      open.forEach(node -> way.close().accept(node, time));
      way.beforeAnyCommit().run();
      open.forEach(NodeChanges::commit);
      return removed + put;
    } finally {
      nodes.values().forEach(NodeChanges::close);
    }
  }

  private static NodeChanges node(Map<String, NodeChanges> nodes, Standing row) {
    NodeChanges node = nodes.get(row.node());
    if (node == null) {
      throw RepairError.changed(List.of("the config names no node " + row.node() + " now"));
    }
    return node;
  }

  /** What is done with a row on its node. */
  private interface Doing {
    void on(NodeChanges node, String table, JsonObject row);
  }

  private long each(
      Way way,
      Function<RowChange, @Nullable Standing> side,
      Function<Standing, NodeChanges> node,
      List<NodeChanges> open,
      Doing doing) {
    AtomicLong rows = new AtomicLong();
    journal.forEach(
        change -> {
          Standing row = isGlobal(change) ? null : side.apply(way.change().apply(change));
          if (row != null && open.contains(node.apply(row))) {
            doing.on(node.apply(row), change.table(), row.row());
            rows.incrementAndGet();
          }
        });
    return rows.get();
  }

  private long global(GlobalChanges global, Way way, long time) {
    AtomicLong rows = new AtomicLong();
    journal.forEach(
        change -> {
          if (isGlobal(change)) {
            global.make(table(change), way.change().apply(change), time);
            rows.incrementAndGet();
          }
        });
    return rows.get();
  }
}
