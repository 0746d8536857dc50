package dev.prima.jobs.extract;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.staging.Fingerprint;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * What extract did, per source file and table, summed from the manifests of the parts. In the order
 * of the plan.
 */
public record ExtractResult(List<TableResult> tables) {
  public ExtractResult {
    tables = List.copyOf(tables);
  }

  /**
   * One table of one file.
   *
   * @param source rank of the source file
   * @param table canonical name
   * @param fingerprint of the staged rows, see {@link Fingerprint}
   */
  public record TableResult(
      int source,
      String file,
      String sourceTable,
      String table,
      long read,
      long staged,
      Map<String, Long> rejected,
      Map<String, Long> conversions,
      Map<String, Long> warnings,
      String fingerprint) {
    public TableResult {
      rejected = new TreeMap<>(rejected);
      conversions = new TreeMap<>(conversions);
      warnings = new TreeMap<>(warnings);
    }
  }

  /**
   * Sums up what stands in staging and writes it there as {@code manifest.json}.
   *
   * @throws IllegalStateException if a table was not read as often as its snapshot has rows, which
   *     is a fault of ours
   */
  public static ExtractResult collect(ExtractPlan plan) {
    Map<TableKey, Sum> sums = new TreeMap<>();
    for (PartManifest part : plan.layout().manifests()) {
      for (PartShare share : part.shares()) {
        sums.computeIfAbsent(new TableKey(share.source(), share.sourceTable()), k -> new Sum())
            .add(share);
      }
    }
    List<TableResult> tables = plan.tables().stream().map(t -> table(plan, t, sums)).toList();
    ExtractResult result = new ExtractResult(tables);
    plan.layout()
        .replace(
            new Path(plan.layout().base(), "manifest.json"),
            Json.pretty(result.toJson()).getBytes(StandardCharsets.UTF_8));
    return result;
  }

  public long read() {
    return tables.stream().mapToLong(TableResult::read).sum();
  }

  public long staged() {
    return tables.stream().mapToLong(TableResult::staged).sum();
  }

  private static TableResult table(
      ExtractPlan plan, PlannedTable planned, Map<TableKey, Sum> sums) {
    String name = planned.sourceTable().name();
    Sum sum = sums.getOrDefault(new TableKey(planned.fileIndex(), name), new Sum());
    String file = plan.files().get(planned.fileIndex()).path();
    long expected = plan.rows(planned);
    if (sum.read != expected) {
      throw new IllegalStateException(
          "Table "
              + name
              + " of "
              + file
              + " has "
              + expected
              + " rows and "
              + sum.read
              + " were read");
    }
    return new TableResult(
        planned.fileIndex(),
        file,
        name,
        planned.stagedTarget().name(),
        sum.read,
        sum.staged,
        sum.rejected,
        sum.conversions,
        sum.warnings,
        sum.fingerprint.hex());
  }

  private JsonValue toJson() {
    return JsonObject.builder()
        .put("tables", new JsonArray(tables.stream().map(ExtractResult::json).toList()))
        .build();
  }

  private static JsonValue json(TableResult table) {
    return JsonObject.builder()
        .put("source", table.source())
        .put("file", table.file())
        .put("sourceTable", table.sourceTable())
        .put("table", table.table())
        .put("read", table.read())
        .put("staged", table.staged())
        .put("rejected", JsonValue.ofCounts(table.rejected()))
        .put("conversions", JsonValue.ofCounts(table.conversions()))
        .put("warnings", JsonValue.ofCounts(table.warnings()))
        .put("fingerprint", table.fingerprint())
        .build();
  }

  private record TableKey(int source, String table) implements Comparable<TableKey> {
    @Override
    public int compareTo(TableKey other) {
      int bySource = Integer.compare(source, other.source);
      return bySource != 0 ? bySource : table.compareTo(other.table);
    }
  }

  private static final class Sum {
    private long read;
    private long staged;
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Long> conversions = new TreeMap<>();
    private final Map<String, Long> warnings = new TreeMap<>();
    private final Fingerprint fingerprint = new Fingerprint();

    void add(PartShare share) {
      read += share.read();
      staged += share.staged();
      share.rejected().forEach((name, n) -> rejected.merge(name, n, Long::sum));
      share.conversions().forEach((name, n) -> conversions.merge(name, n, Long::sum));
      share.warnings().forEach((name, n) -> warnings.merge(name, n, Long::sum));
      fingerprint.add(share.fingerprint());
    }
  }
}
