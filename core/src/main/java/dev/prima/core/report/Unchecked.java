package dev.prima.core.report;

import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.TableReport.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a run did not check, in sentences: as important to who signs as what it did. */
final class Unchecked {
  private final RunReport report;
  private final List<String> sentences = new ArrayList<>();

  private Unchecked(RunReport report) {
    this.report = report;
  }

  /** Empty where nothing was left out. */
  static List<String> of(RunReport report) {
    Unchecked unchecked = new Unchecked(report);
    unchecked.collect();
    return unchecked.sentences;
  }

  private void collect() {
    if (!Conclusion.of(report).complete()) {
      sentences.add("The run did not come to its end: what its steps had not reached is unknown.");
    }
    report.remarks().notes().stream()
        .filter(note -> note.startsWith("Not checked") || note.startsWith("Left out"))
        .forEach(sentences::add);
    ReconciliationReport reconciliation = report.findings().reconciliation();
    if (report.run().dryRun()) {
      sentences.add("Nothing was written, so the targets were not compared with the sources.");
    } else if (reconciliation == null || reconciliation.verdict() == Verdict.NOT_RUN) {
      sentences.add("The targets were not compared with the sources.");
    } else {
      compared(reconciliation);
    }
    long rejected = report.totals().rejected();
    if (rejected > 0) {
      sentences.add(
          "Rejected rows ("
              + Markup.count(rejected)
              + ") stand in no target: they were counted, and there is nothing to compare.");
    }
  }

  private void compared(ReconciliationReport reconciliation) {
    sentences.addAll(reconciliation.scope().sentences());
    Set<String> compared =
        reconciliation.tables().stream()
            .map(each -> key(each.table(), each.store()))
            .collect(Collectors.toSet());
    Map<String, Long> left = new TreeMap<>();
    for (TableReport table : report.tables()) {
      for (Target target : table.targets()) {
        if (target.rows() > 0 && !compared.contains(key(table.table(), target.store()))) {
          left.merge(target.name() + " (" + target.store() + ")", target.rows(), Long::sum);
        }
      }
    }
    left.forEach(
        (name, rows) ->
            sentences.add(
                "Not compared row by row, but by the checks across stores alone: "
                    + name
                    + ", "
                    + Conclusion.rows(rows)
                    + "."));
    Set<String> others = new TreeSet<>();
    reconciliation.tables().stream()
        .filter(each -> each.otherSources() > 0)
        .map(Compared::table)
        .forEach(others::add);
    if (!others.isEmpty()) {
      sentences.add(
          "Rows from sources that were not named in this run were left alone: "
              + String.join(", ", others)
              + ".");
    }
  }

  private static String key(String table, String store) {
    return store + " " + table;
  }
}
