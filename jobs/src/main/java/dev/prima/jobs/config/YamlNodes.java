package dev.prima.jobs.config;

import dev.prima.core.settings.Node;
import dev.prima.core.settings.Place;
import dev.prima.core.settings.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** SnakeYAML's graph of nodes, which aliases may share or close to a circle, as a bounded tree. */
final class YamlNodes {
  private static final int MOST_NODES = 100_000;
  private static final int DEEPEST = 30;
  private static final Set<Tag> PLAIN =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MAP,
          Tag.SEQ,
          Tag.MERGE);

  private final Places places;
  private final Problems problems;
  private int nodes;
  private int depth;

  YamlNodes(Places places, Problems problems) {
    this.places = places;
    this.problems = problems;
  }

  /** Where a line is. */
  interface Places {
    /** Lines count from 1. */
    Place line(int line);
  }

  /**
   * @throws YAMLException where aliases expand to more than a config can hold
   */
  Node node(String path, org.yaml.snakeyaml.nodes.Node yaml, Place place) {
    if (++nodes > MOST_NODES || depth == DEEPEST) {
      throw new YAMLException("more nodes or levels than a config has");
    }
    depth++;
    Node node = expanded(path, yaml, place);
    depth--;
    return node;
  }

  private Node expanded(String path, org.yaml.snakeyaml.nodes.Node yaml, Place place) {
    if (!PLAIN.contains(yaml.getTag())) {
      problems.add(path, "has a YAML tag; tags are not understood here", place);
    }
    if (yaml instanceof MappingNode mapping) {
      return mapping(path, mapping, place);
    }
    if (yaml instanceof SequenceNode sequence) {
      List<Node> elements = new ArrayList<>();
      for (org.yaml.snakeyaml.nodes.Node element : sequence.getValue()) {
        elements.add(node(path + "[" + elements.size() + "]", element, place(element)));
      }
      return new Node.Sequence(elements, place);
    }
    ScalarNode scalar = (ScalarNode) yaml;
    return new Node.Scalar(
        scalar.getTag().equals(Tag.NULL) ? Optional.empty() : Optional.of(scalar.getValue()),
        place);
  }

  private Node mapping(String path, MappingNode mapping, Place place) {
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place at = place(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(path, "has a key that is no text", at);
        continue;
      }
      String key = name.getValue();
      String full = path.isEmpty() ? key : path + "." + key;
      Node value = node(full, tuple.getValueNode(), at);
      Node first = entries.putIfAbsent(key, value);
      if (first != null) {
        problems.add(full, "stands twice, first at " + first.place() + "; leave one out", at);
      }
    }
    return new Node.Mapping(entries, place);
  }

  private Place place(org.yaml.snakeyaml.nodes.Node yaml) {
    return places.line(yaml.getStartMark().getLine() + 1);
  }
}
