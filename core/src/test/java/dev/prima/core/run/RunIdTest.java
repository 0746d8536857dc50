package dev.prima.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
  @Test
  void namesTheSecondInUtcWhateverTheZone() {
    Clock clock = Clock.fixed(Instant.parse("2026-11-22T14:15:30.987Z"), ZoneId.of("Asia/Tokyo"));
    assertThat(RunId.of(clock, new Random(1)).text()).matches("2026-11-22T141530Z-[0-9a-f]{4}");
  }

  @Test
  void laterRunsSortAfterEarlierOnes() {
    assertThat(new RunId("2026-11-22T141530Z-ffff"))
        .isLessThan(new RunId("2026-11-22T141531Z-0000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latest",
        "../2026-11-22T141530Z-7f3a",
        "2026-11-22T141530Z-7F3A",
        "2026-13-22T141530Z-7f3a",
        "2026-11-22T141530Z-7f3a/..",
        "2026-11-22T141530Z-7f3"
      })
  void whatIsNoRunIdIsRefused(String text) {
    assertThat(RunId.isRunId(text)).isFalse();
    assertThatThrownBy(() -> new RunId(text))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("RUN-002 ");
  }
}
