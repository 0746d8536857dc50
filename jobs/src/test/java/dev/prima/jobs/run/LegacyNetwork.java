package dev.prima.jobs.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What legacy files of both profiles hold, and what must become of it, by plain SQL on the files
 * and by trying everything: the rules of LEGACY.md and DESIGN.md once more, without our code.
 */
final class LegacyNetwork {
  /** Tables of the sources by the canonical name of what they become. */
  static final Map<String, List<String>> TABLES =
      Map.ofEntries(
          Map.entry("agents", List.of("agents", "unified_agents")),
          Map.entry("connections", List.of("connections")),
          Map.entry("messages", List.of("consciousness_stream", "unified_messages")),
          Map.entry("spores", List.of("spores")),
          Map.entry("wisdom_crystals", List.of("wisdom_crystals")),
          Map.entry("field_measurements", List.of("field_measurements", "field_coherence_log")),
          Map.entry("quantum_entanglements", List.of("quantum_entanglements")),
          Map.entry("sacred_cache", List.of("sacred_cache")),
          Map.entry("work", List.of("unified_work")),
          Map.entry("collectives", List.of("unified_collectives")),
          Map.entry("memberships", List.of("collective_memberships")),
          Map.entry("legacy.sacred_presences", List.of("sacred_presences")));

  private final List<Path> files;

  LegacyNetwork(List<Path> files) {
    this.files = files;
  }

  /**
   * One file's state of an agent.
   *
   * @param look the columns that tests compare
   */
  record Copy(String id, double love, double benefit, double time, List<@Nullable Object> look) {
    private static final Comparator<Copy> PRECEDENCE =
        Comparator.comparingDouble(Copy::love)
            .thenComparingDouble(Copy::benefit)
            .thenComparingDouble(Copy::time);
  }

  /** Milliseconds since the epoch, of a time in any of the forms in which these files have it. */
  static String millis(String column) {
    return ("(CASE WHEN typeof(@) = 'text' THEN CASE @ WHEN '' THEN NULL ELSE CAST(strftime('%s',"
            + " @) AS INTEGER) * 1000 END WHEN abs(@) < 100000000000 THEN @ * 1000 ELSE @ END)")
        .replace("@", column);
  }

  /** Rows of all files in which a table stands. */
  List<List<@Nullable Object>> rows(String table, String columns) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Path file : holding(table)) {
      rows.addAll(Query.rows(Query.sqlite(file), "SELECT " + columns + " FROM " + table));
    }
    return rows;
  }

  private List<Path> holding(String table) {
    return files.stream()
        .filter(
            f ->
                Query.number(
                        Query.sqlite(f), "SELECT count(*) FROM sqlite_schema WHERE name = ?", table)
                    == 1)
        .toList();
  }

  /** Rows of the sources that become rows of a canonical table. */
  long read(String canonical) {
    return TABLES.getOrDefault(canonical, List.of()).stream()
        .flatMap(t -> rows(t, "count(*)").stream())
        .mapToLong(r -> (Long) r.get(0))
        .sum();
  }

  Set<String> agentIds() {
    Set<String> ids = new HashSet<>();
    rows("agents", "agent_id").forEach(r -> ids.add((String) r.get(0)));
    rows("unified_agents", "id").forEach(r -> ids.add((String) r.get(0)));
    return ids;
  }

  /** The best copies of every agent: more than one only where nothing but the hash decides. */
  Map<String, Set<List<@Nullable Object>>> bestAgents() {
    String heard = millis("last_heartbeat");
    String changed = millis("updated_at");
    String made = millis("created_at");
    Map<String, List<Copy>> copies = new HashMap<>();
    Stream.concat(
            rows(
                "agents",
                "agent_id, love_resonance, field_contribution, coalesce(max(coalesce("
                    + String.join(", ", changed, heard)
                    + "), coalesce("
                    + String.join(", ", heard, changed)
                    + ")), "
                    + made
                    + "), name, sacred_name, primary_harmony, CAST(coherence_level AS REAL),"
                    + " CAST(love_resonance AS REAL), status")
                .stream(),
            rows(
                "unified_agents",
                "id, love_resonance, total_contributions + messages_sent + work_completed +"
                    + " field_impact_given, coalesce("
                    + String.join(", ", heard, made)
                    + "), name, NULL, primary_harmony, CAST(coherence_level AS REAL),"
                    + " CAST(love_resonance AS REAL), status")
                .stream())
        .map(
            r ->
                new Copy(
                    (String) r.get(0),
                    number(r.get(1)),
                    number(r.get(2)),
                    number(r.get(3)),
                    r.subList(4, r.size())))
        .forEach(c -> copies.computeIfAbsent(c.id, i -> new ArrayList<>()).add(c));
    Map<String, Set<List<@Nullable Object>>> best = new TreeMap<>();
    copies.forEach(
        (id, all) -> {
          Copy first = all.stream().max(Copy.PRECEDENCE).orElseThrow();
          all.stream()
              .filter(c -> Copy.PRECEDENCE.compare(c, first) == 0)
              .forEach(c -> best.computeIfAbsent(id, i -> new HashSet<>()).add(c.look));
        });
    return best;
  }

  private static double number(@Nullable Object value) {
    return value == null ? Double.NEGATIVE_INFINITY : ((Number) value).doubleValue();
  }

  /** How often each message must stand: as often as in the file that has it most often. */
  Map<List<@Nullable Object>, Integer> messages() {
    Map<List<@Nullable Object>, Integer> most = new HashMap<>();
    for (Path file : holding("consciousness_stream")) {
      Map<List<@Nullable Object>, Integer> here = new HashMap<>();
      Query.rows(
              Query.sqlite(file),
              "SELECT "
                  + millis("timestamp")
                  + ", from_agent, to_agent, message_type, content, sacred_encoding,"
                  + " CAST(field_impact AS REAL), harmony_resonance FROM consciousness_stream")
          .forEach(r -> here.merge(r, 1, Integer::sum));
      here.forEach((message, n) -> most.merge(message, n, Math::max));
    }
    return most;
  }

  /** Messages whose ids are global. */
  Set<String> messageIds() {
    Set<String> ids = new HashSet<>();
    rows("unified_messages", "id").forEach(r -> ids.add((String) r.get(0)));
    return ids;
  }

  /** Pairs that have a connection of their own. */
  Set<List<String>> connectedPairs() {
    Set<List<String>> pairs = new HashSet<>();
    rows("connections", "agent1_id, agent2_id").forEach(r -> pairs.add(pair(r)));
    return pairs;
  }

  /** Pairs of known agents that wrote to each other in files that have no connections. */
  Set<List<String>> derivedPairs() {
    Set<String> known = agentIds();
    Set<List<String>> pairs = new HashSet<>();
    rows("unified_messages", "from_agent, to_agent").stream()
        .filter(r -> r.get(1) != null && !r.get(0).equals(r.get(1)))
        .map(LegacyNetwork::pair)
        .filter(known::containsAll)
        .forEach(pairs::add);
    pairs.removeAll(connectedPairs());
    return pairs;
  }

  static List<String> pair(List<@Nullable Object> row) {
    return Stream.of(row.get(0), row.get(1)).map(String::valueOf).sorted().toList();
  }
}
