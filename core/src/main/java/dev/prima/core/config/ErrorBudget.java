package dev.prima.core.config;

import dev.prima.core.settings.Expects;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** How many rejected rows a run may have before it stops ({@code errors.budget}). Immutable. */
@Expects("0, a number of rows such as 10, or a percentage such as 0.1%")
public sealed interface ErrorBudget {

  /** Whether a run that has read and rejected so many rows must stop now. */
  boolean exceeded(long read, long rejected);

  /** Whether a run that has read everything and rejected so many rows went beyond it. */
  boolean exceededAtEnd(long read, long rejected);

  static ErrorBudget parse(String text) {
    if (Pattern.matches("\\d{1,18}", text)) {
      return new Rows(Long.parseLong(text));
    }
    if (Pattern.matches("\\d{1,3}(\\.\\d{1,9})?%", text)) {
      BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
      if (percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
        return new Percent(percent);
      }
    }
    throw new IllegalArgumentException("not a budget");
  }

  /** So many rows at most. */
  record Rows(long most) implements ErrorBudget {
    @Override
    public boolean exceeded(long read, long rejected) {
      return rejected > most;
    }

    @Override
    public boolean exceededAtEnd(long read, long rejected) {
      return exceeded(read, rejected);
    }

    @Override
    public String toString() {
      return Long.toString(most);
    }
  }

  /**
   * A share of the rows read, 0 to 100. While the run goes on it is asked after {@value
   * #MINIMUM_SAMPLE} rows only, so that one bad row at the beginning of a file stops nothing.
   */
  record Percent(BigDecimal percent) implements ErrorBudget {
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
    public String toString() {
      return percent.toPlainString() + "%";
    }
  }
}
