package dev.prima.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final Books AGENTS = new Books("agents", 21, 6, 5, 4, 3, 2, 1);

  @Test
  void balanceWhenEveryRowHasOneFate() {
    assertThat(AGENTS.balanced()).isTrue();
    assertThat(AGENTS.difference()).isZero();
  }

  @Test
  void tellHowManyRowsAreMissingOrTooMany() {
    assertThat(new Books("t", 10, 7, 0, 0, 0, 0, 0).difference()).isEqualTo(3);
    assertThat(new Books("t", 10, 11, 0, 0, 0, 0, 0).difference()).isEqualTo(-1);
    assertThat(new Books("t", 10, 11, 0, 0, 0, 0, 0).balanced()).isFalse();
  }

  @Test
  void countsAreFoundByFate() {
    assertThat(List.of(Fate.values()).stream().map(AGENTS::count))
        .containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(Books.of("agents", 21, Map.of(Fate.LOADED, 6L, Fate.FAILED, 1L)).difference())
        .isEqualTo(14);
  }

  @Test
  void addUp() {
    assertThat(Books.total("all", List.of(AGENTS, AGENTS)))
        .isEqualTo(new Books("all", 42, 12, 10, 8, 6, 4, 2));
  }

  @Test
  void countsAreNeverNegative() {
    assertThatThrownBy(() -> new Books("t", 1, -1, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
