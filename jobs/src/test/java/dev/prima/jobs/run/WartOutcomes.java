package dev.prima.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code sample-data/warts/outcomes.csv}; OUTCOMES.md beside it says what its columns mean. */
final class WartOutcomes {
  /** What a profile's table is called by reports. */
  private static final Map<String, String> CANONICAL =
      Map.of(
          "consciousness_stream", "messages",
          "unified_agents", "agents",
          "unified_messages", "messages",
          "unified_work", "work",
          "field_coherence_log", "field_measurements",
          "unified_collectives", "collectives",
          "collective_memberships", "memberships");

  private WartOutcomes() {}

  /** The outcome of one row, fields as they stand there, empty where they are. */
  record Outcome(
      String file,
      String table,
      String rowid,
      String key,
      String fate,
      String reason,
      String column,
      String expected,
      String conversion) {
    String canonical() {
      return file.equals("unrelated.db") ? "legacy." + table : CANONICAL.getOrDefault(table, table);
    }

    String place() {
      return String.join(" ", file, table, rowid);
    }
  }

  static List<Outcome> read(Path csv) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    List<String> lines = Files.readAllLines(csv);
    for (String line : lines.subList(1, lines.size())) {
      List<String> f = new ArrayList<>();
      for (String field : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        boolean quoted = field.startsWith("\"");
        f.add(quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field);
      }
      outcomes.add(
          new Outcome(
              f.get(0), f.get(1), f.get(2), f.get(3), f.get(5), f.get(6), f.get(7), f.get(8),
              f.get(9)));
    }
    return outcomes;
  }
}
