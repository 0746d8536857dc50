package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run's report comes to with a retry of its rejects, figures by hand. */
class RetriedTest {
  private static final Instant THEN = Instant.parse("2026-11-22T14:15:30Z");
  private static final Instant LATER = Instant.parse("2026-11-23T14:15:30Z");

  private static TableReport table(Books books, long replaced, Map<String, Long> reasons) {
    return new TableReport(books, replaced, 0, reasons, Map.of("seconds", 1L), List.of());
  }

  private static RunReport report(
      String id, ExitCode exit, Instant end, Verdict verdict, TableReport... tables) {
    return new RunReport(
        new RunFacts(new RunId(id), "migrate", false, 1, THEN),
        new RunEnd(exit, end, null),
        new Environment("1", null),
        List.of(),
        List.of(tables),
        new Findings(null, null, new ReconciliationReport(verdict, "row", List.of(), List.of())),
        List.of(),
        Remarks.NONE);
  }

  private static RunReport run() {
    return report(
        "2026-11-22T141530Z-0001",
        ExitCode.REJECTS,
        THEN,
        Verdict.RECONCILED,
        table(
            new Books("agents", 10, 5, 1, 1, 0, 3, 0),
            0,
            Map.of("TYPE_MISMATCH", 2L, "KEY_MISSING", 1L)),
        table(new Books("work", 2, 2, 0, 0, 0, 0, 0), 0, Map.of()));
  }

  private static RunReport retry(ExitCode exit, Verdict verdict, TableReport... tables) {
    return report("2026-11-23T141530Z-0002", exit, LATER, verdict, tables);
  }

  @Test
  void rowsMoveFromTheRejectedToTheFateThatTheyHaveNow() {
    RunReport whole =
        Retried.of(
            run(),
            retry(
                ExitCode.REJECTS,
                Verdict.RECONCILED,
                table(new Books("agents", 2, 1, 0, 0, 0, 1, 0), 1, Map.of("NUL_CHARACTER", 1L))),
            Map.of("agents", Map.of("TYPE_MISMATCH", 2L)),
            "tried");
    TableReport agents = whole.tables().get(0);
    assertThat(agents.books()).isEqualTo(new Books("agents", 10, 6, 1, 1, 0, 2, 0));
    assertThat(agents.books().balanced()).isTrue();
    assertThat(agents.rejectReasons()).isEqualTo(Map.of("KEY_MISSING", 1L, "NUL_CHARACTER", 1L));
    assertThat(agents.replaced()).isEqualTo(1);
    assertThat(agents.conversions()).isEqualTo(Map.of("seconds", 2L));
    assertThat(whole.tables().get(1)).isEqualTo(run().tables().get(1));
    assertThat(whole.end()).isEqualTo(new RunEnd(ExitCode.REJECTS, LATER, null));
    assertThat(whole.run().attempt()).isEqualTo(2);
    assertThat(whole.run().startedAt()).isEqualTo(THEN);
    assertThat(whole.remarks().notes()).containsExactly("tried");
  }

  @Test
  void aRunWithoutRejectsLeftIsASuccess() {
    RunReport whole =
        Retried.of(
            run(),
            retry(
                ExitCode.OK,
                Verdict.RECONCILED,
                table(new Books("agents", 3, 1, 1, 1, 0, 0, 0), 0, Map.of())),
            Map.of("agents", Map.of("TYPE_MISMATCH", 2L, "KEY_MISSING", 1L)),
            "tried");
    assertThat(whole.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(whole.tables().get(0).books()).isEqualTo(new Books("agents", 10, 6, 2, 2, 0, 0, 0));
    assertThat(whole.tables().get(0).rejectReasons()).isEmpty();
  }

  @Test
  void whatTheRetryFoundToDifferOrFailedIsToldOfTheRunToo() {
    TableReport failed = table(new Books("agents", 1, 0, 0, 0, 0, 0, 1), 0, Map.of());
    Map<String, Map<String, Long>> reasons = Map.of("agents", Map.of("KEY_MISSING", 1L));
    assertThat(
            Retried.of(
                    run(), retry(ExitCode.EXTERNAL, Verdict.DIFFERENCES, failed), reasons, "tried")
                .end()
                .exit())
        .isEqualTo(ExitCode.EXTERNAL);
    RunReport differing =
        Retried.of(
            run(),
            retry(
                ExitCode.DISCREPANCIES,
                Verdict.DIFFERENCES,
                table(new Books("agents", 1, 1, 0, 0, 0, 0, 0), 0, Map.of())),
            reasons,
            "tried");
    assertThat(differing.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(differing.findings().reconciliation().verdict()).isEqualTo(Verdict.DIFFERENCES);
  }
}
