package dev.prima.core.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All keys that a record and the records below it declare. Immutable. */
public final class SettingKeys {
  private final List<Key> keys;
  private final List<String> names;

  private SettingKeys(List<Key> keys, List<String> names) {
    this.keys = List.copyOf(keys);
    this.names = List.copyOf(names);
  }

  /**
   * A key that holds a value, not a group.
   *
   * @param path for instance {@code regions.nodes[].tls.mode}, with {@code []} for any element
   * @param expects completes "expected ..."
   */
  public record Key(String path, String expects, String doc) {
    /**
     * The environment variable that sets it: {@code PRIMA_SHARDING_SHARDS}. None within a list,
     * which is set as a whole.
     */
    public Optional<String> variable() {
      return path.contains("[")
          ? Optional.empty()
          : Optional.of(
              "PRIMA_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }
  }

  public static SettingKeys of(Class<? extends Record> root) {
    List<Key> keys = new ArrayList<>();
    List<String> names = new ArrayList<>();
    collect(root, "", keys, names);
    return new SettingKeys(keys, names);
  }

  private static void collect(
      Class<? extends Record> type, String path, List<Key> keys, List<String> names) {
    for (Component component : Component.of(type)) {
      String full = Paths.child(path, component.key());
      names.add(full);
      Shape shape = component.shape();
      if (shape instanceof Shape.OptionalOf optional) {
        shape = optional.present();
      }
      if (shape instanceof Shape.Group group) {
        collect(group.type(), full, keys, names);
      } else {
        keys.add(new Key(full, shape.expects(), component.setting().doc()));
        if (shape instanceof Shape.ListOf list && list.element() instanceof Shape.Group group) {
          collect(group.type(), full + "[]", keys, names);
        }
      }
    }
  }

  /** In order of declaration. */
  public List<Key> all() {
    return keys;
  }

  /**
   * The path split at its keys: {@code spark.conf.spark.ui.port} is {@code [spark, conf,
   * spark.ui.port]}, because keys below {@code spark.conf} hold dots.
   */
  public List<String> split(String path) {
    Optional<String> map =
        keys.stream()
            .map(Key::path)
            .filter(key -> path.startsWith(key + "."))
            .max(Comparator.comparingInt(String::length));
    if (map.isEmpty()) {
      return List.of(path.split("\\.", -1));
    }
    List<String> parts = new ArrayList<>(List.of(map.get().split("\\.")));
    parts.add(path.substring(map.get().length() + 1));
    return parts;
  }

  /** A known variable that differs so little from this one that a slip is likely. */
  public Optional<String> slipOf(String variable) {
    return keys.stream()
        .flatMap(key -> key.variable().stream())
        .filter(known -> !known.equals(variable))
        .filter(known -> distance(known, variable) <= Math.min(2, (known.length() - 6) / 6))
        .min(Comparator.comparingInt(known -> distance(known, variable)));
  }

  /** For a message about an unknown key. */
  String suggestion(String unknown) {
    String plain = unknown.replaceAll("\\[\\d+]", "[]");
    String last = Paths.last(plain);
    if (names.contains(plain)) {
      return "write its groups nested, one per line, not with dots";
    }
    String parent = Paths.parent(plain);
    return names.stream()
        // The groups that it stands in are never what was meant.
        .filter(known -> !plain.startsWith(known + ".") && !plain.startsWith(known + "[]."))
        .min(
            Comparator.comparingInt(
                known ->
                    Math.min(
                        distance(known, plain),
                        distance(Paths.last(known), last)
                            + (Paths.parent(known).equals(parent) ? 0 : 1))))
        .map(known -> "the nearest known key is " + known)
        .orElse("no key is known here");
  }

  /** Insertions, deletions, replacements and swaps of neighbours that make one text the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
