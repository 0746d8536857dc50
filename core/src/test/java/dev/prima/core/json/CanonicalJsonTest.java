package dev.prima.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is equal and what is refused was taken from PostgreSQL: {@code select '...'::jsonb}. */
class CanonicalJsonTest {
  @Test
  void whitespaceAndOrderOfMembersDoNotMatter() {
    assertThat(Json.canonical(" { \"b\" : [ 1 , {\"d\":1, \"c\":2} ],\n\t\"a\" : null } "))
        .isEqualTo("{\"a\":null,\"b\":[1,{\"c\":2,\"d\":1}]}");
  }

  @Test
  void orderOfElementsDoesMatter() {
    assertThat(Json.canonical("[2,1]")).isEqualTo("[2,1]");
  }

  @Test
  void lastOfMembersWithOneNameWins() {
    assertThat(Json.canonical("{\"b\":1,\"a\":1,\"b\":2,\"\\u0062\":3}"))
        .isEqualTo("{\"a\":1,\"b\":3}");
    assertThat(Json.canonical("{\"a\":1,\"a\":2}")).isEqualTo("{\"a\":2}");
  }

  @Test
  void manyMembersAreOrderedLikeFew() {
    StringBuilder backwards = new StringBuilder("{");
    StringBuilder forwards = new StringBuilder("{");
    for (int i = 0; i < 100; i++) {
      backwards.append("\"k").append(199 - i).append("\":").append(199 - i).append(',');
      forwards.append("\"k").append(100 + i).append("\":").append(100 + i).append(',');
    }
    assertThat(Json.canonical(backwards + "\"k150\":0}"))
        .isEqualTo((forwards + "}").replace("\"k150\":150", "\"k150\":0").replace(",}", "}"));
  }

  @Test
  void membersAreOrderedByCodePoint() {
    // U+10000 comes after U+FFFD although its first char, a surrogate, comes before.
    assertThat(Json.canonical("{\"\ud800\udc00\":1,\"\ufffd\":2,\"z\":3,\"\":4,\"zz\":5}"))
        .isEqualTo("{\"\":4,\"z\":3,\"zz\":5,\"\ufffd\":2,\"\ud800\udc00\":1}");
  }

  @Test
  void escapesAreTheFewest() {
    assertThat(Json.canonical("\"\\u0041\\/\\u00e9\\ud83d\\ude00\\u000a\\u001f\\u007f\""))
        .isEqualTo("\"A/é😀\\n\\u001f\u007f\"");
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "1.0,1",
    "1.00e0,1",
    "10e-1,1",
    "0.01e2,1",
    "1E+0,1",
    "-0,0",
    "0.0,0",
    "-0.00e5,0",
    "0e7,0",
    "100,100",
    "1e2,100",
    "1.5,1.5",
    "-1.50,-1.5",
    "0.5,0.5",
    "0.0000001,0.0000001",
    "0.00000010,0.0000001",
    "0.00000001,1e-8",
    "-0.75,-0.75",
    "12.050,12.05",
    "0.12345678,0.12345678",
    "1e-7,0.0000001",
    "1e-8,1e-8",
    "0.000000015,1.5e-8",
    "123456789012345678901,123456789012345678901",
    "100000000000000000000,100000000000000000000",
    "1e20,100000000000000000000",
    "1e21,1e21",
    "1000000000000000000000,1e21",
    "1234567890123456789012,1.234567890123456789012e21",
    "1e100000,1e100000",
    "-12.5e100,-1.25e101",
    "0.1e131072,1e131071",
    "9007199254740993,9007199254740993"
  })
  void numbersAreWrittenByTheirValue(String number, String expected) {
    assertThat(Json.canonical(number)).isEqualTo(expected);
    assertThat(Json.canonical(expected)).isEqualTo(expected);
  }

  @Test
  void hugeExponentsCostNothing() {
    String many = "[" + "1e131071,".repeat(10_000) + "1]";
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(Json.canonical(many)).hasSize(many.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800x\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800\\n\"",
        "1e131072",
        "-1e999999999999999999999",
        "1e-16384",
        "0e-99999999999999999999",
        "0.1e131073"
      })
  void refusesWhatJsonbRefuses(String text) {
    assertThatThrownBy(() -> Json.canonical(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void refusesASurrogateThatStandsAloneUnescaped() {
    assertThatThrownBy(() -> Json.canonical("\"" + '\ud800' + "\""))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void takesTheSmallestAndTheLongestThatNumericHolds() {
    assertThat(Json.canonical("1e-16383")).isEqualTo("1e-16383");
    assertThat(Json.canonical("0e131072")).isEqualTo("0");
  }
}
