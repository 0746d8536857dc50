package dev.prima.jobs.run;

import dev.prima.core.config.ErrorBudget;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.run.Books;
import java.util.List;
import java.util.Optional;

/** Holds rejected rows against the error budget. */
final class Budget {
  private Budget() {}

  /** Ends extract as soon as it is sure that the budget is exceeded. */
  static void check(ErrorBudget budget, long read, long rejected) {
    if (budget.exceeded(read, rejected)) {
      throw exceeded(budget, read, rejected);
    }
  }

  /** Judges when all rows are read. */
  static void checkAtEnd(ErrorBudget budget, long read, long rejected) {
    if (budget.exceededAtEnd(read, rejected)) {
      throw exceeded(budget, read, rejected);
    }
  }

  /** What a plan says where the migration would end for its rejects. */
  static Optional<String> beyond(PrimaConfig config, List<Books> books) {
    ErrorBudget budget = config.errors().budget();
    long read = books.stream().mapToLong(b -> b.read() - b.skipped()).sum();
    long rejected = books.stream().mapToLong(Books::rejected).sum();
    return budget.exceededAtEnd(read, rejected)
        ? Optional.of(
            "The error budget would be exceeded: "
                + rejected
                + " of "
                + read
                + " rows, errors.budget is "
                + budget)
        : Optional.empty();
  }

  private static PrimaException exceeded(ErrorBudget budget, long read, long rejected) {
    return new PrimaException(
        RunProblem.BUDGET,
        "The error budget is exceeded: "
            + rejected
            + " of "
            + read
            + " rows read were rejected, errors.budget is "
            + budget
            + ". The rejects are in the run's folder under rejects/; mend the sources, or raise"
            + " errors.budget (a number of rows or a percentage) and resume. No target was touched");
  }
}
