package dev.prima.core.config;

import dev.prima.core.settings.Node;
import dev.prima.core.settings.Problems;
import dev.prima.core.settings.Reserved;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.SettingKeys;
import dev.prima.core.settings.Settings;
import dev.prima.core.settings.Surroundings;
import java.util.List;
import java.util.Optional;

/** Everything that can be configured. Immutable; holds no secret, only where secrets are kept. */
@Reserved("conflicts")
public record PrimaConfig(
    @Setting(doc = "What is read.") SourceConfig source,
    @Setting(doc = "Where extracted rows wait.") StagingConfig staging,
    @Setting(doc = "How sources are read.") ExtractConfig extract,
    @Setting(
            doc =
                "The PostgreSQL servers. Each of the eight legacy regions is served by exactly one"
                    + " node; a node may serve several.")
        RegionsConfig regions,
    @Setting(doc = "The Cassandra cluster.") Optional<GlobalConfig> global,
    @Setting(doc = "How agents are spread.") ShardingConfig sharding,
    @Setting(doc = "How many rows may be lost before the run stops.") ErrorsConfig errors,
    @Setting(doc = "How PostgreSQL is loaded.") LoadConfig load,
    @Setting(doc = "How sources and targets are compared.") ReconcileConfig reconcile,
    @Setting(doc = "The Spark session.") SparkConfig spark,
    @Setting(doc = "When the command schedule migrates.") ScheduleConfig schedule,
    @Setting(doc = "Where runs leave their files.") RunConfig run) {

  /** All keys. */
  public static SettingKeys keys() {
    return SettingKeys.of(PrimaConfig.class);
  }

  /**
   * Reads the merged layers.
   *
   * @param problems what was found wrong while reading them; all are told together
   * @throws dev.prima.core.error.PrimaException {@link ConfigError#INVALID} with every problem
   */
  public static PrimaConfig of(
      Node.Mapping written, Problems problems, Surroundings surroundings, Targets targets) {
    Node.Mapping root = written;
    if (targets == Targets.EMBEDDED) {
      for (String key : List.of("regions.nodes", "global")) {
        root = withoutTarget(root, key, problems);
      }
    }
    PrimaConfig config =
        Settings.bind(
            PrimaConfig.class,
            root,
            problems,
            targets == Targets.NONE ? Surroundings.unchecked() : surroundings);
    if (targets == Targets.CONFIGURED) {
      config.checkTargets(root, problems);
    }
    problems.throwIfAny(ConfigError.INVALID, "the config");
    return config;
  }

  private static Node.Mapping withoutTarget(Node.Mapping root, String key, Problems problems) {
    Optional<Node> there = root.at(key);
    if (there.isEmpty()) {
      return root;
    }
    problems.add(
        key,
        "cannot be given together with --embedded, which supplies it; leave one of them out",
        there.get().place());
    return root.without(List.of(key.split("\\.")));
  }

  private void checkTargets(Node.Mapping root, Problems problems) {
    if (regions.nodes().isEmpty()) {
      problems.add(
          "regions.nodes",
          "is missing: no PostgreSQL server is named; list them in the config or use --embedded",
          root.nearest("regions.nodes").place());
    }
    if (global.isEmpty()) {
      problems.add(
          "global",
          "is missing: no Cassandra cluster is named; name it in the config or use --embedded",
          root.nearest("global").place());
    }
  }

  /** This config with the embedded servers as its targets. The first PostgreSQL is home. */
  public PrimaConfig withEmbedded(EmbeddedServers servers) {
    return new PrimaConfig(
        source,
        staging,
        extract,
        new RegionsConfig(regions.assign(), servers.nodes()),
        Optional.of(servers.global()),
        sharding,
        errors,
        load,
        reconcile,
        spark,
        schedule,
        run);
  }

  /**
   * This config for rows that a run has rejected and that are tried again.
   *
   * @param files that are made of them, absolute; their rows were counted against the budget once
   */
  public PrimaConfig retrying(List<String> files) {
    return new PrimaConfig(
        source.of(files),
        staging,
        extract,
        regions,
        global,
        sharding.continued(),
        new ErrorsConfig(ErrorBudget.parse("100%")),
        load,
        reconcile,
        spark,
        schedule,
        run);
  }

  /**
   * The Cassandra cluster.
   *
   * @throws IllegalStateException where the config was read without targets
   */
  public GlobalConfig cassandra() {
    return global.orElseThrow(() -> new IllegalStateException("read without targets"));
  }

  /** The text of {@code config.effective.yml}: every value that holds, secrets as {@code ***}. */
  public String effective() {
    return Settings.effective(this);
  }

  /** The text of {@code config/reference.yml}. */
  public static String reference() {
    return """
        # Every key of the config with its default. Copy what you change into a file of your own and
        # name it with --config. Keys that this file does not know are errors.
        # A key can also be set by the option --set, which outranks the environment, and by an
        # environment variable, which outranks the file:
        #   --set sharding.shards=50          the value is YAML; repeatable
        #   PRIMA_SHARDING_SHARDS=50          PRIMA_ and the key in capitals, . and - as _; YAML too
        # Relative paths start at the working folder.
        # This file is made from the declarations in dev.prima.core.config; a test keeps it so.
        """
        + Settings.reference(PrimaConfig.class);
  }
}
