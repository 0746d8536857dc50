package dev.prima.jobs.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a page that a test makes, between {@code <!-- made by TEST: NAME -->} and an end. */
public final class MadePart {
  private MadePart() {}

  /** What stands there; replaced first where {@code -Ddocs.write=true} says so. */
  public static String of(Path page, Class<?> test, String name, String wanted) throws IOException {
    Pattern place =
        Pattern.compile(
            "(?s)(<!-- made by %s: %s -->\n)(.*?)(<!-- end -->)"
                .formatted(test.getSimpleName(), name));
    if (Boolean.getBoolean("docs.write")) {
      String text =
          place
              .matcher(Files.readString(page))
              .replaceFirst(m -> Matcher.quoteReplacement(m.group(1) + wanted + m.group(3)));
      Files.writeString(page, text);
    }
    Matcher found = place.matcher(Files.readString(page));
    assertThat(found.find()).as("%s has a place for %s", page, name).isTrue();
    return found.group(2);
  }
}
