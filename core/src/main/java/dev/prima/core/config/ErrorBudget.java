package dev.prima.core.config;

import dev.prima.core.settings.Expects;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** How many rows may be lost before a run stops. */
@Expects("0, a number of rows such as 10, or a percentage such as 0.1%")
public sealed interface ErrorBudget {

  /**
   * Whether the run may go on.
   *
   * @param lost rows rejected
   * @param read rows read; a percentage can only be judged when all are
   */
  boolean allows(long lost, long read);

  /** Whether the answer can change with rows that are still to be read. */
  boolean needsAllRows();

  static ErrorBudget parse(String text) {
    if (Pattern.matches("\\d{1,18}", text)) {
      return new Rows(Long.parseLong(text));
    }
    if (Pattern.matches("\\d{1,3}(\\.\\d{1,9})?%", text)) {
      BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
      if (percent.compareTo(Percent.ALL) <= 0) {
        return new Percent(percent);
      }
    }
    throw new IllegalArgumentException("not a budget");
  }

  /** So many rows at most. */
  record Rows(long most) implements ErrorBudget {
    @Override
    public boolean allows(long lost, long read) {
      return lost <= most;
    }

    @Override
    public boolean needsAllRows() {
      return false;
    }

    @Override
    public String toString() {
      return Long.toString(most);
    }
  }

  /** A share of the rows read, 0 to 100. */
  record Percent(BigDecimal percent) implements ErrorBudget {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    @Override
    public boolean allows(long lost, long read) {
      return BigDecimal.valueOf(lost)
              .multiply(ALL)
              .compareTo(percent.multiply(BigDecimal.valueOf(read)))
          <= 0;
    }

    @Override
    public boolean needsAllRows() {
      return true;
    }

    @Override
    public String toString() {
      return percent.toPlainString() + "%";
    }
  }
}
