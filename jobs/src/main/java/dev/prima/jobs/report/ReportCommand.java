package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.JUnitReport;
import dev.prima.core.report.MarkdownReport;
import dev.prima.core.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code report}: makes the pages of a run again from its {@code report.json}, and the list of
 * runs, and prints one of them or opens it in a browser.
 */
@Command(
    name = "report",
    description = "Makes the report of a run again, and prints or opens it.",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 2)
public final class ReportCommand implements Callable<Integer> {
  /** What the report is printed as. */
  enum Format {
    html {
      @Override
      String render(RunFolder run, RunReport report) {
        return run.html(report);
      }
    },
    md {
      @Override
      String render(RunFolder run, RunReport report) {
        return MarkdownReport.render(report);
      }
    },
    json {
      @Override
      String render(RunFolder run, RunReport report) {
        return report.toJson();
      }
    },
    junit {
      @Override
      String render(RunFolder run, RunReport report) {
        return JUnitReport.render(report);
      }
    };

    abstract String render(RunFolder run, RunReport report);
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN_ID", description = "The run's id, or latest.")
  private String run = "latest";

  @Option(
      names = "--format",
      defaultValue = "md",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.md;

  @Option(names = "--open", description = "Open report.html in a browser instead of printing.")
  private boolean open;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "The folder of runs; by default ${DEFAULT-VALUE}.")
  private Path runs = Path.of("runs");

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    RunFolder folder = new RunsFolder(runs).find(run);
    RunReport report = folder.readReport();
    try {
      folder.render(report);
    } catch (PrimaException e) {
      // An archive may be read-only; what it holds can be printed all the same.
      line.getErr().println(e.getMessage());
    }
    PrintWriter out = line.getOut();
    if (open) {
      Browser.ofPath(System.getenv("PATH")).open(folder.reportHtml());
      out.println(folder.reportHtml());
    } else {
      out.print(format.render(folder, report));
    }
    out.flush();
    return 0;
  }
}
