package dev.prima.core.report;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What deserves a look although it is no error.
 *
 * @param notes sentences, also on what was not checked
 * @param warnings how often, by name, for instance {@code agents: love_resonance out of range}
 */
public record Remarks(List<String> notes, Map<String, Long> warnings) {
  public static final Remarks NONE = new Remarks(List.of(), Map.of());

  public Remarks {
    notes = List.copyOf(notes);
    warnings = Members.sorted(warnings);
  }

  void write(JsonObject.Builder json) {
    json.put("notes", JsonValue.ofStrings(notes)).put("warnings", JsonValue.ofCounts(warnings));
  }

  static Remarks from(JsonObject json) {
    return new Remarks(Members.texts(json, "notes"), Members.counts(json, "warnings"));
  }
}
