package dev.prima.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsATreeAndWritesItBackInTheSameOrder() {
    String text = "{\"b\":[1,2.50,-0.0,1e400],\"a\":{\"x\":null,\"y\":true,\"z\":false},\"\":\"\"}";
    assertThat(Json.write(Json.parse(text))).isEqualTo(text);
  }

  @Test
  void indentsByTwoSpaces() {
    assertThat(Json.pretty(Json.parse("{\"a\":[1,{}],\"b\":[]}")))
        .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n");
  }

  @Test
  void readsEveryEscape() {
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\ud83d\\ude00\"").asString())
        .isEqualTo("\"\\/\b\f\n\r\tAé😀");
  }

  @Test
  void writesWhatUtf8CannotHoldAsEscapes() {
    String odd = "a\u0000b\ud800c";
    String written = Json.write(JsonValue.of(odd));
    assertThat(written).isEqualTo("\"a\\u0000b\\ud800c\"");
    assertThat(Json.parse(written).asString()).isEqualTo(odd);
  }

  @Test
  void lastOfTwoMembersWinsUnlessRefused() {
    assertThat(Json.write(Json.parse("{\"a\":1,\"a\":2}"))).isEqualTo("{\"a\":2}");
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}", Json.Duplicates.REFUSED))
        .hasMessageContaining("twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "NaN",
        "Infinity",
        "nul",
        "true false",
        "1 2",
        "[1}",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "/*c*/1",
        "\u00a01",
        "[\"\\u12\"]",
        "-a",
        "0x10",
        "\u0000",
        "[1]\u0000"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.canonical(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void saysWhereButNotWhatStandsThere() {
    JsonException e =
        catchThrowableOfType(JsonException.class, () -> Json.parse("{\"secret\": hunter2}"));
    assertThat(e.position()).isEqualTo(11);
    assertThat(e).hasMessage("a value is expected at character 11");
  }

  @Test
  void depthIsBounded() {
    String deep = "[".repeat(500) + "]".repeat(500);
    assertThat(Json.canonical(deep)).isEqualTo(deep);
    String deeper = "[".repeat(100_000);
    assertThatThrownBy(() -> Json.parse(deeper)).hasMessageContaining("deeper than 500");
    assertThatThrownBy(() -> Json.canonical(deeper)).hasMessageContaining("deeper than 500");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.0",
    "74.5,74.5",
    "74,74.0",
    "0.002,0.002",
    "1e23,1E+23",
    "2e-3,0.002",
    "1e-7,0.0000001",
    "4.9e-324,5E-324",
    "1.7976931348623157e308,1.7976931348623157E+308",
    "0.1,0.1",
    "100000000000000000000,100000000000000000000.0",
    "-3.25,-3.25"
  })
  void printsTheShortestDecimalOfADouble(double number, String expected) {
    assertThat(Double.parseDouble(expected)).isEqualTo(number);
    assertThat(Json.write(JsonValue.of(number))).isEqualTo(expected);
  }

  @Test
  void everyDoubleReadsBack() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertThat(Json.parse(Json.write(JsonValue.of(number))).asDouble()).isEqualTo(number);
      }
    }
  }

  @Test
  void whatIsNotFiniteIsNull() {
    assertThat(Json.write(JsonValue.of(Double.NaN))).isEqualTo("null");
  }

  @Test
  void wrongKindsAreNamed() {
    assertThatThrownBy(() -> Json.parse("[]").asObject()).hasMessageContaining("an array");
    assertThatThrownBy(() -> Json.parse("1.5").asLong()).hasMessageContaining("whole number");
    assertThatThrownBy(() -> Json.parse("1e999999999").asLong())
        .hasMessageContaining("whole number");
    assertThat(Json.parse("1e3").asLong()).isEqualTo(1000);
  }
}
