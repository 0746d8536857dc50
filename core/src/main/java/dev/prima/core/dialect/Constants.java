package dev.prima.core.dialect;

import dev.prima.core.dialect.Operand.Type;
import java.math.BigInteger;

/** Numbers as SQLite reads them. */
final class Constants {
  private Constants() {}

  /**
   * An INTEGER where it has neither point nor exponent and fits 64 bits, else a REAL.
   *
   * @param written with a sign or without
   */
  static Operand number(String written) throws Untranslated {
    boolean negative = written.startsWith("-");
    String digits = written.replaceFirst("^[+-]", "");
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      BigInteger bits = new BigInteger("0" + digits.substring(2), 16);
      if (bits.bitLength() > 63) {
        throw new Untranslated("has a number beyond the range of integers");
      }
      return integer(negative ? -bits.longValueExact() : bits.longValueExact());
    }
    if (digits.matches("\\d+")) {
      BigInteger whole = new BigInteger((negative ? "-" : "") + digits);
      if (whole.bitLength() <= 63) {
        return integer(whole.longValueExact());
      }
    }
    double real = Double.parseDouble((negative ? "-" : "") + digits);
    return Operand.constant(Type.REAL, real, Literals.real(real));
  }

  private static Operand integer(long value) {
    return Operand.constant(Type.INTEGER, value, Literals.integer(value));
  }
}
