package dev.prima.jobs.prune;

import dev.prima.core.error.PrimaException;
import dev.prima.core.prune.Pruning;
import dev.prima.core.prune.Pruning.Reason;
import dev.prima.core.prune.Pruning.Verdict;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runs prune}: removes what old runs left, and says what that was. */
@Command(
    name = "prune",
    description =
        "Removes old runs: their folders, and what they staged elsewhere. Stays, however old it is,"
            + " what a resume, a repair, its undoing or plan --offline would still need, and the"
            + " last good run of each command.",
    mixinStandardHelpOptions = true)
final class PruneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "So many of the newest runs stay whatever they are; at least 1.")
  private int keep;

  @Option(names = "--dry-run", description = "Only says what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "The folder of runs; by default ${DEFAULT-VALUE}.")
  private Path path = Path.of("runs");

  private final List<String> failures = new ArrayList<>();
  private int removed;
  private long freed;

  @Override
  public Integer call() {
    if (keep < 1) {
      throw new ParameterException(
          spec.commandLine(), "--keep is " + keep + "; at least 1 run stays, so write 1 or more");
    }
    RunsFolder runs = new RunsFolder(path);
    for (Verdict verdict : Pruning.of(new KnownRuns(runs).read(), keep)) {
      RunFolder run = runs.find(verdict.id().text());
      verdict.stays().ifPresentOrElse(why -> stays(run, why), () -> goes(run));
    }
    completeFormerRemovals(runs);
    out()
        .printf(
            Locale.ROOT,
            "%s %,d run%s, %,d bytes%s%n",
            dryRun ? "Would remove" : "Removed",
            removed,
            removed == 1 ? "" : "s",
            freed,
            dryRun ? "" : " freed");
    out().flush();
    if (!dryRun && Files.isDirectory(path)) {
      runs.writeIndex();
    }
    if (!failures.isEmpty()) {
      throw new PrimaException(
          PruneError.NOT_REMOVED,
          "Not removed: "
              + String.join("; ", failures)
              + ". Mend that, then give the same command again");
    }
    return 0;
  }

  private void stays(RunFolder run, Reason why) {
    if (why != Reason.NEWEST) {
      out().println("kept " + run.id() + ": " + why.words());
    }
  }

  private void goes(RunFolder run) {
    try {
      Optional<Long> bytes = dryRun ? Optional.of(Leavings.bytes(run)) : Leavings.remove(run);
      if (bytes.isEmpty()) {
        stays(run, Reason.LIVE);
      } else {
        removed++;
        tell(run.id().text(), bytes.get());
      }
    } catch (IOException e) {
      failures.add(run.id() + " (" + e.getClass().getSimpleName() + " " + e.getMessage() + ")");
    }
  }

  private void completeFormerRemovals(RunsFolder runs) {
    try {
      for (Path half : Leavings.halfRemoved(runs)) {
        long bytes = Leavings.bytes(half);
        if (!dryRun) {
          Leavings.delete(half);
        }
        tell(half.getFileName() + ", whose removal was cut off", bytes);
      }
    } catch (IOException e) {
      failures.add("what an earlier prune left (" + e + ")");
    }
  }

  private void tell(String what, long bytes) {
    freed += bytes;
    out()
        .printf(
            Locale.ROOT, "%s %s: %,d bytes%n", dryRun ? "would remove" : "removed", what, bytes);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
