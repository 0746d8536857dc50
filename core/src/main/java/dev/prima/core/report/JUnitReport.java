package dev.prima.core.report;

import dev.prima.core.run.Books;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code junit.xml} for build servers: one test case for the run, one for each table's books, one
 * for each table and store that was reconciled, and one for each check.
 */
public final class JUnitReport {
  private JUnitReport() {}

  private record Case(String group, String name, Result result, String message) {}

  private enum Result {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** The whole document. */
  public static String render(RunReport report) {
    List<Case> cases = cases(report);
    double seconds = report.steps().stream().mapToDouble(StepReport::seconds).sum();
    Markup xml = new Markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    xml.begin(
        "testsuite",
        "name",
        "prima " + report.run().command() + " " + report.run().runId(),
        "tests",
        Integer.toString(cases.size()),
        "failures",
        count(cases, Result.FAILED),
        "errors",
        "0",
        "skipped",
        count(cases, Result.SKIPPED),
        "timestamp",
        report.run().startedAt().toString(),
        "time",
        String.format(Locale.ROOT, "%.3f", seconds));
    for (Case each : cases) {
      xml.text("\n  ");
      // A claim takes no time of its own, but servers insist on one.
      xml.begin("testcase", "classname", "prima." + each.group, "name", each.name, "time", "0.000");
      switch (each.result) {
        case PASSED -> {}
        case FAILED ->
            xml.leaf("failure", each.message, "message", each.message, "type", each.group);
        case SKIPPED -> xml.empty("skipped", "message", each.message);
      }
      xml.end();
    }
    return xml.text("\n").end().document();
  }

  private static List<Case> cases(RunReport report) {
    List<Case> cases = new ArrayList<>();
    Conclusion conclusion = Conclusion.of(report);
    RunEnd.Failure error = report.end().error();
    String ended =
        "exit code "
            + report.end().exit().status()
            + ": "
            + conclusion.verdict()
            + (error == null ? "" : " " + error.message());
    cases.add(test("run", "outcome", report.end().exit().status() == 0 ? null : ended));
    for (TableReport table : report.tables()) {
      cases.add(books(table.books(), conclusion.complete()));
    }
    ReconciliationReport reconciliation = report.findings().reconciliation();
    if (reconciliation != null) {
      if (reconciliation.verdict() == ReconciliationReport.Verdict.NOT_RUN) {
        cases.add(new Case("reconciliation", "all tables", Result.SKIPPED, "not run"));
      }
      reconciliation.tables().forEach(each -> cases.add(compared(each)));
      for (ReconciliationReport.Check check : reconciliation.checks()) {
        String broken = check.violations() + " violations in " + check.checked() + " checked";
        cases.add(test("checks", check.name(), check.violations() == 0 ? null : broken));
      }
    }
    return cases;
  }

  private static Case books(Books books, boolean complete) {
    if (books.failed() > 0) {
      return test("books", books.table(), books.failed() + " rows failed");
    }
    if (books.balanced()) {
      return test("books", books.table(), null);
    }
    String off = books.difference() + " of " + books.read() + " rows have no fate";
    return complete
        ? test("books", books.table(), off)
        : new Case("books", books.table(), Result.SKIPPED, off + " yet");
  }

  private static Case compared(ReconciliationReport.Compared it) {
    String differs =
        String.format(
            Locale.ROOT,
            "%d missing, %d unexpected, %d mismatched, %d misplaced",
            it.missing(),
            it.unexpected(),
            it.mismatched(),
            it.misplaced());
    return test(
        "reconciliation",
        it.table() + " in " + it.store(),
        it.discrepancies() == 0 ? null : differs);
  }

  private static Case test(String group, String name, @Nullable String failure) {
    return failure == null
        ? new Case(group, name, Result.PASSED, "")
        : new Case(group, name, Result.FAILED, failure);
  }

  private static String count(List<Case> cases, Result result) {
    return Long.toString(cases.stream().filter(each -> each.result == result).count());
  }
}
