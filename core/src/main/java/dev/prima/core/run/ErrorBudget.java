package dev.prima.core.run;

import dev.prima.core.error.PrimaException;
import java.math.BigDecimal;

/** How many rejected rows a run may have before it stops ({@code errors.budget}). Immutable. */
public sealed interface ErrorBudget {

  /** Whether a run that has read and rejected so many rows must stop now. */
  boolean exceeded(long read, long rejected);

  /** Whether a run that has read everything and rejected so many rows went beyond it. */
  boolean exceededAtEnd(long read, long rejected);

  /** As the config writes it. */
  String text();

  /** No row may be rejected. */
  static ErrorBudget none() {
    return new Absolute(0);
  }

  /**
   * Reads {@code 0}, {@code N} or {@code P%}.
   *
   * @throws PrimaException {@link RunError#BUDGET} for anything else
   */
  static ErrorBudget parse(String text) {
    String budget = text.strip();
    if (budget.matches("\\d{1,18}")) {
      return new Absolute(Long.parseLong(budget));
    }
    if (budget.matches("\\d{1,3}(\\.\\d{1,9})?\\s*%")) {
      BigDecimal percent =
          new BigDecimal(budget.substring(0, budget.length() - 1).strip()).stripTrailingZeros();
      if (percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
        return new Ratio(percent);
      }
    }
    throw new PrimaException(
        RunError.BUDGET,
        "errors.budget is \""
            + text
            + "\"; write 0 (no row may be rejected), a number of rows such as 500, or a share of"
            + " the rows read from 0% to 100%, such as 0.5%");
  }

  /** At most so many rows. */
  record Absolute(long rows) implements ErrorBudget {
    @Override
    public boolean exceeded(long read, long rejected) {
      return rejected > rows;
    }

    @Override
    public boolean exceededAtEnd(long read, long rejected) {
      return exceeded(read, rejected);
    }

    @Override
    public String text() {
      return Long.toString(rows);
    }
  }

  /**
   * At most so many percent of the rows read. While the run goes on it is asked after {@value
   * #MINIMUM_SAMPLE} rows only, so that one bad row at the beginning of a file stops nothing.
   */
  record Ratio(BigDecimal percent) implements ErrorBudget {
    static final long MINIMUM_SAMPLE = 1000;

    @Override
    public boolean exceeded(long read, long rejected) {
      return read >= MINIMUM_SAMPLE && exceededAtEnd(read, rejected);
    }

    @Override
    public boolean exceededAtEnd(long read, long rejected) {
      return BigDecimal.valueOf(rejected)
              .movePointRight(2)
              .compareTo(percent.multiply(BigDecimal.valueOf(read)))
          > 0;
    }

    @Override
    public String text() {
      return percent.toPlainString() + "%";
    }
  }
}
