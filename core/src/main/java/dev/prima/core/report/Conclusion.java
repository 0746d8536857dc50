package dev.prima.core.report;

import dev.prima.core.error.ExitCode;
import dev.prima.core.run.Books;
import java.util.Locale;
import java.util.Optional;

/** What a report comes to, in words: for its head, for {@code status} and for the console. */
public final class Conclusion {
  /** The code of the error budget. */
  private static final String BUDGET = "RUN-010";

  private final RunReport report;

  private Conclusion(RunReport report) {
    this.report = report;
  }

  public static Conclusion of(RunReport report) {
    return new Conclusion(report);
  }

  /** One sentence. */
  public String verdict() {
    Books all = report.totals();
    return switch (report.end().exit()) {
      case OK -> success();
      case REJECTS ->
          all.rejected() == 0
              ? "Done, but some sources could not be read, or not whole; the notes name them."
              : isDryRun()
                  ? rows(all.rejected()) + " would be rejected, within the error budget."
                  : "Done, and " + rows(all.rejected()) + " could not be taken as they are.";
      case BLOCKED ->
          isDryRun()
              ? "Something stands in the way of this migration."
              : isRepair()
                  ? "Refused: something changed since, and nothing was touched."
                  : isBudget()
                      ? "Stopped before the end: more rows were rejected than the error budget"
                          + " allows."
                      : "Stopped before the end: something stands in the way.";
      case EXTERNAL ->
          all.failed() > 0
              ? "The targets refused " + rows(all.failed()) + "."
              : "Stopped: a file, a database or the cluster failed for good.";
      case DISCREPANCIES -> differences();
      case INTERRUPTED -> "Interrupted; what is done is kept, and the run can be resumed.";
      case BUG -> bug();
      case USAGE -> "The command line or the config is wrong; nothing was touched.";
    };
  }

  /** What to do now; empty where nothing is left to do. */
  public Optional<NextStep> nextStep() {
    String id = report.run().runId().text();
    String command = report.run().command();
    if (isRepair() && report.end().exit() == ExitCode.BLOCKED) {
      return Optional.of(
          new NextStep(
              "do what the message says, or see what stands with", "scripts/prima reconcile"));
    }
    if (isRepair() && report.end().exit() == ExitCode.INTERRUPTED) {
      return Optional.of(new NextStep("give the same command again", null));
    }
    NextStep again =
        new NextStep(
            "mend the cause, then",
            command.equals("migrate")
                ? "scripts/prima migrate --resume " + id
                : "scripts/prima " + command);
    return Optional.ofNullable(
        switch (report.end().exit()) {
          case OK -> isDryRun() ? new NextStep("", "scripts/prima migrate") : null;
          case REJECTS ->
              isDryRun()
                  ? new NextStep("look at the rejects, then", "scripts/prima migrate")
                  : new NextStep(
                      "rejects/ holds each of them whole; mend values there, then",
                      "scripts/prima migrate --resume " + id + " --retry-rejects");
          case BLOCKED, EXTERNAL -> again;
          case INTERRUPTED -> new NextStep("", again.command());
          case DISCREPANCIES -> mend();
          case BUG -> new NextStep("please report it, with report.json and run.log", null);
          case USAGE -> null;
        });
  }

  /** Rows that are listed can be mended by program; broken checks alone list none. */
  private NextStep mend() {
    ReconciliationReport reconciliation = report.findings().reconciliation();
    if (reconciliation == null || reconciliation.discrepancies() == 0) {
      return new NextStep("see which checks do not hold; once mended", "scripts/prima reconcile");
    }
    return "row".equals(reconciliation.level())
        ? new NextStep(
            "discrepancies.jsonl lists each row; a plan of what would mend them makes",
            "scripts/prima repair " + report.run().runId())
        : new NextStep("list the rows that differ with", "scripts/prima reconcile --level row");
  }

  private String success() {
    long skipped = report.totals().skipped();
    String leftOut = skipped == 0 ? "" : ", " + counted(skipped, "row") + " left out by rule";
    if (isDryRun()) {
      return "Nothing stands in the way: every row would find its place" + leftOut + ".";
    }
    ReconciliationReport reconciliation = report.findings().reconciliation();
    boolean reconciled =
        reconciliation != null
            && reconciliation.verdict() == ReconciliationReport.Verdict.RECONCILED;
    if (isRepair() && !reconciled) {
      return "Done; the targets were not compared with the sources.";
    }
    if (report.run().command().equals("reconcile") || isRepair()) {
      return "The targets agree with the sources.";
    }
    return reconciled
        ? "Every row is accounted for" + leftOut + ", and the targets agree with the sources."
        : "Every row is accounted for"
            + leftOut
            + "; the targets were not compared with the sources.";
  }

  private String differences() {
    ReconciliationReport reconciliation = report.findings().reconciliation();
    long rows = reconciliation == null ? 0 : reconciliation.discrepancies();
    long violations = reconciliation == null ? 0 : reconciliation.violations();
    if (rows == 0) {
      return "A check across the targets failed: " + counted(violations, "violation") + ".";
    }
    return "Sources and targets differ in " + rows(rows) + ".";
  }

  private String bug() {
    long tables = report.tables().stream().filter(table -> !table.books().balanced()).count();
    return report.end().error() == null && tables > 0
        ? "The books of " + counted(tables, "table") + " do not balance: this is a fault of ours."
        : "A fault of ours ended this run.";
  }

  private boolean isBudget() {
    RunEnd.Failure error = report.end().error();
    return error == null || BUDGET.equals(error.code());
  }

  private boolean isRepair() {
    return report.run().command().equals("repair");
  }

  private boolean isDryRun() {
    return report.run().dryRun();
  }

  /** Whether the run did all its steps, so that its books can be judged. */
  boolean complete() {
    return report.end().error() == null
        && report.end().exit() != ExitCode.INTERRUPTED
        && (report.end().exit() != ExitCode.BLOCKED || isDryRun());
  }

  static String rows(long count) {
    return counted(count, "row");
  }

  static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
