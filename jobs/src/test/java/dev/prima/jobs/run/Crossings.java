package dev.prima.jobs.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What crosses regions: as the global store has it, and as plain SQL on the nodes finds it. */
final class Crossings {
  private final Stores stores;

  Crossings(Stores stores) {
    this.stores = stores;
  }

  /** Key, end and other end of each row of {@code interactions}. */
  List<List<String>> interactions() {
    return global("interactions", "message_id");
  }

  /** What must stand in {@code interactions}. */
  List<List<String>> messages() {
    return onNodes("messages", "message_id::text", "from_agent", "to_agent");
  }

  /** Key, end and other end of each row of {@code connections_by_agent}. */
  List<List<String>> connectionsByAgent() {
    return global("connections_by_agent", "connection_id");
  }

  /** What must stand in {@code connections_by_agent}. */
  List<List<String>> connections() {
    return onNodes("connections", "connection_id", "agent1_id", "agent2_id");
  }

  private List<List<String>> global(String table, String id) {
    return stores.global(table).stream()
        .map(
            r ->
                List.of(
                    String.valueOf(r.getObject(id)),
                    String.valueOf(r.getString("agent_id")),
                    String.valueOf(r.getString("peer_id"))))
        .toList();
  }

  private List<List<String>> onNodes(String table, String id, String end1, String end2) {
    Map<Object, Object> regions = new HashMap<>();
    stores
        .rows("SELECT agent_id, region_id FROM prima.agents")
        .forEach(r -> regions.put(r.get(0), r.get(1)));
    List<List<String>> crossing = new ArrayList<>();
    stores
        .rows("SELECT " + String.join(", ", id, end1, end2) + " FROM prima." + table)
        .forEach(
            r -> {
              Object one = regions.get(r.get(1));
              Object other = regions.get(r.get(2));
              if (one != null && other != null && !one.equals(other)) {
                List<String> row = r.stream().map(String::valueOf).toList();
                crossing.add(row);
                crossing.add(List.of(row.get(0), row.get(2), row.get(1)));
              }
            });
    return crossing;
  }
}
