package dev.prima.core.settings;

/** A file that has to be there when the config is read; relative to the working folder. */
@Expects("the path of a file")
public record NamedFile(String path) {

  public static NamedFile parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("blank");
    }
    return new NamedFile(text);
  }

  @Override
  public String toString() {
    return path;
  }
}
