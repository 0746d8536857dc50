package dev.prima.jobs.run;

import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of a report by their names. */
final class Tables {
  private Tables() {}

  static Map<String, Books> books(RunReport report) {
    return report.tables().stream()
        .map(TableReport::books)
        .collect(Collectors.toMap(Books::table, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  static TableReport of(RunReport report, String name) {
    return report.tables().stream().filter(t -> t.table().equals(name)).findFirst().orElseThrow();
  }
}
