package dev.prima.core.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One reading of a tree of nodes into records. */
final class Binding {
  private final SettingKeys keys;
  private final Node.Mapping root;
  private final Problems problems;
  private final Surroundings surroundings;

  Binding(SettingKeys keys, Node.Mapping root, Problems problems, Surroundings surroundings) {
    this.keys = keys;
    this.root = root;
    this.problems = problems;
    this.surroundings = surroundings;
  }

  Problems problems() {
    return problems;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Binding silent() {
    return new Binding(keys, root, new Problems(), Surroundings.unchecked());
  }

  Node.Mapping nothing(String path) {
    return new Node.Mapping(Map.of(), root.nearest(path).place());
  }

  void problem(String path, String message) {
    problems.add(path, message, root.nearest(path).place());
  }

  /** Checks what a value refers to. */
  void visit(String path, Object value) {
    if (value instanceof Secret secret) {
      surroundings.missing(secret).ifPresent(why -> problem(path, why));
    } else if (value instanceof NamedFile file) {
      surroundings.missingFile(file.path()).ifPresent(why -> problem(path, why));
    }
  }

  Object group(Class<? extends Record> type, Node.Mapping mapping, String path) {
    List<Component> components = Component.of(type);
    Set<String> unknown = new HashSet<>(mapping.entries().keySet());
    components.forEach(component -> unknown.remove(component.key()));
    mapping.entries().keySet().stream()
        .filter(unknown::contains)
        .forEach(key -> unknown(type, path, key));
    Map<Component, Object> values = new LinkedHashMap<>();
    for (Component component : components) {
      String full = Paths.child(path, component.key());
      Node node = mapping.entries().get(component.key());
      Object value =
          node == null
              ? component.shape().absent(full, this)
              : component.shape().bind(node, full, this);
      values.put(component, value == null ? component.shape().standIn(full, this) : value);
    }
    Object made = make(type, values);
    if (made instanceof Checked checked) {
      checked.check(new Findings(this, path));
    }
    return made;
  }

  private void unknown(Class<?> type, String path, String key) {
    Reserved reserved = type.getAnnotation(Reserved.class);
    String full = Paths.child(path, key);
    problem(
        full,
        reserved != null && Arrays.asList(reserved.value()).contains(key)
            ? "is not available in this version; leave it out"
            : "no such key; " + keys.suggestion(full));
  }

  private static Object make(Class<? extends Record> type, Map<Component, Object> values) {
    try {
      Class<?>[] types =
          values.keySet().stream().map(each -> each.declared().getType()).toArray(Class[]::new);
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values.values().toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " may not refuse what its keys allow", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }
}
