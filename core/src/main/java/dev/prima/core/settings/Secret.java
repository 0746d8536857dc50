package dev.prima.core.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where a secret is kept, never what it is. Prints {@code ***}, is not serializable, and is
 * resolved where it is used.
 */
@Expects("env:NAME or file:PATH, which say where the secret is kept, never the secret itself")
public final class Secret {
  private static final Pattern FORM =
      Pattern.compile("env:(?<variable>[A-Za-z_][A-Za-z0-9_]*)|file:(?<file>.+)");

  private final String reference;

  private Secret(String reference) {
    this.reference = reference;
  }

  /** The message of the exception does not hold the text, which may be a password. */
  public static Secret parse(String text) {
    if (!isReference(text)) {
      throw new IllegalArgumentException("not env:NAME or file:PATH");
    }
    return new Secret(text);
  }

  /** Whether the text says where a secret is kept, so that it is none itself. */
  public static boolean isReference(String text) {
    return FORM.matcher(text).matches();
  }

  /** The environment variable that holds it, if one does. */
  public Optional<String> variable() {
    return group("variable");
  }

  /** The file that holds it, if one does. */
  public Optional<String> file() {
    return group("file");
  }

  private Optional<String> group(String name) {
    Matcher matcher = FORM.matcher(reference);
    return matcher.matches() ? Optional.ofNullable(matcher.group(name)) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.reference.equals(reference);
  }

  @Override
  public int hashCode() {
    return reference.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
