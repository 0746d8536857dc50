package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.KeyspaceState;
import dev.prima.jobs.cassandra.NodeStarts;
import dev.prima.jobs.report.RunFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables whose rows the run has written to the global store, and how far it has come with
 * others: kept in its folder as batches are done, so that a step that is done again, by a resume or
 * within the run, leaves them out.
 *
 * <p>Only for as long as the nodes are the same and none was started anew: one that ended may have
 * lost rows of them. What was put on record of rows before they were written over holds for ever.
 */
final class WrittenTables {
  private static final String NODES = "nodes";
  private static final String TABLES = "tables";
  private static final String THROUGH = "through";
  private static final String RECORDED = "recorded";

  private final Path file;
  private final Map<String, Long> nodes;
  private final Set<String> tables = new LinkedHashSet<>();
  private final Map<String, Long> through = new LinkedHashMap<>();
  private final Set<String> recorded = new LinkedHashSet<>();

  private WrittenTables(Path file, Map<String, Long> nodes) {
    this.file = file;
    this.nodes = nodes;
  }

  /** Those of the run that still stand for certain. */
  static WrittenTables of(RunState state) {
    Map<String, Long> nodes;
    try (CqlSession session = state.destinations().cassandra().session()) {
      nodes = NodeStarts.of(session);
    }
    WrittenTables written = new WrittenTables(file(state), nodes);
    JsonObject told = RunFiles.told(written.file);
    if (told != null) {
      written.recorded.addAll(names(told, RECORDED));
      if (!nodes.isEmpty() && told.get(NODES).asCounts().equals(nodes)) {
        written.tables.addAll(names(told, TABLES));
        JsonValue through = told.find(THROUGH);
        if (through != null) {
          written.through.putAll(through.asCounts());
        }
      }
    }
    return written;
  }

  /** None where another version did not write them. */
  private static List<String> names(JsonObject told, String member) {
    JsonValue names = told.find(member);
    return names == null ? List.of() : names.asArray().stream().map(JsonValue::asString).toList();
  }

  /**
   * Whether rows that were acknowledged may be gone: by one node alone, and a node was started anew
   * since; or they were being written again for that reason, and not all have been.
   */
  static boolean mayBeLost(RunState state) {
    JsonObject told = RunFiles.told(file(state));
    if (told == null || told.get(NODES).asCounts().isEmpty()) {
      return false;
    }
    CassandraCluster cluster = state.destinations().cassandra();
    try (CqlSession session = cluster.session()) {
      Map<String, Long> nodes = NodeStarts.of(session);
      boolean complete =
          told.get(NODES).asCounts().equals(nodes)
              && names(told, TABLES).containsAll(CassandraStep.tables(state));
      return !nodes.isEmpty() && !complete && KeyspaceState.oneNodeAcknowledges(session, cluster);
    }
  }

  private static Path file(RunState state) {
    return state.context().folder().work().resolve("written.json");
  }

  /** Whether all rows of a table stand. */
  boolean contains(String table) {
    return tables.contains(table);
  }

  /** Whether the rows of a batch stand. */
  boolean contains(String table, GlobalBatch batch) {
    return contains(table) || through.getOrDefault(table, Long.MIN_VALUE) >= batch.last();
  }

  /** All rows of the table stand. */
  void add(String table) {
    tables.add(table);
    through.remove(table);
    write();
  }

  /** The rows of a batch stand, and those of the batches before it. */
  void add(String table, GlobalBatch batch) {
    through.put(table, batch.last());
    write();
  }

  /** Whether the losers of a table are on record: from then on its rows may be written over. */
  boolean recorded(String table) {
    return recorded.contains(table);
  }

  void setRecorded(String table) {
    recorded.add(table);
    write();
  }

  private void write() {
    RunFolder.writeAtomically(
        file,
        Json.pretty(
            JsonObject.builder()
                .put(NODES, JsonValue.ofCounts(nodes))
                .put(TABLES, JsonValue.ofStrings(List.copyOf(tables)))
                .put(THROUGH, JsonValue.ofCounts(through))
                .put(RECORDED, JsonValue.ofStrings(List.copyOf(recorded)))
                .build()));
  }
}
