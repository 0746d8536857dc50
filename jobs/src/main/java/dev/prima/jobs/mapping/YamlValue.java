package dev.prima.jobs.mapping;

import dev.prima.core.error.PrimaException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A value of a mapping file that knows its place, so that every complaint can name file and line.
 */
final class YamlValue {
  private final String file;
  private final Node node;

  private YamlValue(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  static YamlValue parse(String file, Reader text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    try {
      Node root = new Yaml(options).compose(text);
      if (root == null) {
        throw new PrimaException(
            MappingError.INVALID, file + " is empty; see config/mapping/prima.yml");
      }
      return new YamlValue(file, root);
    } catch (YAMLException e) {
      throw new PrimaException(MappingError.INVALID, file + " is no YAML: " + e.getMessage(), e);
    }
  }

  PrimaException problem(String expectation) {
    return new PrimaException(
        MappingError.INVALID,
        file + ", line " + (node.getStartMark().getLine() + 1) + ": " + expectation);
  }

  boolean isText() {
    return node instanceof ScalarNode;
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  String text() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw problem("expected a word");
  }

  List<YamlValue> list() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(n -> new YamlValue(file, n)).toList();
    }
    throw problem("expected a list");
  }

  List<String> texts() {
    return list().stream().map(YamlValue::text).toList();
  }

  List<List<String>> textLists() {
    return list().stream().map(YamlValue::texts).toList();
  }

  /** The entries of a map in their order, any keys. */
  Map<String, YamlValue> entries() {
    if (!(node instanceof MappingNode map)) {
      throw problem("expected a map");
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      String key = new YamlValue(file, tuple.getKeyNode()).text();
      if (entries.put(key, new YamlValue(file, tuple.getValueNode())) != null) {
        throw new YamlValue(file, tuple.getKeyNode()).problem(key + " stands twice");
      }
    }
    return entries;
  }

  /** The entries of a map that may have these keys only. */
  Map<String, YamlValue> entries(Set<String> known) {
    Map<String, YamlValue> entries = entries();
    List<String> unknown = new ArrayList<>(entries.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw problem("unknown key " + unknown + "; known are " + known.stream().sorted().toList());
    }
    return entries;
  }

  YamlValue required(Map<String, YamlValue> entries, String key) {
    return Optional.ofNullable(entries.get(key)).orElseThrow(() -> problem(key + " is missing"));
  }
}
