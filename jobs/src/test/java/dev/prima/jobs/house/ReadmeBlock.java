package dev.prima.jobs.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of commands of a page.
 *
 * @param marks the words after {@code bash}: {@code run} for what {@link ReadmeCommandsIT} runs,
 *     {@code full} for what it runs in the long form only
 */
record ReadmeBlock(List<String> marks, String script) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```bash([^\n]*)\n(.*?)^```$");

  ReadmeBlock {
    marks = List.copyOf(marks);
  }

  static List<ReadmeBlock> of(Path page) {
    try {
      List<ReadmeBlock> blocks = new ArrayList<>();
      Matcher fence = FENCE.matcher(Files.readString(page));
      while (fence.find()) {
        blocks.add(new ReadmeBlock(List.of(fence.group(1).trim().split(" ")), fence.group(2)));
      }
      return blocks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command each; continued lines are one. */
  List<String> commands() {
    return List.of(script.replaceAll("\\\\\n\\s*", "").split("\n"));
  }
}
