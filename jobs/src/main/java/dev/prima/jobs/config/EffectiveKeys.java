package dev.prima.jobs.config;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.settings.Node;
import dev.prima.core.settings.Problems;
import dev.prima.jobs.report.RunFolder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of a config that hold, by key such as {@code regions.nodes[0].name}, and {@code
 * source.profile[0].sha256} for the content of a mapping file that it names.
 */
public final class EffectiveKeys {
  private static final List<String> STORES =
      List.of(
          "regions.nodes[].name",
          "regions.nodes[].jdbc-url",
          "global.contact-points",
          "global.keyspace");

  private static final List<String> SELECTION =
      List.of("source.tables[]", "source.exclude-tables[]");

  /** The same embedded servers are behind other ports at every start. */
  private static final String LOOPBACK_PORT = "(localhost|127\\.0\\.0\\.1|\\[::1]):\\d+";

  private EffectiveKeys() {}

  /** Those of a run, as its {@code config.effective.yml} has them. Secrets are {@code ***}. */
  public static SortedMap<String, String> of(RunFolder run) {
    SortedMap<String, String> keys = keys(YamlReader.file(run.effectiveConfig(), new Problems()));
    keys.putAll(MappingCopies.keys(run));
    return keys;
  }

  /** Those that a further attempt of a run would have. Secrets are {@code ***}. */
  public static SortedMap<String, String> of(PrimaConfig config, RunFolder run) {
    SortedMap<String, String> keys =
        keys(YamlReader.mapping(run.effectiveConfig(), config.effective(), new Problems()));
    keys.putAll(MappingCopies.keys(config));
    return keys;
  }

  /**
   * The stores that these keys name, without the ports of servers that change theirs; equal for the
   * same ones.
   */
  public static String stores(Map<String, String> keys) {
    return named(STORES, keys).replaceAll(LOOPBACK_PORT, "$1");
  }

  /** The tables that these keys name, to be taken or left out; empty for all. */
  public static String selection(Map<String, String> keys) {
    return named(SELECTION, keys);
  }

  private static String named(List<String> names, Map<String, String> keys) {
    return keys.entrySet().stream()
        .filter(key -> among(names, key.getKey()))
        .map(key -> key.getKey() + "=" + key.getValue())
        .collect(Collectors.joining("\n"));
  }

  /**
   * Whether a key is one of those named or of a group that is. {@code []} in a name stands for each
   * element.
   */
  public static boolean among(Collection<String> names, String key) {
    String plain = key.replaceAll("\\[\\d+]", "[]");
    return names.stream()
        .anyMatch(
            name ->
                plain.equals(name) || plain.startsWith(name + ".") || plain.startsWith(name + "["));
  }

  private static SortedMap<String, String> keys(Node root) {
    SortedMap<String, String> keys = new TreeMap<>();
    collect("", root, keys);
    return keys;
  }

  private static void collect(String path, Node node, SortedMap<String, String> keys) {
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
