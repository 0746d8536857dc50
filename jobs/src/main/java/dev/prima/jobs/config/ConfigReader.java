package dev.prima.jobs.config;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.settings.Masking;
import dev.prima.core.settings.Node;
import dev.prima.core.settings.Place;
import dev.prima.core.settings.Problems;
import dev.prima.core.settings.SettingKeys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Merges the layers of a config: an option outranks the environment, that outranks the file, and
 * that the default. Groups are merged key by key; lists and values are replaced as a whole.
 */
public final class ConfigReader {
  private static final String PREFIX = "PRIMA_";

  private final SettingKeys keys = PrimaConfig.keys();
  private final Problems problems = new Problems();
  private final Map<String, String> environment;

  private ConfigReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What the command line says about the config.
   *
   * @param sets {@code key=value} each, the value in YAML; of two for one key the later counts
   * @param direct values of keys that have an option of their own, by key; they outrank sets
   */
  public record Options(Optional<Path> file, List<String> sets, Map<String, Node> direct) {
    public Options {
      sets = List.copyOf(sets);
      direct = Map.copyOf(direct);
    }
  }

  /**
   * Reads and checks everything.
   *
   * @param environment all variables; those of keys are read, others are for secrets
   * @throws dev.prima.core.error.PrimaException with all problems in one message, exit 2
   */
  public static PrimaConfig read(
      Optional<Path> file, Map<String, String> environment, List<String> sets, Targets targets) {
    return read(new Options(file, sets, Map.of()), environment, targets);
  }

  /** As above, with options of their own for some keys. */
  public static PrimaConfig read(
      Options options, Map<String, String> environment, Targets targets) {
    ConfigReader reader = new ConfigReader(environment);
    return PrimaConfig.of(
        reader.merged(options), reader.problems, new Secrets(environment), targets);
  }

  private Node.Mapping merged(Options options) {
    Node.Mapping root =
        options
            .file()
            .map(file -> YamlReader.file(file, problems))
            .orElse(new Node.Mapping(Map.of(), new Place("no --config is given")));
    for (Map.Entry<String, Node> entry : variables().entrySet()) {
      root = root.with(keys.split(entry.getKey()), entry.getValue());
    }
    for (String set : options.sets()) {
      root = withSet(root, set);
    }
    for (Map.Entry<String, Node> entry : options.direct().entrySet()) {
      root = root.with(keys.split(entry.getKey()), entry.getValue());
    }
    return root;
  }

  private Map<String, Node> variables() {
    Map<String, Node> values = new LinkedHashMap<>();
    for (SettingKeys.Key key : keys.all()) {
      String name = key.variable().orElse("");
      String text = environment.get(name);
      if (text != null) {
        YamlReader.value(key.path(), text, Place.variable(name), problems)
            .ifPresent(node -> values.put(key.path(), node));
      }
    }
    new TreeMap<>(environment)
        .keySet().stream().filter(name -> name.startsWith(PREFIX)).forEach(this::checkSlip);
    return values;
  }

  /**
   * Other programs and secrets have variables with our prefix too, so an unknown one is a problem
   * only where it is a likely slip of a known one.
   */
  private void checkSlip(String name) {
    boolean known =
        keys.all().stream().anyMatch(key -> key.variable().filter(name::equals).isPresent());
    if (!known) {
      keys.slipOf(name)
          .ifPresent(
              near ->
                  problems.add(
                      "", name + " sets no key; the nearest is " + near, Place.variable(name)));
    }
  }

  private Node.Mapping withSet(Node.Mapping root, String set) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      problems.add(
          "",
          Masking.quoted(set) + " is not key=value, as in sharding.shards=50",
          Place.option("--set"));
      return root;
    }
    String key = set.substring(0, equals).strip();
    Place place = Place.option("--set " + key);
    return YamlReader.value(key, set.substring(equals + 1), place, problems)
        .map(value -> root.with(keys.split(key), value))
        .orElse(root);
  }
}
