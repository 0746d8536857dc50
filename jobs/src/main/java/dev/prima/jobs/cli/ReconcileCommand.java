package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds sources against targets and writes to neither. */
@Command(
    name = "reconcile",
    description =
        "Reads the sources and the targets and compares them, read-only; exit 6 where they differ.",
    mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

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
    PrimaConfig config = options.read(sets.toArray(String[]::new));
    List<Path> sources = MigrationRunner.sources(config);
    return options.onTargets(config, (runner, targets) -> runner.reconcile(targets, sources));
  }
}
