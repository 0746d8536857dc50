package dev.prima.core.mapping;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What mapping a page found: refused rows with the first reason, and counts of conversions and
 * warnings.
 */
final class Findings {
  private final @Nullable RejectReason[] reasons;
  private final String[] columns;
  private final Map<String, Long> conversions = new TreeMap<>();
  private final Map<String, Long> warnings = new TreeMap<>();

  Findings(int rows) {
    reasons = new RejectReason[rows];
    columns = new String[rows];
  }

  void reject(int row, String sourceColumn, RejectReason reason) {
    if (reasons[row] == null) {
      reasons[row] = reason;
      columns[row] = sourceColumn;
    }
  }

  @Nullable RejectReason reason(int row) {
    return reasons[row];
  }

  String column(int row) {
    return columns[row];
  }

  void converted(String name, long times) {
    if (times > 0) {
      conversions.merge(name, times, Long::sum);
    }
  }

  void warned(String name, long times) {
    if (times > 0) {
      warnings.merge(name, times, Long::sum);
    }
  }

  Map<String, Long> conversions() {
    return conversions;
  }

  Map<String, Long> warnings() {
    return warnings;
  }
}
