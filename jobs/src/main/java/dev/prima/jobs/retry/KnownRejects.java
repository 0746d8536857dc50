package dev.prima.jobs.retry;

import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.TableClaim;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.RejectRecord;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that a run rejected, as it did: from its staging, which nobody edits. */
final class KnownRejects {
  private final Map<RejectKey, Known> rows = new HashMap<>();
  private final Map<TableKey, PlannedTable> tables = new HashMap<>();

  private record TableKey(String file, String table) {}

  /**
   * One row. Values are known by digests, for there may be many.
   *
   * @param reason for which it was rejected
   * @param column the one to blame
   * @param values digest of all
   * @param key digest of those that make it this row, but for the one to blame
   */
  record Known(PlannedTable table, String reason, String column, byte[] values, byte[] key) {
    String canonical() {
      return table.stagedTarget().name();
    }

    boolean sameValues(RejectRecord row) {
      return Arrays.equals(values, digest(row, row.values().keySet()));
    }

    boolean sameKey(RejectRecord row) {
      return Arrays.equals(key, digest(row, keyColumns(table, column)));
    }
  }

  private KnownRejects() {}

  /**
   * @param planned the tables of the run
   * @param paths of its sources, by index
   */
  static KnownRejects read(
      StagingLayout layout, List<PlannedTable> planned, Map<Integer, String> paths) {
    KnownRejects known = new KnownRejects();
    for (PlannedTable table : planned) {
      String path = String.valueOf(paths.get(table.fileIndex()));
      known.tables.put(new TableKey(path, table.sourceTable().name()), table);
    }
    for (PartManifest part : layout.manifests()) {
      if (part.rejects() > 0) {
        byte[] lines = layout.read(layout.rejects(part.table(), part.part()));
        new String(lines, StandardCharsets.UTF_8).lines().forEach(known::add);
      }
    }
    return known;
  }

  private void add(String line) {
    RejectRecord row = RejectRecord.parse(line);
    PlannedTable table = tables.get(new TableKey(row.file(), row.table()));
    if (table != null) {
      rows.put(
          RejectKey.of(row),
          new Known(
              table,
              row.reason().name(),
              row.column(),
              digest(row, row.values().keySet()),
              digest(row, keyColumns(table, row.column()))));
    }
  }

  /** Null for a row that the run did not reject. */
  @Nullable Known find(RejectKey key) {
    return rows.get(key);
  }

  int size() {
    return rows.size();
  }

  /** Columns of the source that make a row this row and no other, but for the one to blame. */
  private static Set<String> keyColumns(PlannedTable table, String blamed) {
    Set<String> columns = new HashSet<>(table.sourceTable().primaryKey());
    TableClaim claim = table.claim();
    if (claim.identity() instanceof Identity.Key key) {
      claim.rules().stream()
          .filter(rule -> key.columns().contains(rule.target()))
          .forEach(rule -> columns.add(rule.source()));
    }
    columns.remove(blamed);
    return columns;
  }

  private static byte[] digest(RejectRecord row, Set<String> columns) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      row.values()
          .forEach(
              (name, value) -> {
                if (columns.contains(name)) {
                  digest.update(
                      (name + "\0" + value.length + "\0").getBytes(StandardCharsets.UTF_8));
                  digest.update(value);
                }
              });
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
