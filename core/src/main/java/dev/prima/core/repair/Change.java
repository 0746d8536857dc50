package dev.prima.core.repair;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change of one row that would mend what a reconciliation found.
 *
 * @param found a line of {@code discrepancies.jsonl}
 */
public record Change(Action action, JsonObject found) {

  /** What would be done. */
  public enum Action {
    INSERT("the source has the row, the store does not"),
    UPDATE("source and store have the row with different values"),
    MOVE("the row stands in another place than its own; it goes there once it stands in its own"),
    DELETE("the store has the row, and no source that is named does");

    private final String why;

    Action(String why) {
      this.why = why;
    }

    /** As files write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The reason, as a sentence without its full stop. */
    public String why() {
      return why;
    }
  }

  /**
   * The change that mends a discrepancy.
   *
   * @param found a line of {@code discrepancies.jsonl}
   * @throws IllegalArgumentException for a kind that is not known
   */
  public static Change of(JsonObject found) {
    String kind = found.get("kind").asString();
    return new Change(
        switch (kind) {
          case "missing" -> Action.INSERT;
          case "mismatched" -> Action.UPDATE;
          case "misplaced" -> Action.MOVE;
          case "unexpected" -> Action.DELETE;
          default -> throw new IllegalArgumentException("Unknown kind of discrepancy: " + kind);
        },
        found);
  }

  public String table() {
    return found.get("table").asString();
  }

  public String store() {
    return found.get("store").asString();
  }

  /** The key's columns and their values: {@code agent_id=agent-001}. */
  public String key() {
    return found.get("key").asObject().members().entrySet().stream()
        .map(e -> e.getKey() + "=" + (e.getValue().isNull() ? "NULL" : e.getValue().asString()))
        .collect(Collectors.joining(", "));
  }

  /** Where it would be done: {@code node east, shard 3}, from and to for a move. */
  public String where() {
    JsonValue expected = found.find("expected");
    String here = place(found);
    return expected == null ? here : here + " to " + place(expected.asObject());
  }

  private String place(JsonObject place) {
    String text =
        Stream.of("node", "region", "shard")
            .filter(name -> place.find(name) != null)
            .map(name -> name + " " + plain(place.get(name)))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? store() : text;
  }

  private static String plain(JsonValue value) {
    return value instanceof JsonValue.JsonNumber ? Long.toString(value.asLong()) : value.asString();
  }

  /** Columns that an update would set; empty for other changes. */
  public String columns() {
    JsonValue columns = found.find("columns");
    return columns == null
        ? ""
        : columns.asArray().stream().map(JsonValue::asString).collect(Collectors.joining(", "));
  }

  /** The action and its reason, then all that was found. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("action", action.word()).put("why", action.why());
    found.members().forEach(json::put);
    return json.build();
  }
}
