package dev.prima.core.mapping;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Whether bytes are text that PostgreSQL and Cassandra both take. */
public final class Utf8 {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Of each of eight bytes the highest bit, and the lowest. */
  private static final long HIGHEST = 0x8080_8080_8080_8080L;

  private static final long LOWEST = 0x0101_0101_0101_0101L;

  private Utf8() {}

  /**
   * @return null where the bytes are valid UTF-8 (no surrogates, no overlong forms) without NUL
   * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>
   */
  public static @Nullable RejectReason problem(byte[] bytes, int offset, int length) {
    int end = offset + length;
    boolean nul = false;
    int i = plain(bytes, offset, end);
    while (i < end) {
      int b = bytes[i];
      if (b > 0) {
        i++;
      } else if (b == 0) {
        nul = true;
        i++;
      } else {
        int size = sequenceLength(bytes, i, end);
        if (size == 0) {
          return RejectReason.INVALID_UTF8;
        }
        i += size;
      }
    }
    return nul ? RejectReason.NUL_CHARACTER : null;
  }

  /** Where the first eight bytes begin that are not all of ASCII and above zero. */
  private static int plain(byte[] bytes, int offset, int end) {
    int i = offset;
    while (i <= end - Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, i);
      // Taking one from each byte sets the highest bit of those that are zero, at least.
      if (((eight | eight - LOWEST) & HIGHEST) != 0) {
        break;
      }
      i += Long.BYTES;
    }
    return i;
  }

  /** The length of the multi-byte sequence that begins here, 0 where none does. */
  private static int sequenceLength(byte[] bytes, int i, int end) {
    int lead = bytes[i] & 0xff;
    int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || i + size > end) {
      return 0;
    }
    for (int k = 1; k < size; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xff;
    boolean refused =
        lead == 0xe0 && second < 0xa0
            || lead == 0xed && second > 0x9f
            || lead == 0xf0 && second < 0x90
            || lead == 0xf4 && second > 0x8f;
    return refused ? 0 : size;
  }
}
