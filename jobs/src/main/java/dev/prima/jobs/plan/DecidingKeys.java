package dev.prima.jobs.plan;

import dev.prima.core.settings.Node;
import dev.prima.core.settings.Problems;
import dev.prima.jobs.config.YamlReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The config in what decides what becomes of rows: every key that holds, without those that only
 * say where and how fast a run works. Secrets are {@code ***}.
 */
public final class DecidingKeys {
  /** Groups and keys that do not matter; the files themselves are compared by their content. */
  private static final List<String> INDIFFERENT =
      List.of("run", "spark", "staging", "extract", "source.files", "sharding.compare");

  private DecidingKeys() {}

  /**
   * Reads them.
   *
   * @param effective a run's {@code config.effective.yml}
   */
  public static Map<String, String> of(Path effective) {
    Map<String, String> keys = new TreeMap<>();
    collect("", YamlReader.file(effective, new Problems()), keys);
    keys.keySet()
        .removeIf(
            key ->
                INDIFFERENT.stream()
                    .anyMatch(
                        each ->
                            key.equals(each)
                                || key.startsWith(each + ".")
                                || key.startsWith(each + "[")));
    return keys;
  }

  private static void collect(String path, Node node, Map<String, String> keys) {
    if (node instanceof Node.Scalar scalar) {
      keys.put(path, scalar.text().orElse(""));
    } else if (node instanceof Node.Sequence sequence) {
      for (int i = 0; i < sequence.elements().size(); i++) {
        collect(path + "[" + i + "]", sequence.elements().get(i), keys);
      }
    } else if (node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, value) -> collect(path.isEmpty() ? key : path + "." + key, value, keys));
    }
  }
}
