package dev.prima.jobs.repair;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.repair.Change;
import dev.prima.core.repair.PlanPage;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.report.ReportError;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.source.Sha256;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes a plan of the changes that would mend what a reconciliation found, for people to read:
 * {@code repair-plan.json} and {@code repair-plan.md} in the folder of its own run. Reads one file
 * and touches no store; holds no more of it than a line.
 */
public final class RepairPlanner implements RepairRun.Work {
  private final RunFolder found;

  private RepairPlanner(RunFolder found) {
    this.found = found;
  }

  /**
   * Of the differences that a run found.
   *
   * @throws PrimaException {@link RepairError#NOTHING_FOUND} if it found none, or was not made with
   *     {@code --level row}
   */
  public static RepairPlanner of(RunFolder run) {
    if (!Files.isRegularFile(run.discrepancies())) {
      throw nothing("Run " + run.id() + " has listed no differences");
    }
    return new RepairPlanner(run);
  }

  /** Of the newest run that listed differences. */
  public static RepairPlanner ofNewest(RunsFolder runs) {
    List<RunFolder> all = new ArrayList<>(runs.list());
    Collections.reverse(all);
    return all.stream()
        .filter(run -> Files.isRegularFile(run.discrepancies()))
        .findFirst()
        .map(RepairPlanner::new)
        .orElseThrow(() -> nothing("No run in " + runs.path() + " has listed differences"));
  }

  private static PrimaException nothing(String what) {
    return new PrimaException(
        RepairError.NOTHING_FOUND,
        what + "; look for some with: scripts/prima reconcile --level row");
  }

  /** The run whose list it is. */
  RunFolder found() {
    return found;
  }

  /** Of the list. */
  String sha256() {
    try {
      return Sha256.of(found.discrepancies());
    } catch (IOException e) {
      throw new PrimaException(
          ReportError.READ, "Cannot read " + found.discrepancies() + ": " + e, e);
    }
  }

  @Override
  public ExitCode in(RepairRun run) {
    run.note("They are listed in " + plan(run) + "; nothing was changed.");
    return ExitCode.OK;
  }

  /** Makes it, and says where people can read it. */
  Path plan(RepairRun run) {
    RunFolder folder = run.context().folder();
    Path json = folder.path().resolve("repair-plan.json");
    Path markdown = folder.path().resolve("repair-plan.md");
    run.step(
        "plan-repair",
        () -> {
          PlanPage page =
              new PlanPage("Made from what run " + found.id() + " found. Nothing was changed yet.");
          try {
            write(folder, json, page);
          } catch (IOException e) {
            throw new PrimaException(
                ReportError.WRITE,
                "Cannot make " + json + " from " + found.discrepancies() + ": " + e,
                e);
          }
          RunFolder.writeAtomically(markdown, page.render());
          run.note(page.changes() + " changes would mend what run " + found.id() + " found.");
          return page.changes();
        });
    return markdown;
  }

  /** None: no store is looked at. */
  @Override
  public List<PostgresNode> locked(List<PostgresNode> nodes) {
    return List.of();
  }

  /** Line by line, for the list may be as long as the targets. */
  private void write(RunFolder own, Path json, PlanPage page) throws IOException {
    Path passing = json.resolveSibling(".repair-plan.json.tmp");
    try (BufferedReader lines = Files.newBufferedReader(found.discrepancies());
        BufferedWriter out = Files.newBufferedWriter(passing)) {
      out.write(
          "{\"schemaVersion\":1,\"runId\":"
              + Json.quote(own.id().text())
              + ",\"from\":"
              + Json.quote(found.id().text())
              + ",\"sha256\":"
              + Json.quote(Sha256.of(found.discrepancies()))
              + ",\"changes\":[");
      String separator = "\n";
      String line;
      while ((line = lines.readLine()) != null) {
        Change change = change(line);
        page.add(change);
        out.write(separator + Json.write(change.toJson()));
        separator = ",\n";
      }
      out.write("\n]}\n");
    }
    Files.move(passing, json, StandardCopyOption.ATOMIC_MOVE);
  }

  private Change change(String line) {
    try {
      return Change.of(Json.parse(line).asObject());
    } catch (JsonException | IllegalArgumentException e) {
      throw new PrimaException(
          ReportError.READ,
          found.discrepancies() + " is no list of this program; reconcile again with --level row",
          e);
    }
  }
}
