package dev.prima.jobs.cli;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.embedded.ServicesCommand;
import dev.prima.jobs.generate.GenerateCommand;
import dev.prima.jobs.prune.RunsCommand;
import dev.prima.jobs.report.ReportCommand;
import dev.prima.jobs.report.StatusCommand;
import dev.prima.jobs.spark.SparkSessions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code scripts/prima}: finds the command, runs it, turns what it throws into an exit status. */
@Command(
    name = "prima",
    description =
        "From fleets of legacy SQLite files to regional PostgreSQL and global Cassandra, with every"
            + " row accounted for.",
    subcommands = {
      DemoCommand.class,
      PlanCommand.class,
      MigrateCommand.class,
      ReconcileCommand.class,
      RepairCommand.class,
      ReshardCommand.class,
      ScheduleCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      RunsCommand.class,
      GenerateCommand.class,
      ServicesCommand.class
    },
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  public static void main(String[] args) {
    int status = commandLine().execute(args);
    SubmittedOutcome.tell(status);
    if (SparkSessions.drivenByYarn()) {
      endAsYarnUnderstands(status);
    } else {
      System.exit(status);
    }
  }

  /**
   * YARN's ApplicationMaster, which has called {@link #main}, ends the JVM by itself, and takes an
   * application that exits as one that failed, whatever its status, to be begun anew.
   */
  private static void endAsYarnUnderstands(int status) {
    if (status != ExitCode.OK.status()) {
      throw new IllegalStateException("The command ended with exit status " + status);
    }
  }

  /** All commands, with errors turned into exit statuses. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int report(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof PrimaException known) {
      command.getErr().println(known.getMessage());
      return known.exit().status();
    }
    failure.printStackTrace(command.getErr());
    return ExitCode.BUG.status();
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"prima " + (version == null ? "(not packaged)" : version)};
    }
  }
}
