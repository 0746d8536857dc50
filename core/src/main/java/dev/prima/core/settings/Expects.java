package dev.prima.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class the type of a setting: it has {@code public static T parse(String)}, which throws
 * {@link IllegalArgumentException} for any other text, and a {@code toString} that parses back.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Expects {
  /** Completes "VALUE is not ...", for instance {@code a size such as 32MiB}. */
  String value();
}
