package dev.prima.jobs.cli;

import dev.prima.core.config.EmbeddedServers;
import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.embedded.EmbeddedServices;
import dev.prima.jobs.plan.RejectExamples.Values;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A dry run: every row is read, resolved and placed, and no target is written to. */
@Command(
    name = "plan",
    description =
        "Dry run: reads every row of the sources and what stands in the targets, says what a"
            + " migration would do with each, what the stores would be told, what it would take"
            + " and what the shard map would be worth, and writes to neither. Prints the path of"
            + " the report, beside which plan.json lies; exit 3 where rows would be rejected, 4"
            + " where a migration would stop.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--offline",
      description =
          "Does not look at the targets, which may be down: what depends on them is marked as not"
              + " checked.")
  private boolean offline;

  @Option(
      names = "--compare",
      description = "Also measures what placement by hash and by harmony would be worth.")
  private boolean compare;

  @Option(
      names = "--show-values",
      description = "Tells of rejected rows also the values that were refused.")
  private boolean showValues;

  @Override
  public Integer call() {
    PrimaConfig config = compare ? options.read("sharding.compare=true") : options.read();
    List<Path> sources = MigrationRunner.sources(config);
    Values values = showValues ? Values.SHOWN : Values.HIDDEN;
    if (!offline) {
      return options.onTargets(
          config, (runner, targets) -> runner.plan(targets, sources, Reach.READ, values));
    }
    PrimaConfig unseen =
        options.embedded()
            ? config.withEmbedded(EmbeddedServers.unseen(EmbeddedServices.REGION_NODES))
            : config;
    return options.runner().plan(unseen, sources, Reach.OFFLINE, values);
  }
}
