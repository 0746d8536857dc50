package dev.prima.core.settings;

/** Records from what was written, and text from records. */
public final class Settings {
  private Settings() {}

  /**
   * Reads a tree into a record. Never stops at the first problem: what could not be read holds a
   * stand-in, so the caller must not use the result where there are problems.
   *
   * @param root what was written, all layers merged
   * @param problems takes what is wrong
   */
  public static <R extends Record> R bind(
      Class<R> type, Node.Mapping root, Problems problems, Surroundings surroundings) {
    Binding binding = new Binding(SettingKeys.of(type), root, problems, surroundings);
    return type.cast(binding.group(type, root, ""));
  }

  /**
   * All keys with the values that hold, as YAML that reads back to an equal record where there are
   * no secrets; these are {@code ***}. What is optional and absent is left out.
   */
  public static String effective(Record settings) {
    YamlText out = new YamlText();
    new Shape.Group(settings.getClass()).writeKeys(settings, out);
    return out.toString();
  }

  /** All keys, documented, with their defaults, as YAML; what has no default is commented out. */
  public static String reference(Class<? extends Record> type) {
    return new Reference().of(type);
  }

  /** Whether a property of this name holds a secret by the looks of it. */
  public static boolean looksSecret(String name) {
    return Component.isSensitive(name);
  }
}
