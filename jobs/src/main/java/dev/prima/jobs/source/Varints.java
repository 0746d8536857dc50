package dev.prima.jobs.source;

/**
 * Reads SQLite's variable-length integers one after the other.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#varint">Database file format, varint</a>
 */
final class Varints {
  private static final int LONGEST = 9;

  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean failed;

  Varints(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The next one; 0 where it would reach beyond the end, which {@link #failed} tells then. */
  long next() {
    long value = 0;
    for (int i = 1; i <= LONGEST; i++) {
      if (at >= end) {
        failed = true;
        return 0;
      }
      byte b = bytes[at++];
      if (i == LONGEST) {
        return value << 8 | b & 0xff;
      }
      value = value << 7 | b & 0x7f;
      if (b >= 0) {
        return value;
      }
    }
    return value;
  }

  boolean failed() {
    return failed;
  }

  /** Where the next one begins. */
  int at() {
    return at;
  }

  /** A number as a varint. */
  static byte[] of(long value) {
    if (value >>> 56 != 0) {
      byte[] nine = new byte[LONGEST];
      nine[8] = (byte) value;
      long rest = value >>> 8;
      for (int i = 7; i >= 0; i--) {
        nine[i] = (byte) (rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      return nine;
    }
    int length = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
    byte[] varint = new byte[length];
    long rest = value;
    for (int i = length - 1; i >= 0; i--) {
      varint[i] = (byte) (rest & 0x7f | (i == length - 1 ? 0 : 0x80));
      rest >>>= 7;
    }
    return varint;
  }
}
