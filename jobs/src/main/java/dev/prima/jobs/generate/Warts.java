package dev.prima.jobs.generate;

import java.util.List;
import java.util.Map;

/**
 * What real rows have been seen to hold, as assignments that spoil a good row in place. Source:
 * LEGACY.md, "What real files have been seen to hold".
 */
final class Warts {
  private static final String NOT_UTF8 = "CAST(X'C328A0FF' AS TEXT)";
  private static final String NUL_INSIDE = "'before' || char(0) || 'after'";

  private static final Map<String, List<String>> BY_TABLE =
      Map.ofEntries(
          Map.entry(
              "agents",
              List.of(
                  "created_at = created_at * 1000",
                  "updated_at = datetime(updated_at, 'unixepoch')",
                  "updated_at = 9223372036854775807",
                  "last_heartbeat = 'around noon'",
                  "last_heartbeat = ''",
                  "created_at = -1",
                  "love_resonance = 1000000.5",
                  "love_resonance = -250.0",
                  "coherence_level = 'NaN'",
                  "name = " + NOT_UTF8,
                  "sacred_name = " + NUL_INSIDE,
                  "name = 'Echo'",
                  "primary_harmony = 'healing'",
                  "primary_harmony = 'Sacred-Reciprocity'",
                  "secondary_harmonies = 'coherence, novelty'",
                  "secondary_harmonies = ''",
                  "region_id = ''",
                  "shard_key = 'seven'",
                  "shard_key = 9007199254740993")),
          Map.entry(
              "connections",
              List.of(
                  "agent2_id = agent1_id",
                  "agent1_id = 'test-agent'",
                  "established_at = established_at * 1000",
                  "last_interaction = ''",
                  "interaction_count = 'many'",
                  "trust_score = 'high'",
                  "harmony_compatibility = NULL")),
          Map.entry(
              "consciousness_stream",
              List.of(
                  "from_agent = 'test-agent'",
                  "from_agent = 'collective'",
                  "to_agent = 'all'",
                  "to_agent = ''",
                  "timestamp = timestamp * 1000",
                  "timestamp = datetime(timestamp, 'unixepoch')",
                  "timestamp = 0",
                  "timestamp = 400000000000000",
                  "processed = 'true'",
                  "crystallized = 'maybe'",
                  "content = " + NOT_UTF8,
                  "content = " + NUL_INSIDE,
                  "content = ''",
                  "field_impact = 'NaN'",
                  "partition_key = 'none'")),
          Map.entry(
              "spores",
              List.of(
                  "metadata = '{depth: 3'",
                  "metadata = ''",
                  "propagation_path = 'a > b'",
                  "created_at = created_at * 1000")),
          Map.entry(
              "wisdom_crystals",
              List.of(
                  "contributing_agents = 'everyone'", "formed_at = ''", "wisdom_score = 'deep'")),
          Map.entry(
              "field_measurements",
              List.of("resonance_patterns = 'still'", "region_id = NULL", "active_agents = 'few'")),
          Map.entry(
              "quantum_entanglements",
              List.of("agent2_id = agent1_id", "synchronicity_events = 'often'")),
          Map.entry(
              "sacred_cache",
              List.of(
                  "expires_at = expires_at / 1000", "cache_value = 'warm'", "cache_value = ''")),
          Map.entry(
              "unified_agents",
              List.of(
                  "created_at = created_at / 1000",
                  "last_heartbeat = datetime(last_heartbeat / 1000, 'unixepoch')",
                  "last_heartbeat = ''",
                  "coherence_level = 'high'",
                  "love_resonance = 100000",
                  "name = 'Echo'",
                  "name = " + NOT_UTF8,
                  "session_info = 'none'",
                  "session_info = ''",
                  "primary_harmony = 'resonantCoherence'")),
          Map.entry(
              "unified_messages",
              List.of(
                  "created_at = created_at / 1000",
                  "created_at = datetime(created_at / 1000, 'unixepoch')",
                  "from_agent = 'broadcast'",
                  "to_agent = 'collective'",
                  "content = " + NUL_INSIDE,
                  "content = " + NOT_UTF8,
                  "response_needed = 'true'",
                  "love_quotient = 'all of it'")),
          Map.entry(
              "unified_work",
              List.of(
                  "due_date = due_date / 1000",
                  "due_date = ''",
                  "progress = 'half'",
                  "created_by = 'nobody'")),
          Map.entry(
              "field_coherence_log",
              List.of("field_events = 'quiet'", "timestamp = timestamp / 1000")),
          Map.entry("unified_collectives", List.of("created_at = created_at / 1000")),
          Map.entry("collective_memberships", List.of("agent_id = 'test-agent'")));

  private Warts() {}

  /** Statements with the rowid as their only parameter; one that would break a key does nothing. */
  static List<String> updates(String table) {
    return BY_TABLE.getOrDefault(table, List.of()).stream()
        .map(wart -> "UPDATE OR IGNORE " + table + " SET " + wart + " WHERE rowid = ?")
        .toList();
  }
}
