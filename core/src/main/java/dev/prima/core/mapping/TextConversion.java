package dev.prima.core.mapping;

import dev.prima.core.mapping.TextRule.Invalid;
import dev.prima.core.mapping.TextRule.Nul;

/** What a mapping says of the texts of one column, whatever holds for all others. */
public enum TextConversion {
  /** The character U+0000 is taken out. */
  NUL_STRIP,
  NUL_REJECT,
  /** What is no UTF-8 becomes U+FFFD. */
  UTF8_REPLACE,
  UTF8_REJECT;

  /** The rule with this said. */
  TextRule over(TextRule others) {
    return switch (this) {
      case NUL_STRIP -> new TextRule(Nul.STRIP, others.utf8());
      case NUL_REJECT -> new TextRule(Nul.REJECT, others.utf8());
      case UTF8_REPLACE -> new TextRule(others.nul(), Invalid.REPLACE);
      case UTF8_REJECT -> new TextRule(others.nul(), Invalid.REJECT);
    };
  }

  /** Whether both say something of the same texts. */
  public boolean excludes(TextConversion other) {
    return ofNul() == other.ofNul();
  }

  private boolean ofNul() {
    return this == NUL_STRIP || this == NUL_REJECT;
  }
}
