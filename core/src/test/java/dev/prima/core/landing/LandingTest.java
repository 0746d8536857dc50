package dev.prima.core.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandingTest {
  private static Census integers(long... values) {
    return new Census(
        values.length,
        0,
        0,
        0,
        java.util.Arrays.stream(values).min().getAsLong(),
        java.util.Arrays.stream(values).max().getAsLong(),
        null,
        null,
        null,
        null);
  }

  private static Census reals(int scale, double least, double most) {
    return new Census(0, 2, 0, 0, null, null, null, scale, least, most);
  }

  private static Census texts(String form) {
    return new Census(0, 0, 3, 0, null, null, form, null, null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DECIMAL(10,2); numeric(10,2)",
        "decimal ( 5 ); numeric(5,0)",
        "NUMERIC(3, 3); numeric(3,3)",
        "NUMERIC; text",
        "DECIMAL(2,3); text",
        "BOOLEAN; boolean",
        "DATE; date",
        "DATETIME; timestamp without time zone",
        "TIMESTAMP WITH TIME ZONE; timestamp without time zone",
        "JULIANDAY; timestamp without time zone",
        "BIGINT; bigint",
        "DOUBLE; double precision",
        "BLOB; bytea",
        "JSON; text",
        "VARCHAR(9); text"
      })
  void withoutValuesTheDeclaredTypeDecides(String declared, String type) {
    assertThat(Landing.of(declared, Census.NONE).sqlType()).isEqualTo(type);
  }

  @Test
  void theDeclaredTypeStandsWhereEveryValueFitsIt() {
    assertThat(Landing.of("BOOLEAN", integers(0, 1))).isEqualTo(Landing.BOOLEAN);
    assertThat(Landing.of("BOOLEAN", integers(0, 2))).isEqualTo(Landing.BIGINT);
    assertThat(Landing.of("BOOLEAN", texts(Census.NO_FORM))).isEqualTo(Landing.TEXT);
    assertThat(Landing.of("DECIMAL(5,2)", integers(-999, 999)).sqlType()).isEqualTo("numeric(5,2)");
    assertThat(Landing.of("DECIMAL(5,2)", integers(1000))).isEqualTo(Landing.BIGINT);
    assertThat(Landing.of("DECIMAL(5,2)", reals(2, -999.99, 0.5)).sqlType())
        .isEqualTo("numeric(5,2)");
    assertThat(Landing.of("DECIMAL(5,2)", reals(3, 0.125, 0.5))).isEqualTo(Landing.DOUBLE);
    assertThat(Landing.of("DECIMAL(5,2)", reals(1, 0.5, 1000.5))).isEqualTo(Landing.DOUBLE);
    assertThat(Landing.of("DECIMAL(5,2)", reals(Census.NO_SCALE, 0, 1))).isEqualTo(Landing.DOUBLE);
    assertThat(Landing.of("DECIMAL(5,2)", integers(7).plus(reals(2, 0.25, 0.5))).sqlType())
        .isEqualTo("numeric(5,2)");
    assertThat(Landing.of("REAL", integers(7).plus(reals(2, 0.25, 0.5)))).isEqualTo(Landing.MIXED);
    assertThat(Landing.of("DATE", texts("YYYY-MM-DD"))).isEqualTo(Landing.DATE);
    assertThat(Landing.of("DATE", texts("YYYY-MM-DD HH:MM:SS")).title())
        .isEqualTo("timestamp without time zone of YYYY-MM-DD HH:MM:SS");
    assertThat(Landing.of("DATETIME", texts("YYYY-MM-DD")).title())
        .isEqualTo("timestamp without time zone of YYYY-MM-DD");
    assertThat(Landing.of("DATETIME", texts("YYYY-MM-DD").plus(texts("YYYY-MM-DDTHH:MMZ"))))
        .isEqualTo(Landing.TEXT);
    assertThat(Landing.of("TEXT", texts("YYYY-MM-DD"))).isEqualTo(Landing.TEXT);
  }

  @Test
  void numbersAreTimesWhereNothingElseCanBeMeant() {
    assertThat(Landing.of("DATETIME", integers(0, 1_700_000_000)).form())
        .isEqualTo(NumberForm.EPOCH_SECONDS);
    assertThat(Landing.of("DATETIME", integers(1_600_000_000_000L)).form())
        .isEqualTo(NumberForm.EPOCH_MILLIS);
    assertThat(Landing.of("DATETIME", integers(1_600_000_000, 1_600_000_000_000L)))
        .isEqualTo(Landing.BIGINT);
    assertThat(Landing.of("DATE", integers(19991231, 20240131))).isEqualTo(Landing.BIGINT);
    assertThat(Landing.of("DATETIME", reals(6, 1.6e9 + 0.5, 1.7e9 + 0.5)).form())
        .isEqualTo(NumberForm.EPOCH_FRACTIONS);
    assertThat(Landing.of("DATETIME", reals(Census.NO_SCALE, 1.6e9, 1.7e9)))
        .isEqualTo(Landing.DOUBLE);
    assertThat(Landing.of("DATETIME", reals(Census.NO_SCALE, 2_450_000.1, 2_460_000)).form())
        .isEqualTo(NumberForm.JULIAN_DAY);
    assertThat(Landing.of("JULIANDAY", reals(Census.NO_SCALE, 1_800_000, 5_000_000)).form())
        .isEqualTo(NumberForm.JULIAN_DAY);
    assertThat(Landing.of("DATETIME", reals(Census.NO_SCALE, 1_800_000, 5_000_000)))
        .isEqualTo(Landing.DOUBLE);
  }

  @Test
  void aColumnIsWidenedToTheNarrowestThatTakesBoth() {
    assertThat(Landing.BOOLEAN.widened(integers(0, 1))).isEqualTo(Landing.BOOLEAN);
    assertThat(Landing.BOOLEAN.widened(integers(7))).isEqualTo(Landing.BIGINT);
    assertThat(Landing.BOOLEAN.widened(texts(""))).isEqualTo(Landing.MIXED);
    assertThat(Landing.BIGINT.widened(reals(1, 0.5, 1.5))).isEqualTo(Landing.MIXED);
    assertThat(Landing.numeric(5, 2).widened(reals(4, 0.5, 12345.5)))
        .isEqualTo(Landing.numeric(9, 4));
    assertThat(Landing.numeric(5, 2).widened(reals(Census.NO_SCALE, 0, 1)))
        .isEqualTo(Landing.MIXED);
    assertThat(Landing.DATE.widened(texts(""))).isEqualTo(Landing.TEXT);
    assertThat(Landing.DATE.widened(integers(5))).isEqualTo(Landing.MIXED);
    Landing seconds = Landing.timestamp(NumberForm.EPOCH_SECONDS);
    assertThat(seconds.widened(integers(Long.MAX_VALUE))).isEqualTo(Landing.BIGINT);
    assertThat(seconds.widened(reals(2, 1.25, 1.5)))
        .isEqualTo(Landing.timestamp(NumberForm.EPOCH_FRACTIONS));
    assertThat(Landing.MIXED.widened(integers(5))).isEqualTo(Landing.MIXED);
    for (Landing from :
        List.of(Landing.BOOLEAN, Landing.numeric(5, 2), Landing.DATE, seconds, Landing.TEXT)) {
      for (Census census : List.of(integers(7), texts(""), reals(4, 0.5, 1e5 + 0.5), Census.NONE)) {
        Landing to = from.widened(census);
        assertThat(to.takes(from)).as("%s to %s", from, to).isTrue();
        assertThat(to.accepts(census)).as("%s of %s", to, census).isTrue();
      }
    }
  }

  @Test
  void aColumnIsKnownAgainByItsTypeAndItsComment() {
    for (Landing landing :
        List.of(
            Landing.BIGINT,
            Landing.DOUBLE,
            Landing.TEXT,
            Landing.BYTEA,
            Landing.BOOLEAN,
            Landing.DATE,
            Landing.numeric(10, 0),
            Landing.timestamp(TextForm.SQLITE),
            Landing.timestamp(TextForm.DATE),
            Landing.timestamp(new TextForm('T', 3, "+02:00")),
            Landing.timestamp(NumberForm.JULIAN_DAY))) {
      assertThat(Landing.standing(landing.sqlType(), landing.sql().comment("\"c\"")))
          .contains(landing);
    }
    assertThat(Landing.standing("timestamp without time zone", "")).isEmpty();
    assertThat(Landing.standing("integer", "")).isEmpty();
  }

  @Test
  void decimalsComeBackAsTheDoublesThatTheyWere() {
    Random random = new Random(7);
    for (int scale = 1; scale <= 18; scale++) {
      for (int i = 0; i < 2_000; i++) {
        BigDecimal decimal =
            BigDecimal.valueOf(random.nextLong(1_000_000_000_000L) - 500_000_000_000L, scale);
        double value = decimal.doubleValue();
        int needed = Decimals.scale(value, 1);
        if (value == Math.rint(value)) {
          assertThat(needed).isEqualTo(Census.NO_SCALE);
          continue;
        }
        assertThat(needed).isBetween(1, scale);
        for (int stored : new int[] {needed, scale, 18, 25}) {
          BigDecimal kept = Decimals.of(value, stored);
          assertThat(kept).isNotNull();
          assertThat(kept.scale()).isEqualTo(stored);
          assertThat(Landing.numeric(40, stored).ofDecimal(kept))
              .isEqualTo(TaggedValue.real(value));
        }
      }
    }
    for (double none : new double[] {0.0, -0.0, 3.0, 1e300, Double.NaN, 1 / 0.0, 5e-324}) {
      assertThat(Decimals.scale(none, 1)).as("%s", none).isEqualTo(Census.NO_SCALE);
    }
    assertThat(Decimals.scale(0.1 + 0.2, 1)).isEqualTo(17);
    assertThat(Landing.numeric(5, 2).ofDecimal(new BigDecimal("-70.00")))
        .isEqualTo(TaggedValue.integer(-70));
  }

  @Test
  void whatNoValueLandsAsIsNotTakenForOne() {
    Landing wide = Landing.numeric(40, 3);
    assertThat(wide.ofDecimal(new BigDecimal("9223372036854775807")))
        .isEqualTo(TaggedValue.integer(Long.MAX_VALUE));
    assertThat(wide.ofDecimal(new BigDecimal("9223372036854775808"))).isNull();
    assertThat(wide.ofDecimal(new BigDecimal("12345678901234567.125"))).isNull();
    assertThat(Landing.timestamp(TextForm.SQLITE).ofMicros(1_500_000)).isNull();
    assertThat(Landing.timestamp(NumberForm.EPOCH_SECONDS).ofMicros(1)).isNull();
    assertThat(Landing.timestamp(NumberForm.JULIAN_DAY).ofMicros(1)).isNull();
    assertThat(Landing.DATE.ofMicros(TimeForm.LAST + 1)).isNull();
    assertThat(Landing.DATE.ofMicros(TimeForm.FIRST - 1)).isNull();

    Unlanded mixed = new Unlanded("integer", "abc");
    Unlanded bare = new Unlanded("infinity");
    assertThat(Unlanded.of(mixed.tagged())).isEqualTo(mixed);
    assertThat(Unlanded.of(bare.tagged())).isEqualTo(bare);
    assertThat(Unlanded.of(TextForm.tagged("abc"))).isNull();
    assertThat(Unlanded.of(TaggedValue.integer(0))).isNull();
    assertThat(Unlanded.of(TextForm.tagged(""))).isNull();
  }

  @Test
  void aValueThatDoesNotFitHasNoTextInTheType() {
    byte[] text = TaggedValue.bytes(StorageClass.TEXT, "x".getBytes(StandardCharsets.UTF_8));
    for (Landing landing :
        List.of(
            Landing.BIGINT,
            Landing.DOUBLE,
            Landing.BYTEA,
            Landing.BOOLEAN,
            Landing.DATE,
            Landing.numeric(10, 2),
            Landing.timestamp(NumberForm.JULIAN_DAY))) {
      assertThat(landing.text(text)).as("%s", landing).isNull();
    }
    assertThat(Landing.numeric(4, 2).text(TaggedValue.integer(100))).isNull();
    assertThat(Landing.numeric(4, 2).text(TaggedValue.integer(99))).isEqualTo("99.00");
    assertThat(Landing.BOOLEAN.text(TaggedValue.integer(1))).isEqualTo("true");
    assertThat(Landing.BOOLEAN.text(TaggedValue.integer(-1))).isNull();
    assertThat(Landing.timestamp(NumberForm.EPOCH_MILLIS).text(TaggedValue.integer(1)))
        .isEqualTo("1970-01-01 00:00:00.001");
  }
}
