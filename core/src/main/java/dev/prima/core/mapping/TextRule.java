package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.StorageClass;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of TEXT that no target can hold as it is; values of other classes stay as they are.
 *
 * <p>Whether text is UTF-8 is judged as it stands in the source, before NUL is taken out: bytes
 * that a NUL parts do not become a character.
 *
 * @param nul what a text with U+0000 does
 * @param utf8 what a text does that is no UTF-8
 */
public record TextRule(Nul nul, Invalid utf8) implements Serializable {
  /** Rejects both. */
  public static final TextRule REJECT = new TextRule(Nul.REJECT, Invalid.REJECT);

  /** What a text with U+0000 does. */
  public enum Nul {
    REJECT,
    /** The characters are taken out. */
    STRIP
  }

  /** What a text does that is no UTF-8. */
  public enum Invalid {
    REJECT,
    /**
     * Each maximal part of an ill-formed sequence becomes one U+FFFD, as the decoder of Java does
     * it: by the practice of the Unicode standard, but that a surrogate of three bytes becomes one
     * and not three.
     *
     * @see <a href="https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf">Unicode, section 3.9,
     *     U+FFFD Substitution of Maximal Subparts</a>
     */
    REPLACE
  }

  /**
   * A column with its texts converted, counted by name.
   *
   * @return the same where nothing is to be converted
   */
  RowPage.Column applied(RowPage.Column in, int rows, String target, Findings findings) {
    if (equals(REJECT)) {
      return in;
    }
    RowPage.Column out = null;
    long stripped = 0;
    long replaced = 0;
    for (int r = 0; r < rows; r++) {
      RejectReason reason = problem(in, r);
      if (converts(reason)) {
        byte[] text = in.bytes(r);
        if (reason == RejectReason.INVALID_UTF8) {
          text = new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
          replaced++;
        }
        byte[] whole = nul == Nul.STRIP ? withoutNul(text) : text;
        stripped += whole.length < text.length ? 1 : 0;
        out = out == null ? before(in, r) : out;
        out.appendText(whole);
      } else if (out != null) {
        out.append(in, r);
      }
    }
    findings.converted(target + ": nul strip", stripped);
    findings.converted(target + ": utf8 replace", replaced);
    return out == null ? in : out;
  }

  private boolean converts(@Nullable RejectReason reason) {
    return reason == RejectReason.INVALID_UTF8
        ? utf8 == Invalid.REPLACE
        : reason == RejectReason.NUL_CHARACTER && nul == Nul.STRIP;
  }

  private static @Nullable RejectReason problem(RowPage.Column in, int row) {
    if (in.storageClass(row) != StorageClass.TEXT) {
      return null;
    }
    long slice = in.word(row);
    return Utf8.problem(in.heap(), RowPage.sliceOffset(slice), RowPage.sliceLength(slice));
  }

  private static byte[] withoutNul(byte[] text) {
    byte[] kept = new byte[text.length];
    int length = 0;
    for (byte b : text) {
      if (b != 0) {
        kept[length++] = b;
      }
    }
    return Arrays.copyOf(kept, length);
  }

  /** The values before a row, as they are. */
  private static RowPage.Column before(RowPage.Column in, int row) {
    RowPage.Column column = new RowPage.Column();
    for (int r = 0; r < row; r++) {
      column.append(in, r);
    }
    return column;
  }
}
