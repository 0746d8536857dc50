package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.jobs.config.ConfigOptions;
import dev.prima.jobs.embedded.EmbeddedServices;
import dev.prima.jobs.progress.Progress;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all commands that make a run have in common: the options by which a config is read and a run
 * is shown, and the targets for as long as it takes; use as a picocli mixin.
 */
final class RunOptions {
  @Mixin private ConfigOptions config = new ConfigOptions();
  @Mixin private DisplayOptions display = new DisplayOptions();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  /** Runs a command in reach of its targets, and says how it ended. */
  @FunctionalInterface
  interface Run {
    int on(MigrationRunner runner, PrimaConfig targets);
  }

  boolean embedded() {
    return config.embedded();
  }

  /**
   * The config that the options make.
   *
   * @param ownSets what options of the command itself set, as {@code --set} would
   */
  PrimaConfig read(String... ownSets) {
    return config.read(System.getenv(), List.of(ownSets));
  }

  Progress progress() {
    return display.progress(System.err);
  }

  MigrationRunner runner() {
    return new MigrationRunner(command.commandLine().getOut(), progress());
  }

  /** With the targets that the config names, or with embedded ones for as long as it takes. */
  int onTargets(PrimaConfig config, Run run) {
    Progress progress = progress();
    MigrationRunner runner = new MigrationRunner(command.commandLine().getOut(), progress);
    int exit;
    if (embedded()) {
      try (EmbeddedServices.Lease lease = EmbeddedServices.ofProject().lease(progress::message)) {
        Runtime.getRuntime().addShutdownHook(new Thread(lease::close, "release-servers"));
        exit = run.on(runner, MigrationRunner.embedded(config, lease.addresses()));
      }
    } else {
      exit = run.on(runner, config);
    }
    ClassArchive.keep(progress);
    return exit;
  }

  /** To be thrown where options contradict one another. */
  ParameterException contradiction(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
