package dev.prima.jobs.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Text of databases in UTF-16 as UTF-8. A surrogate that stands alone becomes its three bytes as if
 * it were a character, which is not valid UTF-8: it can be told apart and put back.
 */
final class Utf16 {
  private Utf16() {}

  static byte[] toUtf8(byte[] utf16, ByteOrder order) {
    ByteBuffer units = ByteBuffer.wrap(utf16).order(order);
    StringBuilder text = new StringBuilder(utf16.length / 2);
    boolean alone = utf16.length % 2 != 0;
    while (units.remaining() >= 2) {
      text.append(units.getChar());
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        alone |= !pair;
        i++;
      }
    }
    if (!alone) {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.codePoints().forEach(point -> append(bytes, point));
    if (units.hasRemaining()) {
      bytes.write(0xff);
    }
    return bytes.toByteArray();
  }

  private static void append(ByteArrayOutputStream out, int point) {
    if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
      out.write(0xe0 | point >> 12);
      out.write(0x80 | point >> 6 & 0x3f);
      out.write(0x80 | point & 0x3f);
    } else {
      out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
    }
  }
}
