package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.run.RunContext.Reach;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Messages in the targets from which connections are derived: those of earlier runs count too. */
final class StandingMessages {
  private StandingMessages() {}

  /** Profiles whose connections are derived from messages. */
  static List<String> derivingProfiles(RunState state, TargetTable messages) {
    return state.context().catalog().profiles().stream()
        .filter(p -> p.connectionsFrom().equals(messages.name()))
        .map(Profile::name)
        .toList();
  }

  /** Whether a source of an earlier run, or of this one, brought such messages. */
  static boolean anyDeriving(RunState state, TargetTable messages) {
    return !sources(state, messages).isEmpty();
  }

  private static List<Integer> sources(RunState state, TargetTable messages) {
    if (state.context().reach() == Reach.OFFLINE) {
      return List.of();
    }
    return SourceIds.withProfiles(state.destinations().home(), derivingProfiles(state, messages));
  }

  /** Such messages that no staged row replaces; shape {@link Copies}. */
  static Dataset<Row> deriving(RunState state, TargetTable messages) {
    Object[] ids = sources(state, messages).toArray();
    Fates fates = state.fates(messages.name());
    Dataset<Row> replaced =
        fates
            .loaded(state.rows(messages.name()))
            .filter("replaces")
            .select(col("_identity").as("_replaced"));
    // Counted once, also where a run that was cut off left a message on two nodes.
    Dataset<Row> standing =
        state
            .standing(messages.name())
            .filter(col("source_id").isin(ids))
            .filter(DerivedConnections.hasOldId(col("_identity"), col("legacy_id")))
            .dropDuplicates(new String[] {"_identity"});
    return standing.join(
        replaced, standing.col("_identity").equalTo(replaced.col("_replaced")), "left_anti");
  }
}
