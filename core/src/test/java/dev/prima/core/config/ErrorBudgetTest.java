package dev.prima.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBudgetTest {
  @ParameterizedTest
  @CsvSource({
    "0,0,0,false",
    "0,1,1,true",
    "5,100,5,false",
    "5,100,6,true",
    "5,6,6,true",
    "1%,999,500,false",
    "1%,1000,10,false",
    "1%,1000,11,true",
    "0.1%,1000000,1000,false",
    "0.1%,1000000,1001,true",
    "0%,1000,1,true",
    "100%,1000,1000,false"
  })
  void stopsTheRunOnceItIsExceeded(String budget, long read, long rejected, boolean exceeded) {
    assertThat(ErrorBudget.parse(budget).exceeded(read, rejected)).isEqualTo(exceeded);
  }

  @Test
  void shareOfASmallSourceIsJudgedAtItsEnd() {
    assertThat(ErrorBudget.parse("1%").exceeded(100, 2)).isFalse();
    assertThat(ErrorBudget.parse("1%").exceededAtEnd(100, 2)).isTrue();
    assertThat(ErrorBudget.parse("1%").exceededAtEnd(100, 1)).isFalse();
    assertThat(ErrorBudget.parse("0").exceededAtEnd(0, 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "500,500", "0.50%,0.50%"})
  void printsWhatItRead(String text, String printed) {
    assertThat(ErrorBudget.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1.5", "101%", "%", "many", "1e3", "-5%", "99999999999999999999"})
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> ErrorBudget.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
