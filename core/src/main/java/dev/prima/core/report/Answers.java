package dev.prima.core.report;

import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.run.Books;
import java.util.List;

/** What those ask who have never seen this program, each answered in a sentence or two. */
final class Answers {
  private final RunReport report;
  private final Books all;

  Answers(RunReport report) {
    this.report = report;
    this.all = report.totals();
  }

  /** Was anything lost? */
  String lost() {
    if (report.run().dryRun()) {
      return "No: this was a dry run, which writes nothing.";
    }
    if (!Conclusion.of(report).complete()) {
      return "That cannot be said yet, for the run did not come to its end. The sources are as they"
          + " were.";
    }
    long damaged = report.sources().stream().filter(it -> !it.lost().isEmpty()).count();
    if (damaged > 0) {
      return "Yes, before this run: "
          + Conclusion.counted(damaged, "source")
          + (damaged == 1 ? " is" : " are")
          + " damaged, and what could not be read any more is named under what deserves a look."
          + books();
    }
    long open = report.tables().stream().filter(it -> !it.books().balanced()).count();
    if (open > 0) {
      return "Perhaps: of " + Conclusion.counted(open, "table") + " not every row has one fate.";
    }
    ReconciliationReport reconciliation = report.findings().reconciliation();
    String books = books();
    if (reconciliation == null || reconciliation.verdict() == Verdict.NOT_RUN) {
      return "Not by the books, but the targets were not compared with the sources." + books;
    }
    if (reconciliation.verdict() == Verdict.DIFFERENCES) {
      return differences(reconciliation) + books;
    }
    return (all.failed() > 0
            ? "The targets refused " + Conclusion.rows(all.failed()) + "; nothing else is missing."
            : reconciliation.scope().since() == null
                ? "No. The targets, held against the sources read again, lack nothing that loaded."
                : "No. The targets, held against what this run took up, lack nothing that loaded.")
        + books;
  }

  private String books() {
    return report.tables().isEmpty()
            || !report.tables().stream().allMatch(it -> it.books().balanced())
        ? ""
        : " Each of " + Conclusion.rows(all.read()) + " that were read has exactly one fate.";
  }

  private static String differences(ReconciliationReport it) {
    long missing = it.tables().stream().mapToLong(ReconciliationReport.Compared::missing).sum();
    return (missing > 0
            ? "Yes: the targets lack " + Conclusion.rows(missing) + " of the sources."
            : "No row is missing, but sources and targets do not agree.")
        + " Differences: "
        + Conclusion.rows(it.discrepancies())
        + ", "
        + Conclusion.counted(it.violations(), "broken check")
        + ".";
  }

  /** What was refused, and why? */
  String refused() {
    if (all.rejected() == 0) {
      return report.tables().isEmpty()
          ? "This run loaded nothing and refused nothing."
          : "Nothing.";
    }
    return Conclusion.rows(all.rejected())
        + (report.run().dryRun() ? " would be rejected" : " were rejected")
        + ", for the reasons listed by table; rejects/ holds each row whole, with file, table and"
        + " row.";
  }

  /** Where does a given agent live now? */
  String agents() {
    return AgentQueries.of(report)
        .map(
            it ->
                "Ask the directory in Cassandra by the agent's id, or read the run's shard map: the"
                    + " queries stand ready below.")
        .orElse(
            report.run().dryRun()
                ? "Where it lived before: a dry run moves nobody."
                : "This run placed no agents; the report of the migration tells.");
  }

  /** What was not checked? */
  String unchecked() {
    List<String> sentences = Unchecked.of(report);
    return switch (sentences.size()) {
      case 0 -> "Nothing was left out.";
      case 1 -> sentences.get(0);
      default -> sentences.size() + " things, listed below.";
    };
  }
}
