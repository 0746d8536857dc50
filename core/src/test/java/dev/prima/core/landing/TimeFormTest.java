package dev.prima.core.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormTest {
  private static byte[] tagged(String text) {
    return TaggedValue.bytes(StorageClass.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable TextForm detected(String text) {
    byte[] tagged = tagged(text);
    return TextForm.detect(tagged, 1, tagged.length - 1);
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-29, YYYY-MM-DD, 2024-02-29T00:00",
    "0001-01-01, YYYY-MM-DD, 0001-01-01T00:00",
    "9999-12-31, YYYY-MM-DD, 9999-12-31T00:00",
    "2024-05-06 07:08, YYYY-MM-DD HH:MM, 2024-05-06T07:08",
    "2024-05-06 07:08:09, YYYY-MM-DD HH:MM:SS, 2024-05-06T07:08:09",
    "2024-05-06T07:08:09, YYYY-MM-DDTHH:MM:SS, 2024-05-06T07:08:09",
    "2024-05-06T07:08:09Z, YYYY-MM-DDTHH:MM:SSZ, 2024-05-06T07:08:09",
    "2024-05-06T07:08Z, YYYY-MM-DDTHH:MMZ, 2024-05-06T07:08",
    "2024-05-06T07:08:09.120Z, YYYY-MM-DDTHH:MM:SS.SSSZ, 2024-05-06T07:08:09.12",
    "2024-05-06 07:08:09.000001, YYYY-MM-DD HH:MM:SS.SSSSSS, 2024-05-06T07:08:09.000001",
    "1960-05-06 07:08:09.5+02:00, YYYY-MM-DD HH:MM:SS.S+02:00, 1960-05-06T07:08:09.5",
  })
  void aTextIsOfOneFormAndComesBackFromIt(String text, String title, LocalDateTime time) {
    TextForm form = detected(text);

    assertThat(form).isNotNull();
    assertThat(form.title()).isEqualTo(title);
    assertThat(TimeForm.of(title)).contains(form);
    byte[] tagged = tagged(text);
    long micros = form.micros(tagged, 0, tagged.length);
    assertThat(micros).isEqualTo(micros(time));
    assertThat(form.tagged(micros)).isEqualTo(tagged);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000-01-01",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-04-31",
        "2024-1-1",
        "20240101",
        "+2024-01-0",
        "2024-01-01 ",
        " 2024-01-01",
        "2024-01-01 24:00:00",
        "2024-01-01 23:60:00",
        "2024-01-01 23:59:60",
        "2024-01-01 7:08:09",
        "2024-01-01x07:08:09",
        "2024-01-01 07:08:09.",
        "2024-01-01 07:08:09.1234567",
        "2024-01-01 07:08:09z",
        "2024-01-01 07:08:09+0200",
        "2024-01-01 07:08:09 +02:00",
        "2024-01-01 07:08:",
        "2024-01-01 07:08:0",
        "2024-01-01T",
        "now",
        "٢٠٢٤-01-01"
      })
  void whatWritesNoMomentInAFormIsNone(String text) {
    assertThat(detected(text)).isNull();
  }

  @Test
  void everyMomentOfAFormComesBack() {
    Random random = new Random(7);
    for (String title :
        new String[] {
          "YYYY-MM-DD HH:MM:SS.SSSSSS",
          "YYYY-MM-DDTHH:MM:SS.SSSSSSZ",
          "epoch seconds with fractions",
          "Julian day"
        }) {
      TimeForm form = TimeForm.of(title).orElseThrow();
      for (int i = 0; i < 20_000; i++) {
        long most = title.startsWith("epoch") ? 4_000_000_000_000_000L : TimeForm.LAST;
        long micros = random.nextLong(title.startsWith("epoch") ? 0 : TimeForm.FIRST, most);
        byte[] tagged = form.tagged(micros);
        long again = form.micros(tagged, 0, tagged.length);
        if (title.equals("Julian day")) {
          // Days as doubles lie up to 80 microseconds apart.
          assertThat(again).isCloseTo(micros, org.assertj.core.data.Offset.offset(80L));
          assertThat(form.tagged(again)).isEqualTo(tagged);
        } else {
          assertThat(again).as(title).isEqualTo(micros);
        }
      }
    }
  }

  @Test
  void numbersAreMomentsWithinTheYearsOneTo9999() {
    assertThat(number("epoch seconds", TaggedValue.integer(0))).isZero();
    assertThat(number("epoch seconds", TaggedValue.integer(-1))).isEqualTo(-1_000_000);
    assertThat(number("epoch seconds", TaggedValue.integer(253_402_300_800L)))
        .isEqualTo(TimeForm.NONE);
    assertThat(number("epoch seconds", TaggedValue.integer(Long.MIN_VALUE)))
        .isEqualTo(TimeForm.NONE);
    assertThat(number("epoch seconds", TaggedValue.real(5.5))).isEqualTo(TimeForm.NONE);
    assertThat(number("epoch seconds", tagged("5"))).isEqualTo(TimeForm.NONE);
    assertThat(number("epoch milliseconds", TaggedValue.integer(1_700_000_000_123L)))
        .isEqualTo(1_700_000_000_123_000L);
    assertThat(number("epoch seconds with fractions", TaggedValue.real(1_700_000_000.25)))
        .isEqualTo(1_700_000_000_250_000L);
    assertThat(number("epoch seconds with fractions", TaggedValue.real(2.0)))
        .isEqualTo(TimeForm.NONE);
    assertThat(number("epoch seconds with fractions", TaggedValue.real(1e-7)))
        .isEqualTo(TimeForm.NONE);
    assertThat(number("epoch seconds with fractions", TaggedValue.real(Double.NaN)))
        .isEqualTo(TimeForm.NONE);
    assertThat(number("Julian day", TaggedValue.real(2_440_587.5))).isZero();
    assertThat(number("Julian day", TaggedValue.real(2_460_000.75)))
        .isEqualTo(micros(LocalDateTime.parse("2023-02-25T06:00")));
    assertThat(number("Julian day", TaggedValue.real(0.5))).isEqualTo(TimeForm.NONE);
    assertThat(number("Julian day", TaggedValue.integer(2_440_588))).isEqualTo(TimeForm.NONE);
  }

  private static long number(String title, byte[] tagged) {
    return TimeForm.of(title).orElseThrow().micros(tagged, 0, tagged.length);
  }
}
