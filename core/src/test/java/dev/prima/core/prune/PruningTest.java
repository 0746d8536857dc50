package dev.prima.core.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.prune.KnownRun.Mark;
import dev.prima.core.prune.KnownRun.Ties;
import dev.prima.core.prune.Pruning.Reason;
import dev.prima.core.report.Environment;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PruningTest {
  private final List<KnownRun> runs = new ArrayList<>();

  @Test
  void whatIsBeyondTheNewestGoes() {
    for (int i = 0; i < 5; i++) {
      runs.add(migrate(i, ExitCode.OK));
    }
    assertThat(stays(2, 4)).contains(Reason.NEWEST);
    assertThat(stays(2, 3)).contains(Reason.NEWEST);
    assertThat(stays(2, 2)).isEmpty();
    assertThat(stays(2, 0)).isEmpty();
  }

  @Test
  void theLastGoodRunOfEachCommandStays() {
    runs.add(migrate(0, ExitCode.OK));
    runs.add(migrate(1, ExitCode.REJECTS));
    runs.add(run(2, "reconcile", ExitCode.OK));
    runs.add(run(3, "plan", ExitCode.OK));
    runs.add(run(4, "reconcile", ExitCode.DISCREPANCIES));
    runs.add(run(5, "plan", ExitCode.REJECTS));
    runs.add(run(6, "plan", ExitCode.BLOCKED));
    assertThat(stays(1, 0)).isEmpty();
    assertThat(stays(1, 1)).contains(Reason.LAST_GOOD);
    assertThat(stays(1, 2)).contains(Reason.LAST_GOOD);
    assertThat(stays(1, 3)).isEmpty();
    assertThat(stays(1, 4)).isEmpty();
    assertThat(stays(1, 5)).contains(Reason.LAST_GOOD);
  }

  @Test
  void theRunThatPlacedAgentsLastStaysBesideTheLastGoodOne() {
    runs.add(migrate(0, ExitCode.OK));
    runs.add(migrate(1, ExitCode.DISCREPANCIES));
    runs.add(migrate(2, ExitCode.DISCREPANCIES));
    runs.add(run(3, "plan", ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.LAST_GOOD);
    assertThat(stays(1, 1)).isEmpty();
    assertThat(stays(1, 2)).contains(Reason.LAST_PLACES);
  }

  @Test
  void aRunThatCanBeResumedStaysUntilALaterGoodOneTookAllItsSourcesToItsTargets() {
    runs.add(with(migrate(0, ExitCode.INTERRUPTED), Set.of("a", "b"), "home"));
    runs.add(with(migrate(1, ExitCode.EXTERNAL), Set.of("a"), "elsewhere"));
    runs.add(with(migrate(2, ExitCode.BLOCKED), Set.of("a"), "home"));
    runs.add(with(migrate(3, ExitCode.OK), Set.of("a", "c"), "home"));
    runs.add(with(migrate(4, ExitCode.BUG), Set.of("a"), "home"));
    runs.add(with(migrate(5, ExitCode.EXTERNAL), Set.of("a", "b"), "home"));
    assertThat(stays(1, 0)).contains(Reason.RESUMABLE);
    assertThat(stays(1, 1)).contains(Reason.RESUMABLE);
    assertThat(stays(1, 2)).isEmpty();
    assertThat(stays(1, 4)).contains(Reason.RESUMABLE);
  }

  @Test
  void aLaterRunOfSomeTablesTookNotWhatOneOfAllWasTo() {
    runs.add(migrate(0, ExitCode.INTERRUPTED));
    runs.add(ofTables(migrate(1, ExitCode.INTERRUPTED), "agents"));
    runs.add(ofTables(migrate(2, ExitCode.OK), "agents"));
    assertThat(stays(1, 0)).contains(Reason.RESUMABLE);
    assertThat(stays(1, 1)).isEmpty();
    runs.add(migrate(3, ExitCode.OK));
    assertThat(stays(1, 0)).isEmpty();
  }

  @Test
  void theLastGoodRunOfEachTargetsStaysWithTheirNewestDifferences() {
    runs.add(with(migrate(0, ExitCode.OK), Set.of("a"), "elsewhere"));
    runs.add(
        with(
            marked(run(1, "reconcile", ExitCode.DISCREPANCIES), Mark.LISTS_DIFFERENCES),
            Set.of("a"),
            "elsewhere"));
    runs.add(migrate(2, ExitCode.OK));
    runs.add(marked(run(3, "reconcile", ExitCode.DISCREPANCIES), Mark.LISTS_DIFFERENCES));
    runs.add(migrate(4, ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.LAST_GOOD);
    assertThat(stays(1, 1)).contains(Reason.TO_REPAIR);
    assertThat(stays(1, 2)).isEmpty();
    assertThat(stays(1, 3)).contains(Reason.TO_REPAIR);
  }

  @Test
  void rowsThatWereMendedByHandStayAndTheirRetryIsNotTheLastGoodRun() {
    runs.add(marked(migrate(0, ExitCode.REJECTS), Mark.HOLDS_MENDED));
    runs.add(migrate(1, ExitCode.OK));
    runs.add(marked(migrate(2, ExitCode.OK), Mark.RETRY));
    runs.add(run(3, "plan", ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.MENDED);
    assertThat(stays(1, 1)).contains(Reason.LAST_GOOD);
    assertThat(stays(1, 2)).contains(Reason.LAST_PLACES);
  }

  @Test
  void aRunWithoutAReportThatNobodyWorksOnGoes() {
    runs.add(new KnownRun(id(0), null, Set.of(), Ties.NONE, Set.of("a"), "", "home"));
    runs.add(new KnownRun(id(1), null, Set.of(Mark.LIVE), Ties.NONE, Set.of("a"), "", "home"));
    runs.add(
        new KnownRun(id(2), null, Set.of(Mark.UNREADABLE), Ties.NONE, Set.of("a"), "", "home"));
    runs.add(new KnownRun(id(3), null, Set.of(Mark.LATEST), Ties.NONE, Set.of("a"), "", "home"));
    runs.add(migrate(4, ExitCode.OK));
    assertThat(stays(1, 0)).isEmpty();
    assertThat(stays(1, 1)).contains(Reason.LIVE);
    assertThat(stays(1, 2)).contains(Reason.UNREADABLE);
    assertThat(stays(1, 3)).contains(Reason.LATEST);
  }

  @Test
  void aRunThatWasUndoneGoesOnceTheUndoingIsComplete() {
    runs.add(tied(migrate(0, ExitCode.OK), new Ties(id(2), null)));
    runs.add(tied(migrate(1, ExitCode.INTERRUPTED), new Ties(id(3), null)));
    runs.add(run(2, "repair", ExitCode.EXTERNAL));
    runs.add(run(3, "repair", ExitCode.OK));
    runs.add(migrate(4, ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.UNDOING);
    assertThat(stays(1, 1)).isEmpty();
    assertThat(stays(1, 2)).isEmpty();
    assertThat(stays(1, 3)).contains(Reason.LAST_GOOD);
  }

  @Test
  void rowsThatARepairKeepsStayUntilTheyWerePutBack() {
    runs.add(marked(run(0, "repair", ExitCode.OK), Mark.KEEPS_ROWS));
    runs.add(tied(marked(run(1, "repair", ExitCode.OK), Mark.KEEPS_ROWS), new Ties(id(2), id(0))));
    runs.add(run(2, "repair", ExitCode.OK));
    runs.add(migrate(3, ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.REPAIRED);
    assertThat(stays(1, 1)).isEmpty();
  }

  @Test
  void theNewestListOfDifferencesStaysUntilTargetsAgree() {
    runs.add(marked(run(0, "reconcile", ExitCode.DISCREPANCIES), Mark.LISTS_DIFFERENCES));
    runs.add(marked(run(1, "reconcile", ExitCode.DISCREPANCIES), Mark.LISTS_DIFFERENCES));
    runs.add(migrate(2, ExitCode.INTERRUPTED));
    assertThat(stays(1, 0)).isEmpty();
    assertThat(stays(1, 1)).contains(Reason.TO_REPAIR);
    runs.add(with(reconciled(3), Set.of(), "elsewhere"));
    runs.add(migrate(4, ExitCode.INTERRUPTED));
    assertThat(stays(1, 1)).contains(Reason.TO_REPAIR);
    runs.add(reconciled(5));
    runs.add(migrate(6, ExitCode.INTERRUPTED));
    assertThat(stays(1, 1)).isEmpty();
  }

  @Test
  void theListOfARepairThatWasCutOffStays() {
    runs.add(marked(run(0, "reconcile", ExitCode.DISCREPANCIES), Mark.LISTS_DIFFERENCES));
    runs.add(
        tied(
            new KnownRun(id(1), null, Set.of(Mark.KEEPS_ROWS), Ties.NONE, Set.of(), "", "home"),
            new Ties(null, id(0))));
    runs.add(reconciled(2));
    runs.add(migrate(3, ExitCode.OK));
    assertThat(stays(1, 0)).contains(Reason.TO_REPAIR);
    assertThat(stays(1, 1)).contains(Reason.REPAIRED);
  }

  @Test
  void keepingNoneIsRefused() {
    assertThatThrownBy(() -> Pruning.of(runs, 0)).hasMessageContaining("At least one");
  }

  private Optional<Reason> stays(int keep, int second) {
    return Pruning.of(runs, keep).stream()
        .filter(verdict -> verdict.id().equals(id(second)))
        .findFirst()
        .orElseThrow()
        .stays();
  }

  private static RunId id(int second) {
    return new RunId("2026-11-22T14153" + second + "Z-7f3a");
  }

  private static KnownRun migrate(int second, ExitCode exit) {
    return run(second, "migrate", exit);
  }

  private static KnownRun run(int second, String command, ExitCode exit) {
    return run(second, command, exit, null);
  }

  private static KnownRun reconciled(int second) {
    return run(
        second,
        "reconcile",
        ExitCode.OK,
        new ReconciliationReport(Verdict.RECONCILED, "row", List.of(), List.of()));
  }

  private static KnownRun run(
      int second, String command, ExitCode exit, @Nullable ReconciliationReport reconciliation) {
    RunId id = id(second);
    return new KnownRun(
        id,
        new RunReport(
            new RunFacts(id, command, command.equals("plan"), 1, id.second()),
            new RunEnd(exit, id.second().plusMillis(500), null),
            new Environment("1.0.0", null),
            List.of(),
            List.of(),
            new Findings(null, null, reconciliation),
            List.of(),
            Remarks.NONE),
        Set.of(),
        Ties.NONE,
        Set.of("a"),
        "",
        "home");
  }

  private static KnownRun with(KnownRun run, Set<String> sources, String targets) {
    return new KnownRun(run.id(), run.report(), run.marks(), run.ties(), sources, "", targets);
  }

  private static KnownRun ofTables(KnownRun run, String selection) {
    return new KnownRun(
        run.id(), run.report(), run.marks(), run.ties(), run.sources(), selection, run.targets());
  }

  private static KnownRun marked(KnownRun run, Mark mark) {
    return new KnownRun(
        run.id(),
        run.report(),
        Set.of(mark),
        run.ties(),
        run.sources(),
        run.selection(),
        run.targets());
  }

  private static KnownRun tied(KnownRun run, Ties ties) {
    return new KnownRun(
        run.id(), run.report(), run.marks(), ties, run.sources(), run.selection(), run.targets());
  }
}
