package dev.prima.jobs.report;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonArray;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: all runs, what they came to, and what to do next. */
@Command(
    name = "status",
    description =
        "Lists the runs, their steps, how far and how fast they are, what they came to, and what to"
            + " do next; of runs that go on too.",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 2)
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--json",
      description = "Print a JSON array instead of a table, with all steps of each run.")
  private boolean json;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "The folder of runs; by default ${DEFAULT-VALUE}.")
  private Path runs = Path.of("runs");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RunStatus> all = new RunsFolder(runs).list().stream().map(RunStatus::of).toList();
    if (json) {
      out.print(
          Json.pretty(new JsonArray(List.copyOf(all.stream().map(RunStatus::toJson).toList()))));
    } else if (all.isEmpty()) {
      out.println("No runs in " + runs.toAbsolutePath());
    } else {
      table(all).forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private static List<String> table(List<RunStatus> all) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(RunStatus.HEADERS);
    all.forEach(run -> rows.add(run.cells()));
    int columns = RunStatus.HEADERS.size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        boolean number = i >= RunStatus.FIRST_NUMBER && i < columns - 1;
        line.append(number ? pad + row.get(i) : row.get(i) + pad).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
