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
      names = "--table",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Only these tables, named as in report.json (agents, legacy.NAME, legacy.*), in place of"
              + " source.tables; rows of the others are counted as skipped.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--exclude-table",
      arity = "1..*",
      paramLabel = "NAME",
      description = "All tables but these, in place of source.exclude-tables.")
  private List<String> excludedTables = new ArrayList<>();

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
    put(direct, "source.files", sources, "--source");
    put(direct, "source.tables", tables, "--table");
    put(direct, "source.exclude-tables", excludedTables, "--exclude-table");
    if (runs != null) {
      direct.put("run.dir", scalar(runs, Place.option("--runs")));
    }
    return ConfigReader.read(
        new ConfigReader.Options(Optional.ofNullable(config), sets, direct), environment, targets);
  }

  private static void put(Map<String, Node> direct, String key, List<String> given, String option) {
    if (!given.isEmpty()) {
      Place place = Place.option(option);
      direct.put(
          key, new Node.Sequence(given.stream().map(each -> scalar(each, place)).toList(), place));
    }
  }

  private static Node scalar(String text, Place place) {
    return new Node.Scalar(Optional.of(text), place);
  }
}
