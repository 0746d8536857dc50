package dev.prima.core.run;

import dev.prima.core.error.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** How a run ends, decided from what happened; of several reasons the gravest wins. */
public final class Outcome {
  private Outcome() {}

  /**
   * The end of a run that did all its steps: rejects 3, failed rows 5, what the findings say, and 1
   * where the books do not balance, because then rows were lost by a fault of ours.
   */
  public static ExitCode ofComplete(Collection<Books> books, Set<Finding> findings) {
    List<ExitCode> all = reasons(books, findings);
    if (!books.stream().allMatch(Books::balanced)) {
      all.add(ExitCode.BUG);
    }
    return ExitCode.worst(all);
  }

  /**
   * The end of a run that stopped on its way; its books need not balance yet.
   *
   * @param cause the exit of the error that stopped it, or of the finding
   */
  public static ExitCode ofStopped(ExitCode cause, Collection<Books> books, Set<Finding> findings) {
    List<ExitCode> all = reasons(books, findings);
    all.add(cause);
    return ExitCode.worst(all);
  }

  private static List<ExitCode> reasons(Collection<Books> books, Set<Finding> findings) {
    List<ExitCode> all = new ArrayList<>();
    findings.forEach(finding -> all.add(finding.exit()));
    for (Books table : books) {
      if (table.failed() > 0) {
        all.add(ExitCode.EXTERNAL);
      }
      if (table.rejected() > 0) {
        all.add(ExitCode.REJECTS);
      }
    }
    return all;
  }
}
