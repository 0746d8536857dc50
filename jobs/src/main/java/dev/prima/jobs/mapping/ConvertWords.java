package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.TextConversion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code convert} says of a column: one word or a list of them.
 *
 * @param conversion what makes a value of the column's type; empty where nothing is said
 * @param texts what becomes of texts that no target can hold
 */
record ConvertWords(Optional<Conversion> conversion, List<TextConversion> texts) {
  static final ConvertWords NONE = new ConvertWords(Optional.empty(), List.of());

  /**
   * @param convert null where the column has none
   * @param type of the column in the target
   */
  static ConvertWords of(@Nullable YamlValue convert, ColumnType type) {
    if (convert == null) {
      return NONE;
    }
    Optional<Conversion> conversion = Optional.empty();
    List<TextConversion> texts = new ArrayList<>();
    for (YamlValue word : convert.isText() ? List.of(convert) : convert.list()) {
      Optional<TextConversion> text = find(TextConversion.values(), word);
      if (text.isPresent()) {
        if (!type.keepsText()) {
          throw unsuitable(word, type);
        }
        if (texts.stream().anyMatch(text.get()::excludes)) {
          throw word.problem(
              word.text() + " is the second word on the same texts: expected one at most");
        }
        texts.add(text.get());
      } else if (conversion.isPresent()) {
        throw word.problem(
            word.text()
                + " is the second conversion of one value: expected one, and beside it"
                + " nul-strip or nul-reject, utf8-replace or utf8-reject");
      } else {
        conversion = Optional.of(conversion(word));
        if (!suits(conversion.get(), type)) {
          throw unsuitable(word, type);
        }
      }
    }
    return new ConvertWords(conversion, texts);
  }

  /** A conversion that makes a value of a type, or says what time integers are. */
  static Conversion conversion(YamlValue word) {
    return find(Conversion.values(), word)
        .orElseThrow(() -> word.problem("no conversion " + word.text()));
  }

  private static <T extends Enum<T>> Optional<T> find(T[] all, YamlValue word) {
    String name = word.text().toUpperCase(Locale.ROOT).replace('-', '_');
    for (T each : all) {
      if (each.name().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static RuntimeException unsuitable(YamlValue word, ColumnType type) {
    return word.problem(word.text() + " does not make a " + type.name().toLowerCase(Locale.ROOT));
  }

  private static boolean suits(Conversion conversion, ColumnType type) {
    return switch (conversion) {
      case NONE -> true;
      case SECONDS, MILLISECONDS -> type == ColumnType.TIMESTAMPTZ;
      case FRACTION_TO_PERCENT -> type == ColumnType.DOUBLE;
      case BASE64, LEGACY_ID -> type == ColumnType.TEXT;
    };
  }
}
