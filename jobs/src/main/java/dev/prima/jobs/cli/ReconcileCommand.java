package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.config.ConfigOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds sources against targets and writes to neither. */
@Command(
    name = "reconcile",
    description =
        "Reads the sources and the targets and compares them, read-only; exit 6 where they differ.",
    mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();
  @Mixin private DisplayOptions display = new DisplayOptions();

  @Option(
      names = "--level",
      paramLabel = "count|fingerprint|row",
      description = "How closely, in place of reconcile.level (default: row).")
  private @Nullable String level;

  @Option(
      names = "--exclusive",
      description = "The targets hold rows of these sources only: others are unexpected.")
  private boolean exclusive;

  @Option(
      names = "--show-values",
      description = "List the values of rows that differ too, which may be confidential.")
  private boolean showValues;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> sets = new ArrayList<>();
    if (level != null) {
      sets.add("reconcile.level=" + level);
    }
    if (exclusive) {
      sets.add("reconcile.exclusive=true");
    }
    if (showValues) {
      sets.add("reconcile.show-values=true");
    }
    PrimaConfig config = options.read(System.getenv(), sets);
    MigrationRunner runner =
        new MigrationRunner(spec.commandLine().getOut(), display.progress(System.err));
    List<Path> sources = MigrationRunner.sources(config);
    return runner.onTargets(options, config, targets -> runner.reconcile(targets, sources));
  }
}
