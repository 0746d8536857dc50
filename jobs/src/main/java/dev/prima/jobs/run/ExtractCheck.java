package dev.prima.jobs.run;

import dev.prima.jobs.extract.ExtractResult;
import dev.prima.jobs.extract.ExtractResult.TableResult;

/**
 * Sums up what extract did, holds it against the sources and the error budget, and keeps the
 * rejects for people.
 */
final class ExtractCheck implements RunStep {
  @Override
  public String name() {
    return "extract-check";
  }

  @Override
  public long run(RunState state) {
    ExtractResult result = ExtractResult.collect(state.extractPlan());
    state.layout().sweep();
    Rejects.gather(state);
    long rejected =
        result.tables().stream()
            .map(TableResult::rejected)
            .flatMap(r -> r.values().stream())
            .mapToLong(Long::longValue)
            .sum();
    if (!state.context().dryRun()) {
      Budget.checkAtEnd(state.context().config().errors().budget(), result.read(), rejected);
    }
    return result.staged();
  }
}
