package dev.prima.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToleranceTest {
  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static Tolerance of(String written, ColumnType type) {
    return Tolerance.of("t.c", written, new TargetColumn("c", type, false, true));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 1.0, 1.5, true",
    "0.5, 1.0, 1.5000000000000002, false",
    "1e-3, 74.5, 74.501, false", // the double next to 74.501 lies a little above it
    "0, 0.0, -0.0, true",
    "1, NaN, NaN, false",
    "1, Infinity, Infinity, false",
  })
  void doublesAreNearByTheirExactDifference(
      String most, double source, double target, boolean near) {
    assertThat(of(most, ColumnType.DOUBLE).covers(bits(source), bits(target))).isEqualTo(near);
  }

  @Test
  void integersAtTheEndsOfTheirRangeAreFarApart() {
    Tolerance one = of("1", ColumnType.BIGINT);
    assertThat(one.covers(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(one.covers(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void timesTakeMillisecondsAndSeconds() {
    Tolerance two = of("2s", ColumnType.TIMESTAMPTZ);
    assertThat(two.covers(0, 2_000_000)).isTrue();
    assertThat(two.covers(0, 2_000_001)).isFalse();
    Tolerance half = of("0.5ms", ColumnType.TIMESTAMPTZ);
    assertThat(half.covers(0, -500)).isTrue();
    assertThat(half.covers(0, -501)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2, TIMESTAMPTZ", "2s, DOUBLE", "5ms, BIGINT", "1, TEXT", "1s, JSONB"})
  void aToleranceOfAnotherKindThanItsColumnIsRefused(String written, ColumnType type) {
    assertThatThrownBy(() -> of(written, type))
        .isInstanceOf(PrimaException.class)
        .hasMessageContaining("REC-002")
        .hasMessageContaining("'" + written + "'")
        .hasMessageContaining("t.c");
  }
}
