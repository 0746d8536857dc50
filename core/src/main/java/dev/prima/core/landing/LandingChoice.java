package dev.prima.core.landing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the type of a column by its declaration and by what its values are. */
final class LandingChoice {
  /** Numbers from here on are taken for milliseconds, as in all of the program. */
  private static final long MILLIS_FROM = 100_000_000_000L;

  private static final long MILLIS_END = 100_000_000_000_000L;

  /** Where no number is as late as March 1973, years or 20240131 could be meant. */
  private static final long PLAIN_SECONDS = 100_000_000L;

  /** REALs of a DATETIME are Julian days between the years 1311 and 2406. */
  private static final double JULIAN_FROM = 2_200_000;

  private static final double JULIAN_TO = 2_600_000;

  private LandingChoice() {}

  static Landing byClass(Census census) {
    if (census.onlyIntegers()) {
      return Landing.BIGINT;
    }
    if (census.onlyReals()) {
      return Landing.DOUBLE;
    }
    if (census.onlyTexts()) {
      return Landing.TEXT;
    }
    return census.onlyBlobs() ? Landing.BYTEA : Landing.MIXED;
  }

  /** By SQLite's rules of affinity, where no value tells. */
  static Landing byAffinity(String declared) {
    String upper = declared.toUpperCase(Locale.ROOT);
    if (upper.contains("INT")) {
      return Landing.BIGINT;
    }
    if (upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB")) {
      return Landing.DOUBLE;
    }
    return upper.contains("BLOB") ? Landing.BYTEA : Landing.TEXT;
  }

  static Optional<Landing> byDeclaration(DeclaredType declared, Census census) {
    Landing wanted =
        switch (declared.kind()) {
          case BY_CLASS -> null;
          case DECIMAL -> Landing.numeric(declared.precision(), declared.scale());
          case BOOLEAN -> Landing.BOOLEAN;
          case DATE, DATETIME, JULIAN -> moments(declared.kind(), census);
        };
    return Optional.ofNullable(wanted).filter(w -> w.accepts(census));
  }

  private static @Nullable Landing moments(DeclaredType.Kind declared, Census census) {
    if (declared == DeclaredType.Kind.JULIAN) {
      return Landing.timestamp(NumberForm.JULIAN_DAY);
    }
    if (census.values() == 0) {
      return declared == DeclaredType.Kind.DATE ? Landing.DATE : Landing.timestamp(TextForm.SQLITE);
    }
    if (census.onlyTexts()) {
      Optional<TextForm> form = TextForm.parse(String.valueOf(census.form()));
      boolean day = declared == DeclaredType.Kind.DATE && form.equals(Optional.of(TextForm.DATE));
      return day ? Landing.DATE : form.map(Landing::timestamp).orElse(null);
    }
    if (census.onlyReals() && census.realsWithin(JULIAN_FROM, JULIAN_TO)) {
      return Landing.timestamp(NumberForm.JULIAN_DAY);
    }
    if (census.onlyIntegers() && census.integersWithin(MILLIS_FROM, MILLIS_END - 1)) {
      return Landing.timestamp(NumberForm.EPOCH_MILLIS);
    }
    boolean seconds =
        census.integersWithin(Long.MIN_VALUE, MILLIS_FROM - 1)
            && (greatest(census.maxInteger()) >= PLAIN_SECONDS
                || greatest(census.maxReal()) >= PLAIN_SECONDS);
    if (!seconds) {
      return null;
    }
    return Landing.timestamp(
        census.onlyIntegers() ? NumberForm.EPOCH_SECONDS : NumberForm.EPOCH_FRACTIONS);
  }

  private static double greatest(@Nullable Number number) {
    return number == null ? Double.NEGATIVE_INFINITY : number.doubleValue();
  }
}
