package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.resolve.Rivals;
import dev.prima.jobs.resolve.Standing;
import dev.prima.jobs.staging.PartManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Decides the fate of every staged row, with the rows that already stand in the targets as further
 * copies; derives connections and resolves them too.
 */
final class ResolveStep implements RunStep {
  @Override
  public String name() {
    return "resolve";
  }

  @Override
  public long run(RunState state) {
    // Of an attempt that was cut off, which may have found other rows in the targets.
    state.deleteStaged(state.fatesRoot());
    state.deleteStaged(state.stagingFolder("derived", DerivedConnections.TABLE));
    lookAtTargets(state);
    List<String> names = state.tableNames();
    long total = names.stream().mapToLong(n -> staged(state, n)).sum();
    try (Progress.Step progress = state.context().progress().step(name(), total)) {
      Changes changes = state.readsTargets() ? Changes.find(state) : null;
      if (!state.readsTargets()) {
        state.standing().leaveAlone();
      } else {
        readStanding(state, changes);
      }
      DeletedRows.find(state, changes);
      Dataset<Row> standing = changes == null ? state.standing().read() : changes.concerned();
      state.suit(state.takenUp().rows(total) + standing.count());
      if (DerivedParts.canBe(state)) {
        List<String> first = new ArrayList<>(names);
        first.remove(DerivedConnections.TABLE);
        resolve(state, first, total, standing);
        progress.advance(first.stream().mapToLong(n -> staged(state, n)).sum());
        // Connections come last: those that are derived know messages and agents by then.
        derive(state, changes);
        resolve(state, List.of(DerivedConnections.TABLE), total, standing);
        progress.advance(staged(state, DerivedConnections.TABLE));
      } else {
        resolve(state, names, total, standing);
        progress.advance(total);
      }
      Superseded.write(state);
      if (changes != null) {
        changes.finish();
        // What comes next looks at all agents.
        state.suit(state.takenUp().rows(total) + state.standing().read().count());
      } else if (state.takenUp().reason() != null) {
        ChangedLosers.writeOfAll(state);
      }
      if (!state.context().dryRun()) {
        OtherRuns.keep(state);
      }
      progress.done();
    }
    return total;
  }

  private static void readStanding(RunState state, @Nullable Changes changes) {
    List<Standing.Numbered> tables =
        state.shapes().standing().stream()
            .map(t -> new Standing.Numbered(t, state.number(t.name())))
            .toList();
    do {
      state
          .standing()
          .write(
              state.destinations().nodes(),
              state.destinations().cassandra(),
              tables,
              changes == null ? null : changes.choice());
    } while (changes != null && changes.widen(state.standing().read()));
  }

  /** A dry run goes on without rows that stand in tables which are not ours. */
  private static void lookAtTargets(RunState state) {
    if (!state.readsTargets()) {
      return;
    }
    try {
      Targets.compareShapes(state);
    } catch (PrimaException e) {
      if (!state.context().dryRun() || e.exit() != ExitCode.BLOCKED) {
        throw e;
      }
      state.foreignRows(String.valueOf(e.getMessage()));
    }
  }

  private static long staged(RunState state, String table) {
    return state.manifests(table).stream().mapToLong(PartManifest::staged).sum();
  }

  /** Resolves tables together: a query for each would cost more than the rows of most. */
  private static void resolve(
      RunState state, List<String> names, long total, Dataset<Row> standing) {
    List<String> made = names.stream().filter(n -> state.staged(n).key().made()).toList();
    Column madeIds = col("_table").isin(numbers(state, made));
    Dataset<Row> theirs = standing.filter(col("_table").isin(numbers(state, names)));
    state.spark().sparkContext().setJobDescription("resolve " + String.join(", ", names));
    try (Rivals rivals =
        Rivals.among(
            state.copies(names.stream()),
            state.takenUp().rows(total),
            theirs,
            madeIds,
            EarlierSources.states(state))) {
      Fates.write(rivals, state.fatesRoot());
    }
  }

  private static Object[] numbers(RunState state, List<String> tables) {
    return tables.stream().map(state::number).toArray();
  }

  private static void derive(RunState state, @Nullable Changes changes) {
    TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
    TargetTable messages = state.context().catalog().target("messages");
    state.spark().sparkContext().setJobDescription("derive connections");
    Column first = least(col("end1"), col("end2"));
    Column second = greatest(col("end1"), col("end2"));
    Dataset<Row> taken =
        state
            .copies(Stream.of(connections.name()))
            .filter(col("_source").lt(state.files().size()))
            .unionByName(state.standing(connections.name()).filter("not derived"))
            .filter("end1 is not null and end2 is not null")
            .select(first.as("a"), second.as("b"))
            .distinct();
    DerivedParts.write(
        state,
        Agents.known(state),
        complete(StandingMessages.deriving(state, messages), changes),
        taken);
    WithdrawnConnections.find(
        state, complete(state.standing(DerivedConnections.TABLE).filter("derived"), changes));
  }

  /** Rows between agents of whom all is known that stands between them. */
  private static Dataset<Row> complete(Dataset<Row> standing, @Nullable Changes changes) {
    return changes == null
        ? standing
        : standing.filter(changes.choice().complete(col("end1"), col("end2")));
  }
}
