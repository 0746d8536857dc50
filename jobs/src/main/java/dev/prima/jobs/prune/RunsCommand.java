package dev.prima.jobs.prune;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runs}: what is done to the folder of runs. */
@Command(
    name = "runs",
    description = "Looks after the folder of runs.",
    subcommands = PruneCommand.class,
    mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: runs prune --keep N; scripts/prima status lists runs");
  }
}
