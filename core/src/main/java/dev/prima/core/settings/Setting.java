package dev.prima.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a record component as a key. The key is the component's name in kebab-case; a component
 * whose type is a record is a group. {@code Optional} may be left out, lists and maps are empty
 * where nothing is given, everything else needs a default or is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it does, its unit and when to change it; sentences. */
  String doc();

  /** Taken where the key is absent, as text of the key's type; for a list, its only element. */
  String byDefault() default "";

  /** Smallest value allowed, as text of the key's type; applies to elements of lists and maps. */
  String min() default "";

  /** Greatest value allowed. */
  String max() default "";

  /** What a text has to match as a whole; {@link #expects()} says it in words. */
  String pattern() default "";

  /** Replaces the type's own expectation in problems and in the reference. */
  String expects() default "";

  /** A list that may not be empty. */
  boolean required() default false;

  /** YAML that the reference shows where there is no default. */
  String example() default "";

  /** The key, where the component cannot be named like it ({@code class}). */
  String name() default "";
}
