package dev.prima.jobs.run;

import dev.prima.core.report.TableReport;
import dev.prima.jobs.plan.Orphans;
import dev.prima.jobs.resolve.FateCounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * How many rows load that name agents nobody knows: what the plan tells, and what can be counted as
 * soon as fates are known. Counted once for a run's attempt; not thread-safe.
 */
final class OrphanCount {
  private @Nullable Map<Integer, Long> counted;

  /** By the number of the table; the first call runs a job. */
  Map<Integer, Long> of(RunState state) {
    Map<Integer, Long> known = counted;
    if (known == null) {
      known = count(state);
      counted = known;
    }
    return known;
  }

  private static Map<Integer, Long> count(RunState state) {
    Set<String> leftOut = state.tables().leftOutRows().keySet();
    List<String> naming =
        state.foretold().stream()
            .map(TableReport::table)
            .filter(name -> !leftOut.contains(name) && Orphans.canBeIn(state.target(name)))
            .toList();
    state.spark().sparkContext().setJobDescription("count rows of unknown agents");
    Dataset<Row> loading = FateCounts.loading(state.copies(naming.stream()), state.fatesRoot());
    return state.takenUp().settled()
        ? Orphans.count(loading, state.lookup())
        : Orphans.count(loading, Agents.known(state));
  }
}
