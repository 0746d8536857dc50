package dev.prima.jobs.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was planted, in the words that a reconciliation should find. */
final class Planted {
  final List<String> lines = new ArrayList<>();
  private int strangers;

  /** A name that nothing has. */
  String stranger(String kind) {
    return "planted-" + kind + strangers++;
  }

  void add(String line) {
    lines.add(line);
  }

  /** How a discrepancy is worded, to be compared. */
  static String told(
      String kind,
      String table,
      String store,
      Map<String, String> key,
      String place,
      String expected,
      List<String> columns) {
    return String.join(
        " ", kind, table, store, new TreeMap<>(key).toString(), place, expected, "" + columns);
  }

  static String place(@Nullable String node, @Nullable String region, @Nullable Integer shard) {
    return node + "/" + region + "/" + shard;
  }

  /** The last bit of a number the other way. */
  static double flipped(double value) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ 1);
  }
}
