package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prima.core.mapping.WeightExpression.SyntaxException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights as mappings write them, against values worked out by hand. */
class WeightExpressionTest {
  private static final Map<String, Double> ROW = Map.of("orders", 3.0, "trust", 0.25);

  private static double of(String text) throws SyntaxException {
    return WeightExpression.parse(text).of(c -> ROW.getOrDefault(c, Double.NaN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1",
        " 2 + 3 * 4 - 1 | 13",
        "10 - 2 - 3 | 5",
        "12 / 3 / 2 | 2",
        "-(1 - 3) * .5 | 1",
        "orders * (1 + trust) | 3.75",
        "greatest(orders, 5, trust) | 5",
        "least(orders, 5) | 3",
        "coalesce(nothing, also_nothing, orders) | 3",
        "COALESCE(orders, 7) | 3",
        "1 + ln(1 + orders) | 2.386294361119891",
        "sqrt(orders * 12) | 6",
      })
  void calculates(String text, double value) throws SyntaxException {
    assertThat(of(text)).isEqualTo(value, within(1e-15));
  }

  @Test
  void whatIsMissingMakesTheWholeMissing() throws SyntaxException {
    assertThat(of("1 + nothing")).isNaN();
    assertThat(of("greatest(1, nothing)")).isNaN();
  }

  @Test
  void tellsItsColumns() throws SyntaxException {
    assertThat(WeightExpression.parse("a + ln(b_2) * a - 1").columns())
        .containsExactlyInAnyOrder("a", "b_2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | at the end",
        "1 + | at the end",
        "(1 | ')' at the end",
        "1 2 | nothing more at '2'",
        "a; drop table b | nothing more at '; drop table b'",
        "1.2.3 | a number",
        "exp(1) | no function exp of 1",
        "ln(1, 2) | no function ln of 2",
      })
  void refusesWhatItCannotRead(String text, String why) {
    assertThatThrownBy(() -> WeightExpression.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining(why);
  }
}
