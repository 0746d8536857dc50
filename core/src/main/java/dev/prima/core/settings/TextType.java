package dev.prima.core.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one type of setting is written as text.
 *
 * @param parse throws {@link RuntimeException} for text that is none
 * @param reserved words that a later version will understand
 * @param plain written without quotes: numbers and booleans
 */
record TextType(
    Class<?> type,
    String expects,
    Function<String, Object> parse,
    Function<Object, String> text,
    List<String> reserved,
    boolean plain) {

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final List<TextType> KNOWN =
      List.of(
          of(String.class, "a text", text -> text, false),
          of(Integer.class, "a whole number", text -> Integer.valueOf(whole(text)), true),
          of(Long.class, "a whole number", text -> Long.valueOf(whole(text)), true),
          of(Double.class, "a number", text -> Double.valueOf(decimal(text)), true),
          of(Boolean.class, "true or false", TextType::trueOrFalse, true),
          of(YearMonth.class, "a month such as 2024-01", YearMonth::parse, false),
          new TextType(
              Duration.class,
              "a time span such as 500ms, 30s, 10m, 2h or 1d",
              TextType::duration,
              span -> spanText((Duration) span),
              List.of(),
              false));

  private static TextType of(
      Class<?> type, String expects, Function<String, Object> parse, boolean plain) {
    return new TextType(type, expects, parse, String::valueOf, List.of(), plain);
  }

  static Optional<TextType> find(Class<?> raw) {
    Class<?> type = boxed(raw);
    if (type.isEnum()) {
      return Optional.of(words(type));
    }
    Expects expects = type.getAnnotation(Expects.class);
    if (expects != null) {
      return Optional.of(of(type, expects.value(), text -> parseBy(type, text), false));
    }
    return KNOWN.stream().filter(known -> known.type == type).findFirst();
  }

  private static Class<?> boxed(Class<?> type) {
    if (!type.isPrimitive()) {
      return type;
    }
    if (type == double.class) {
      return Double.class;
    }
    return type == int.class ? Integer.class : type == long.class ? Long.class : Boolean.class;
  }

  private static TextType words(Class<?> type) {
    List<Object> constants = Arrays.asList(type.getEnumConstants());
    Map<String, Object> byWord =
        constants.stream().collect(Collectors.toMap(TextType::word, word -> word));
    List<String> available =
        constants.stream().filter(TextType::isAvailable).map(TextType::word).toList();
    List<String> reserved =
        constants.stream().filter(word -> !isAvailable(word)).map(TextType::word).toList();
    return new TextType(
        type,
        available.size() == 1 ? available.get(0) : "one of " + String.join(", ", available),
        text -> known(available.contains(text) ? byWord.get(text) : null),
        TextType::word,
        reserved,
        false);
  }

  private static Object known(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("not a known word");
    }
    return value;
  }

  private static String word(Object constant) {
    return constant instanceof Word word ? word.word() : Paths.kebab(((Enum<?>) constant).name());
  }

  private static boolean isAvailable(Object constant) {
    return !(constant instanceof Word word) || word.available();
  }

  private static Object parseBy(Class<?> type, String text) {
    try {
      Method parse = type.getMethod("parse", String.class);
      return parse.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " needs a public static parse(String)", e);
    }
  }

  private static String decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException("not a number");
    }
    return text;
  }

  private static String whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException("not a whole number");
    }
    return text;
  }

  private static Object trueOrFalse(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return Boolean.valueOf(text);
  }

  private static Object duration(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a time span");
    }
    return UNITS
        .getOrDefault(matcher.group(2), Duration.ZERO)
        .multipliedBy(Long.parseLong(matcher.group(1)));
  }

  private static String spanText(Duration span) {
    for (String unit : List.of("d", "h", "m", "s")) {
      long millis = UNITS.getOrDefault(unit, Duration.ZERO).toMillis();
      if (!span.isZero() && span.toMillis() % millis == 0) {
        return span.toMillis() / millis + unit;
      }
    }
    return span.toMillis() + "ms";
  }
}
