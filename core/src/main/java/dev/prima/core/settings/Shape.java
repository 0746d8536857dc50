package dev.prima.core.settings;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shape of a key's value: how it is read, what stands in where it is absent, how it prints. */
sealed interface Shape {

  /** Reads a value; null where it cannot be read, with the problem told. */
  @Nullable Object bind(Node node, String path, Binding binding);

  /** The value where the key is absent; null where that cannot be, with the problem told. */
  @Nullable Object absent(String path, Binding binding);

  /** What stands in for a value that could not be read, so that the rest can be checked. */
  Object standIn(String path, Binding binding);

  /** Completes "expected ..." and "VALUE is not ...". */
  String expects();

  /** Writes {@code key: value} as YAML. */
  void write(String key, Object value, YamlText out);

  /** One text. */
  record Value(TextType type, Setting setting) implements Shape {

    @Override
    public @Nullable Object bind(Node node, String path, Binding binding) {
      if (!(node instanceof Node.Scalar scalar)) {
        binding.problem(path, "expected " + expects() + ", found " + node.what());
        return null;
      }
      if (scalar.text().isEmpty()) {
        binding.problem(
            path, "has no value: expected " + expects() + "; leave the key out for its default");
        return null;
      }
      return bind(scalar.text().get(), path, binding);
    }

    private @Nullable Object bind(String text, String path, Binding binding) {
      String shown = type.type() == Secret.class ? "the value" : Masking.quoted(text);
      if (type.reserved().contains(text)) {
        binding.problem(path, shown + " is not available in this version; use " + expects());
        return null;
      }
      Optional<Object> value = parsed(text);
      if (value.isEmpty() || !fits(text, value.get())) {
        binding.problem(path, shown + " is not " + expects());
        return null;
      }
      binding.visit(path, value.get());
      return value.get();
    }

    private Optional<Object> parsed(String text) {
      try {
        return Optional.of(type.parse().apply(text));
      } catch (IllegalArgumentException | DateTimeException e) {
        // The caller tells it with the expectation, which says more than the parser's words.
        return Optional.empty();
      }
    }

    private boolean fits(String text, Object value) {
      return (setting.pattern().isEmpty() || text.matches(setting.pattern()))
          && (setting.min().isEmpty() || compared(value, setting.min()) >= 0)
          && (setting.max().isEmpty() || compared(value, setting.max()) <= 0);
    }

    @SuppressWarnings("unchecked") // Bounds are declared for comparable types only.
    private int compared(Object value, String bound) {
      return ((Comparable<Object>) value).compareTo(type.parse().apply(bound));
    }

    @Override
    public @Nullable Object absent(String path, Binding binding) {
      if (setting.byDefault().isEmpty()) {
        binding.problem(path, "is missing: expected " + expects());
        return null;
      }
      return type.parse().apply(setting.byDefault());
    }

    @Override
    public Object standIn(String path, Binding binding) {
      // A required text stands in as its own path: unlike every other value, so never a duplicate.
      return type.parse().apply(setting.byDefault().isEmpty() ? path : setting.byDefault());
    }

    @Override
    public String expects() {
      String what = setting.expects().isEmpty() ? type.expects() : setting.expects();
      boolean low = !setting.min().isEmpty();
      boolean high = !setting.max().isEmpty();
      if (low && high) {
        return what + " from " + setting.min() + " to " + setting.max();
      }
      return low ? what + " from " + setting.min() + " on" : what;
    }

    @Override
    public void write(String key, Object value, YamlText out) {
      out.entry(key, text(value));
    }

    String text(Object value) {
      String text = type.text().apply(value);
      return type.plain() ? text : YamlText.scalar(Masking.masked(text));
    }
  }

  /** A record: keys of its own. */
  record Group(Class<? extends Record> type) implements Shape {
    @Override
    public @Nullable Object bind(Node node, String path, Binding binding) {
      if (node instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
        // A group whose keys are all commented out.
        return absent(path, binding);
      }
      if (!(node instanceof Node.Mapping mapping)) {
        binding.problem(path, "expected " + expects() + ", found " + node.what());
        return null;
      }
      return binding.group(type, mapping, path);
    }

    @Override
    public Object absent(String path, Binding binding) {
      return binding.group(type, binding.nothing(path), path);
    }

    @Override
    public Object standIn(String path, Binding binding) {
      return binding.silent().group(type, binding.nothing(path), path);
    }

    @Override
    public String expects() {
      return "a group of keys";
    }

    @Override
    public void write(String key, Object value, YamlText out) {
      out.group(key, () -> writeKeys(value, out));
    }

    void writeKeys(Object value, YamlText out) {
      Component.of(type).forEach(each -> each.shape().write(each.key(), each.of(value), out));
    }
  }

  /** A list; one value alone stands for a list of one. */
  record ListOf(Shape element, Setting setting) implements Shape {
    @Override
    public @Nullable Object bind(Node node, String path, Binding binding) {
      if (!(node instanceof Node.Sequence sequence)) {
        Object only = element.bind(node, path, binding);
        return only == null ? null : List.of(only);
      }
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < sequence.elements().size(); i++) {
        Object value = element.bind(sequence.elements().get(i), path + "[" + i + "]", binding);
        if (value != null) {
          all.add(value);
        }
      }
      if (sequence.elements().isEmpty() && setting.required()) {
        binding.problem(path, "is empty: expected " + expects());
      }
      return List.copyOf(all);
    }

    @Override
    public @Nullable Object absent(String path, Binding binding) {
      if (setting.required()) {
        binding.problem(path, "is missing: expected " + expects());
        return null;
      }
      return setting.byDefault().isEmpty() ? List.of() : List.of(element.standIn(path, binding));
    }

    @Override
    public Object standIn(String path, Binding binding) {
      return List.of();
    }

    @Override
    public String expects() {
      return "a list, each element " + element.expects();
    }

    @Override
    public void write(String key, Object value, YamlText out) {
      Collection<?> all = (Collection<?>) value;
      if (all.isEmpty()) {
        out.entry(key, "[]");
      } else if (element instanceof Group group) {
        out.group(key, () -> all.forEach(each -> out.element(() -> group.writeKeys(each, out))));
      } else {
        out.entry(key, YamlText.list(all.stream().map(((Value) element)::text).toList()));
      }
    }
  }

  /** Keys that the user chooses. */
  record MapOf(Value element) implements Shape {
    @Override
    public @Nullable Object bind(Node node, String path, Binding binding) {
      if (!(node instanceof Node.Mapping mapping)) {
        binding.problem(path, "expected " + expects() + ", found " + node.what());
        return null;
      }
      Map<String, Object> all = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, each) -> {
                Object value = element.bind(each, Paths.child(path, key), binding);
                if (value != null) {
                  all.put(key, value);
                }
              });
      return Collections.unmodifiableMap(all);
    }

    @Override
    public Object absent(String path, Binding binding) {
      return Map.of();
    }

    @Override
    public Object standIn(String path, Binding binding) {
      return Map.of();
    }

    @Override
    public String expects() {
      return "names, each with " + element.expects();
    }

    @Override
    public void write(String key, Object value, YamlText out) {
      Map<?, ?> all = (Map<?, ?>) value;
      if (all.isEmpty()) {
        out.entry(key, "{}");
      } else {
        out.group(
            key,
            () ->
                all.forEach(
                    (name, each) ->
                        out.entry(
                            YamlText.scalar(name.toString()),
                            Component.isSensitive(name.toString())
                                ? "'***'"
                                : element.text(each))));
      }
    }
  }

  /** May be left out. */
  record OptionalOf(Shape present) implements Shape {
    @Override
    public @Nullable Object bind(Node node, String path, Binding binding) {
      Object value = present.bind(node, path, binding);
      return value == null ? null : Optional.of(value);
    }

    @Override
    public Object absent(String path, Binding binding) {
      return Optional.empty();
    }

    @Override
    public Object standIn(String path, Binding binding) {
      return Optional.empty();
    }

    @Override
    public String expects() {
      return present.expects();
    }

    @Override
    public void write(String key, Object value, YamlText out) {
      ((Optional<?>) value).ifPresent(each -> present.write(key, each, out));
    }
  }
}
