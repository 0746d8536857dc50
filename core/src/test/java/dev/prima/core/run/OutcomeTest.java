package dev.prima.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Books CLEAN = new Books("agents", 3, 1, 1, 1, 0, 0, 0);
  private static final Books REJECTS = new Books("messages", 3, 2, 0, 0, 0, 1, 0);
  private static final Books FAILED = new Books("messages", 3, 2, 0, 0, 0, 0, 1);
  private static final Books LOST = new Books("messages", 3, 2, 0, 0, 0, 0, 0);

  @Test
  void cleanBooksAreASuccess() {
    assertThat(Outcome.ofComplete(List.of(CLEAN), Set.of()).status()).isZero();
  }

  @Test
  void rejectsAreThree() {
    assertThat(Outcome.ofComplete(List.of(CLEAN, REJECTS), Set.of()).status()).isEqualTo(3);
  }

  @Test
  void differencesOutrankRejects() {
    assertThat(Outcome.ofComplete(List.of(REJECTS), Set.of(Finding.DISCREPANCIES)).status())
        .isEqualTo(6);
  }

  @Test
  void failedRowsOutrankDifferences() {
    assertThat(Outcome.ofComplete(List.of(FAILED), Set.of(Finding.DISCREPANCIES)).status())
        .isEqualTo(5);
  }

  @Test
  void rowsWithoutAFateAreABugWhateverElseHappened() {
    assertThat(Outcome.ofComplete(List.of(LOST), EnumSet.allOf(Finding.class)).status())
        .isEqualTo(1);
  }

  @Test
  void budgetStopsWithFourAlthoughRowsHaveNoFateYet() {
    assertThat(
            Outcome.ofStopped(
                    ExitCode.BLOCKED, List.of(LOST, REJECTS), Set.of(Finding.BUDGET_EXCEEDED))
                .status())
        .isEqualTo(4);
  }

  @Test
  void interruptionOutranksEverythingButABug() {
    assertThat(Outcome.ofStopped(ExitCode.INTERRUPTED, List.of(FAILED), Set.of()).status())
        .isEqualTo(130);
    assertThat(Outcome.ofStopped(ExitCode.BUG, List.of(), Set.of(Finding.INTERRUPTED)).status())
        .isEqualTo(1);
  }
}
