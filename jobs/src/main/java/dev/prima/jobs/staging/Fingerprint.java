package dev.prima.jobs.staging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The sum of 128-bit content hashes modulo 2^128: equal for equal rows in whatever order and in
 * whatever parts. Not thread-safe.
 */
public final class Fingerprint {
  private long high;
  private long low;

  /** Adds a content hash of 16 bytes. */
  public void add(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    add(bytes.getLong(), bytes.getLong());
  }

  /** Adds what {@link #hex} of another gave. */
  public void add(String hex) {
    add(HexFormat.of().parseHex(hex));
  }

  private void add(long otherHigh, long otherLow) {
    low += otherLow;
    high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
  }

  /** 32 hexadecimal digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  static String ofText(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
