package dev.prima.jobs.config;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.settings.Node;
import dev.prima.core.settings.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that touches data; use as a picocli mixin. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML config; config/reference.yml documents every key.")
  private @Nullable Path config;

  @Option(
      names = "--source",
      arity = "1..*",
      paramLabel = "FILE_OR_GLOB",
      description = "Legacy SQLite files, in place of source.files; ** is any number of folders.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--embedded",
      description =
          "Use the embedded servers: those that `services` started, else some for this command"
              + " alone.")
  private boolean embedded;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Folder of the runs, in place of run.dir (default: runs).")
  private @Nullable String runs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the config; the value is YAML. Repeatable.")
  private List<String> sets = new ArrayList<>();

  /** Whether the embedded servers are the targets. */
  public boolean embedded() {
    return embedded;
  }

  /**
   * The config for a command that uses the targets. With {@code --embedded} these are still to be
   * supplied by {@link PrimaConfig#withEmbedded}.
   *
   * @throws dev.prima.core.error.PrimaException with all problems in one message, exit 2
   */
  public PrimaConfig read(Map<String, String> environment) {
    return read(environment, List.of());
  }

  /**
   * The same for a command with options of its own that set keys.
   *
   * @param ownSets like {@code --set}, which they outrank
   */
  public PrimaConfig read(Map<String, String> environment, List<String> ownSets) {
    sets.addAll(ownSets);
    return read(environment, embedded ? Targets.EMBEDDED : Targets.CONFIGURED);
  }

  /** The config for a command that uses no targets, which may then be absent. */
  public PrimaConfig readWithoutTargets(Map<String, String> environment) {
    return read(environment, embedded ? Targets.EMBEDDED : Targets.NONE);
  }

  private PrimaConfig read(Map<String, String> environment, Targets targets) {
    Map<String, Node> direct = new LinkedHashMap<>();
    if (!sources.isEmpty()) {
      Place place = Place.option("--source");
      List<Node> files = sources.stream().map(each -> scalar(each, place)).toList();
      direct.put("source.files", new Node.Sequence(files, place));
    }
    if (runs != null) {
      direct.put("run.dir", scalar(runs, Place.option("--runs")));
    }
    return ConfigReader.read(
        new ConfigReader.Options(Optional.ofNullable(config), sets, direct), environment, targets);
  }

  private static Node scalar(String text, Place place) {
    return new Node.Scalar(Optional.of(text), place);
  }
}
