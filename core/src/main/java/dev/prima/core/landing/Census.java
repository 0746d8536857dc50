package dev.prima.core.landing;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the values of one column turned out to be.
 *
 * @param integers values of this class, as are reals, texts and blobs
 * @param minInteger null where there is no integer, as is maxInteger
 * @param form in which all texts write dates; null where there is no text, {@link #NO_FORM} where
 *     they have none in common or nobody looked
 * @param scale digits after the point that all reals need at most; null where there is no real,
 *     {@link #NO_SCALE} where some real is whole or no decimal, or nobody looked
 * @param minReal null where there is no real or nobody looked, as is maxReal
 */
public record Census(
    long integers,
    long reals,
    long texts,
    long blobs,
    @Nullable Long minInteger,
    @Nullable Long maxInteger,
    @Nullable String form,
    @Nullable Integer scale,
    @Nullable Double minReal,
    @Nullable Double maxReal) {
  /** Nothing but NULL, or no row. */
  public static final Census NONE = new Census(0, 0, 0, 0, null, null, null, null, null, null);

  /** Of texts that write no date, or not all in one form. */
  public static final String NO_FORM = "";

  /** Of reals that are no decimals with digits after the point. */
  public static final int NO_SCALE = -1;

  /** The census of both sets of values together. */
  public Census plus(Census other) {
    return new Census(
        integers + other.integers,
        reals + other.reals,
        texts + other.texts,
        blobs + other.blobs,
        either(minInteger, other.minInteger, Math::min),
        either(maxInteger, other.maxInteger, Math::max),
        either(form, other.form, (a, b) -> a.equals(b) ? a : NO_FORM),
        either(
            scale, other.scale, (a, b) -> Math.min(a, b) == NO_SCALE ? NO_SCALE : Math.max(a, b)),
        bounded() && other.bounded() ? either(minReal, other.minReal, Math::min) : null,
        bounded() && other.bounded() ? either(maxReal, other.maxReal, Math::max) : null);
  }

  private boolean bounded() {
    return reals == 0 || minReal != null;
  }

  private static <T> @Nullable T either(
      @Nullable T one, @Nullable T other, BinaryOperator<T> both) {
    return one == null ? other : other == null ? one : both.apply(one, other);
  }

  /** Values that are not NULL. */
  public long values() {
    return integers + reals + texts + blobs;
  }

  boolean onlyIntegers() {
    return integers > 0 && integers == values();
  }

  boolean onlyReals() {
    return reals > 0 && reals == values();
  }

  boolean onlyTexts() {
    return texts > 0 && texts == values();
  }

  boolean onlyBlobs() {
    return blobs > 0 && blobs == values();
  }

  /** Whether there are numbers alone, and the reals among them have at most so many digits. */
  boolean decimals(int most) {
    return values() > 0
        && texts + blobs == 0
        && (scale == null || scale != NO_SCALE && scale <= most);
  }

  /** Whether all integers lie between these, both included; also where there is none. */
  boolean integersWithin(long least, long most) {
    return (minInteger == null || minInteger >= least)
        && (maxInteger == null || maxInteger <= most);
  }

  /** Whether all reals are known to lie between these, both included; also where there is none. */
  boolean realsWithin(double least, double most) {
    return reals == 0 || minReal != null && maxReal != null && minReal >= least && maxReal <= most;
  }
}
