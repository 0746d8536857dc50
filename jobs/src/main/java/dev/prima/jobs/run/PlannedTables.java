package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.core.plan.LargePartition;
import dev.prima.core.plan.TableForecast;
import dev.prima.core.plan.TableForecast.Volume;
import dev.prima.core.plan.TableForecast.Win;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.load.cassandra.GlobalRows;
import dev.prima.jobs.load.postgres.EncodingSample;
import dev.prima.jobs.plan.LargePartitions;
import dev.prima.jobs.plan.RejectExamples;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.staging.PartManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the plan says of tables.
 *
 * @param samples of the tables that stand on nodes, by name
 * @param large partitions of the global store
 */
record PlannedTables(
    List<TableForecast> forecasts,
    Map<String, EncodingSample> samples,
    List<LargePartition> large) {
  private static final String TARGETS = "the targets";

  static PlannedTables of(RunState state, OrphanCount orphanCount) {
    Set<String> leftOut = state.tables().leftOutRows().keySet();
    List<TableReport> books =
        state.foretold().stream().filter(t -> !leftOut.contains(t.table())).toList();
    Map<String, EncodingSample> samples = new LinkedHashMap<>();
    for (TableReport table : books) {
      if (state.target(table.table()).stores().postgres().isPresent()) {
        samples.put(table.table(), sample(state, table.table()));
      }
    }
    Map<Integer, Long> orphans = orphanCount.of(state);
    state.spark().sparkContext().setJobDescription("count who takes precedence");
    List<FateCounts.Win> wins =
        FateCounts.wins(state.spark(), state.fatesRoot(), state.files().size());
    List<TableForecast> forecasts = new ArrayList<>();
    for (TableReport table : state.foretold()) {
      if (leftOut.contains(table.table())) {
        forecasts.add(untouched(table));
        continue;
      }
      int number = state.number(table.table());
      EncodingSample sample = samples.get(table.table());
      forecasts.add(
          new TableForecast(
              table.books(),
              table.replaced(),
              table.derived(),
              table.rejectReasons(),
              RejectExamples.of(
                  state.context().folder().rejects(table.table()),
                  table.rejectReasons(),
                  state.context().planning().values()),
              wins.stream().filter(w -> w.table() == number).map(w -> win(state, w)).toList(),
              new Volume(
                  orphans.getOrDefault(number, 0L),
                  state.manifests(table.table()).stream().mapToLong(PartManifest::bytes).sum(),
                  sample == null ? null : (Long) sample.bytesOf(loading(table)))));
    }
    return new PlannedTables(List.copyOf(forecasts), samples, large(state, books));
  }

  /** Of a table that is left out. */
  private static TableForecast untouched(TableReport table) {
    return new TableForecast(
        table.books(), 0, 0, Map.of(), List.of(), List.of(), new Volume(0, 0, null));
  }

  /** Rows that would be written, whatever they were made from. */
  private static long loading(TableReport table) {
    return table.books().loaded() + table.derived();
  }

  private static Win win(RunState state, FateCounts.Win win) {
    String file =
        win.winner() == Copies.TARGET
            ? TARGETS
            : win.winner() < state.files().size()
                ? state.files().get(win.winner()).path()
                : Targets.DERIVED_SOURCE;
    return new Win(file, win.rule(), win.rows());
  }

  private static EncodingSample sample(RunState state, String table) {
    try {
      return EncodingSample.take(
          state.layout().configuration(),
          state.staged(table),
          state.target(table),
          state.parts(table));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LargePartition> large(RunState state, List<TableReport> books) {
    List<LargePartition> large = new ArrayList<>();
    for (TableReport table : books) {
      TargetTable target = state.target(table.table());
      // Where all of a table would not fill a partition, no query needs to ask.
      if (target.stores().global().isPresent()
          && loading(table) > LargePartitions.RECOMMENDED.mostRows()) {
        GlobalTable global = GlobalTable.of(target);
        state.spark().sparkContext().setJobDescription("look for large partitions");
        large.addAll(
            LargePartitions.RECOMMENDED.among(
                global, GlobalRows.of(global).from(GlobalWinners.of(state, target))));
      }
    }
    return large;
  }
}
