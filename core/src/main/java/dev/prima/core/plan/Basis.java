package dev.prima.core.plan;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan depends on: as long as all of it is as it was, a migration does what the plan says.
 *
 * @param config the values that decide what becomes of rows, by key; secrets are {@code ***}
 * @param targets a digest of what stands, by the target's name; null where the targets were not
 *     looked at
 */
public record Basis(
    List<Source> sources, Map<String, String> config, @Nullable Map<String, String> targets) {
  private static final String NOT_CHECKED = "not checked";

  public Basis {
    sources = List.copyOf(sources);
    config = new TreeMap<>(config);
    targets = targets == null ? null : new TreeMap<>(targets);
  }

  /**
   * A file as it was read.
   *
   * @param sha256 of its snapshot
   */
  public record Source(String path, long bytes, String sha256) {}

  /** What is not as it was, one clause each; empty where all is. */
  public List<String> changes(Basis now) {
    List<String> changes = new ArrayList<>();
    compare(
        "source",
        byPath(),
        now.byPath(),
        path -> "source " + path + " is not what it was",
        changes);
    compare("config key", config, now.config, key -> changed(key, config, now.config), changes);
    if (targets != null && now.targets != null) {
      compare(
          "target",
          targets,
          now.targets,
          name -> "target " + name + " holds other tables or rows than it did",
          changes);
    }
    return changes;
  }

  private static String changed(String key, Map<String, String> then, Map<String, String> now) {
    return "config key " + key + " is " + now.get(key) + ", it was " + then.get(key);
  }

  private Map<String, String> byPath() {
    return sources.stream().collect(Collectors.toMap(Source::path, Source::sha256));
  }

  private static void compare(
      String kind,
      Map<String, String> then,
      Map<String, String> now,
      Function<String, String> differs,
      List<String> changes) {
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      if (!now.containsKey(name)) {
        changes.add(kind + " " + name + " is gone");
      } else if (!then.containsKey(name)) {
        changes.add(kind + " " + name + " was not there");
      } else if (!then.get(name).equals(now.get(name))) {
        changes.add(differs.apply(name));
      }
    }
  }

  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put(
                "sources",
                PlanMembers.array(
                    sources,
                    s ->
                        JsonObject.builder()
                            .put("file", s.path)
                            .put("bytes", s.bytes)
                            .put("sha256", s.sha256)
                            .build()))
            .put("config", PlanMembers.texts(config));
    return json.put(
            "targets", targets == null ? JsonValue.of(NOT_CHECKED) : PlanMembers.texts(targets))
        .build();
  }

  static Basis from(JsonObject json) {
    boolean unseen = json.get("targets") instanceof JsonValue.JsonString;
    return new Basis(
        PlanMembers.list(
            json,
            "sources",
            s ->
                new Source(
                    s.get("file").asString(), s.get("bytes").asLong(), s.get("sha256").asString())),
        new LinkedHashMap<>(PlanMembers.textsByName(json, "config")),
        unseen ? null : PlanMembers.textsByName(json, "targets"));
  }
}
