package dev.prima.jobs.report;

import dev.prima.core.report.HtmlReport;
import dev.prima.core.report.JUnitReport;
import dev.prima.core.report.MarkdownReport;
import dev.prima.core.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: a run's report, rendered anew from its {@code report.json}, on stdout. */
@Command(
    name = "report",
    description = "Prints the report of a run.",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 2)
public final class ReportCommand implements Callable<Integer> {
  /** What the report is printed as. */
  enum Format {
    html {
      @Override
      String render(RunReport report) {
        return HtmlReport.render(report);
      }
    },
    md {
      @Override
      String render(RunReport report) {
        return MarkdownReport.render(report);
      }
    },
    json {
      @Override
      String render(RunReport report) {
        return report.toJson();
      }
    },
    junit {
      @Override
      String render(RunReport report) {
        return JUnitReport.render(report);
      }
    };

    abstract String render(RunReport report);
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN_ID", description = "The run's id, or latest.")
  private String run = "latest";

  @Option(
      names = "--format",
      defaultValue = "md",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.md;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "The folder of runs; by default ${DEFAULT-VALUE}.")
  private Path runs = Path.of("runs");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.render(new RunsFolder(runs).find(run).readReport()));
    out.flush();
    return 0;
  }
}
