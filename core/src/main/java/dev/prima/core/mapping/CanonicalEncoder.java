package dev.prima.core.mapping;

import dev.prima.core.json.Json;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TaggedValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Hashes chosen columns of a row in a form that is the same whatever store the row was read from.
 *
 * <p>Canonical form: for every column that is not NULL its place in the list as two bytes, a tag,
 * and the value: long, double (raw bits) and time (microseconds) in eight bytes big-endian, boolean
 * in one, text, JSON (keys sorted, numbers normalised) and bytes with a length of four bytes before
 * them. The digest is SHA-256, because sources may be hostile and two different rows must never
 * pass for one.
 *
 * <p>Not thread-safe; one instance serves any number of rows.
 */
public final class CanonicalEncoder {
  private final MessageDigest digest;
  private final ColumnType[] types;
  private final int[] ordinals;
  private byte[] buffer = new byte[512];
  private int size;

  /**
   * @param ordinals the columns to hash, in the order that counts
   */
  public CanonicalEncoder(TargetTable table, int[] ordinals) {
    this.ordinals = ordinals.clone();
    types = new ColumnType[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      types[i] = table.columns().get(ordinals[i]).type();
    }
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** All 32 bytes of the digest. */
  public byte[] sha256(RowValues row) {
    size = 0;
    for (int i = 0; i < ordinals.length; i++) {
      if (!row.isNull(ordinals[i])) {
        append(i, types[i], row, ordinals[i]);
      }
    }
    digest.update(buffer, 0, size);
    return digest.digest();
  }

  /** The first 16 bytes of the digest. */
  public byte[] hash128(RowValues row) {
    return Arrays.copyOf(sha256(row), 16);
  }

  /** Like {@link #hash128}, of a pair whose two columns are taken in the order of their bytes. */
  public byte[] unorderedPair(RowValues row) {
    int a = ordinals[0];
    int b = ordinals[1];
    boolean swap =
        !row.isNull(a) && !row.isNull(b) && Arrays.compareUnsigned(row.bytes(a), row.bytes(b)) > 0;
    size = 0;
    append(0, types[0], row, swap ? b : a);
    append(1, types[1], row, swap ? a : b);
    digest.update(buffer, 0, size);
    return Arrays.copyOf(digest.digest(), 16);
  }

  private void append(int place, ColumnType type, RowValues row, int column) {
    ensure(3);
    buffer[size++] = (byte) (place >>> 8);
    buffer[size++] = (byte) place;
    switch (type) {
      case BIGINT -> word('l', row.word(column));
      case DOUBLE -> word('d', row.word(column));
      case TIMESTAMPTZ -> word('t', row.word(column));
      case BOOLEAN -> {
        ensure(2);
        buffer[size++] = 'b';
        buffer[size++] = (byte) row.word(column);
      }
      case TEXT -> bytes('s', row.array(column), row.offset(column), row.length(column));
      case BYTEA -> bytes('x', row.array(column), row.offset(column), row.length(column));
      case UUID -> bytes('u', row.array(column), row.offset(column), row.length(column));
      case JSONB -> {
        byte[] canonical =
            Json.canonical(
                    new String(
                        row.array(column),
                        row.offset(column),
                        row.length(column),
                        StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        bytes('j', canonical, 0, canonical.length);
      }
      case TAGGED -> tagged(row.bytes(column));
    }
  }

  private void tagged(byte[] tagged) {
    StorageClass storageClass = TaggedValue.storageClass(tagged);
    switch (storageClass) {
      case INTEGER -> word('l', TaggedValue.word(tagged));
      case REAL -> word('d', TaggedValue.word(tagged));
      case TEXT -> bytes('s', tagged, 1, tagged.length - 1);
      case BLOB -> bytes('x', tagged, 1, tagged.length - 1);
      case NULL -> throw new IllegalStateException("NULL has no tagged form");
    }
  }

  private void word(char tag, long value) {
    ensure(9);
    buffer[size++] = (byte) tag;
    ByteBuffer.wrap(buffer, size, 8).putLong(value);
    size += 8;
  }

  private void bytes(char tag, byte[] source, int offset, int length) {
    ensure(Math.addExact(5, length));
    buffer[size++] = (byte) tag;
    ByteBuffer.wrap(buffer, size, 4).putInt(length);
    size += 4;
    System.arraycopy(source, offset, buffer, size, length);
    size += length;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, buffer.length * 2L)));
    }
  }
}
