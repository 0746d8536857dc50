package dev.prima.jobs.run;

import dev.prima.core.plan.MigrationPlan.Verdict;
import dev.prima.core.plan.Needs;
import dev.prima.core.plan.Needs.Room;
import dev.prima.core.plan.TableForecast;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.run.RunContext.Reach;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges a plan: what would stop a migration, and what deserves a look and stops nothing. */
record PlanVerdict(
    RunState state,
    PlannedTables tables,
    PlannedDdl ddl,
    Needs needs,
    @Nullable ShardingReport sharding) {

  Verdict judge() {
    return new Verdict(List.copyOf(blocks()), looks());
  }

  private Set<String> blocks() {
    Set<String> blocks = new LinkedHashSet<>(state.obstacles());
    blocks.addAll(ddl.blocks());
    blocks.addAll(KeyFiles.blocks(state));
    blocks.addAll(ContestedKeys.blocks(state));
    List<Books> books = tables.forecasts().stream().map(TableForecast::books).toList();
    Budget.beyond(state.context().config(), books).ifPresent(blocks::add);
    needs.rooms().stream()
        .filter(Room::isShort)
        .forEach(
            r ->
                blocks.add(
                    "Not enough room for "
                        + r.place()
                        + ": "
                        + r.neededBytes()
                        + " bytes are needed, "
                        + r.freeBytes()
                        + " are free"));
    return blocks;
  }

  private List<String> looks() {
    List<String> looks = new ArrayList<>();
    for (TableForecast table : tables.forecasts()) {
      look(looks, table, table.books().rejected(), "would be rejected");
      look(looks, table, table.replaced(), "that stand in the targets would be replaced");
      look(looks, table, table.volume().orphans(), "would load although an agent is unknown");
    }
    DeletedRows.told(state, state.foretold()).forEach(looks::add);
    tables
        .large()
        .forEach(
            p ->
                looks.add(
                    "Cassandra partition of "
                        + p.table()
                        + " would hold "
                        + p.rows()
                        + " rows: "
                        + p.key()));
    looks.addAll(BadFiles.notes(state.context().folder(), state.files()));
    looks.addAll(LeftOutTables.notes(state));
    if (!state.tables().unclaimed().isEmpty()) {
      looks.add(
          "No profile claims these tables: "
              + String.join(", ", state.tables().unclaimed().keySet()));
    }
    if (sharding != null) {
      sharding.advice().ifPresent(looks::add);
    }
    if (state.context().reach() == Reach.OFFLINE) {
      looks.add(
          "Targets not checked: what stands there, grants and versions; the statements are those for"
              + " stores in which nothing stands");
    } else if (!state.readsTargets()) {
      looks.add("Rows that stand in the targets were not read, for tables there are not ours");
    }
    return looks;
  }

  private static void look(List<String> looks, TableForecast table, long rows, String what) {
    if (rows > 0) {
      looks.add(table.table() + ": rows that " + what + ": " + rows);
    }
  }
}
