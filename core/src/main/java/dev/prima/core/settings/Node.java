package dev.prima.core.settings;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was written, before it means anything: scalars, lists and mappings with their places. */
public sealed interface Node {

  /** Of a value in a mapping: where its key stands. */
  Place place();

  /** For messages: {@code a list}. */
  String what();

  /** What stands at a dotted path below this, with {@code [i]} for elements of lists. */
  default Optional<Node> at(String path) {
    return path.isEmpty() ? Optional.of(this) : Optional.empty();
  }

  /** The node at the path or the nearest one above it. */
  default Node nearest(String path) {
    return this;
  }

  /** Text as written, unquoted; empty where the key stands without a value or with null. */
  record Scalar(Optional<String> text, Place place) implements Node {
    @Override
    public String what() {
      return text.isPresent() ? "a single value" : "nothing";
    }
  }

  /** A list. */
  record Sequence(List<Node> elements, Place place) implements Node {
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String what() {
      return "a list";
    }

    @Override
    public Node nearest(String path) {
      int close = path.indexOf(']');
      if (!path.startsWith("[") || close < 0) {
        return this;
      }
      int index = Integer.parseInt(path.substring(1, close));
      return index < elements.size()
          ? elements.get(index).nearest(Paths.withoutDot(path.substring(close + 1)))
          : this;
    }
  }

  /** Keys in the order in which they were written, each once. */
  record Mapping(Map<String, Node> entries, Place place) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String what() {
      return "a group of keys";
    }

    @Override
    public Optional<Node> at(String path) {
      return path.isEmpty()
          ? Optional.of(this)
          : below(path)
              .flatMap(e -> e.getValue().at(Paths.withoutDot(path.substring(e.getKey().length()))));
    }

    @Override
    public Node nearest(String path) {
      return below(path)
          .map(e -> e.getValue().nearest(Paths.withoutDot(path.substring(e.getKey().length()))))
          .orElse(this);
    }

    /**
     * This with a value put at a dotted path. Where both are mappings they are merged, anything
     * else is replaced.
     *
     * @param path the keys from here to the value; a key may hold dots itself
     */
    public Mapping with(List<String> path, Node value) {
      String key = path.get(0);
      Node below = entries.getOrDefault(key, new Mapping(Map.of(), value.place()));
      Node put;
      if (path.size() == 1) {
        put =
            below instanceof Mapping there && value instanceof Mapping over
                ? there.mergedWith(over)
                : value;
      } else {
        Mapping group =
            below instanceof Mapping there ? there : new Mapping(Map.of(), value.place());
        put = group.with(path.subList(1, path.size()), value);
      }
      Map<String, Node> all = new LinkedHashMap<>(entries);
      all.put(key, put);
      return new Mapping(all, place);
    }

    /** This without the value at a path of plain keys. */
    public Mapping without(List<String> path) {
      Map<String, Node> all = new LinkedHashMap<>(entries);
      if (path.size() == 1) {
        all.remove(path.get(0));
      } else if (all.get(path.get(0)) instanceof Mapping group) {
        all.put(path.get(0), group.without(path.subList(1, path.size())));
      }
      return new Mapping(all, place);
    }

    private Mapping mergedWith(Mapping over) {
      Mapping merged = entries.isEmpty() ? new Mapping(Map.of(), over.place) : this;
      for (Map.Entry<String, Node> entry : over.entries.entrySet()) {
        merged = merged.with(List.of(entry.getKey()), entry.getValue());
      }
      return merged;
    }

    private Optional<Map.Entry<String, Node>> below(String path) {
      return entries.entrySet().stream()
          .filter(entry -> Paths.startsWith(path, entry.getKey()))
          .max(Comparator.comparingInt(entry -> entry.getKey().length()));
    }
  }
}
