package dev.prima.core.report;

import dev.prima.core.run.Books;
import dev.prima.core.run.Fate;
import java.util.List;
import java.util.Locale;

/**
 * Bars as SVG, coloured by classes of the style sheet (an inline style would break the content
 * security policy), each with a title and a description for those who cannot see it.
 */
final class Chart {
  private static final double WIDTH = 1000;

  /** The least width of what is not nothing, so that one row of millions is still seen. */
  private static final double VISIBLE = 8;

  private static final int MOST_COLUMNS = 200;
  private static final double COLUMN_HEIGHT = 112;

  private final Markup html;

  Chart(Markup html) {
    this.html = html;
  }

  /** The fates of one table, side by side. */
  void fates(Books books) {
    StringBuilder words = new StringBuilder();
    double visible = 0;
    long large = 0;
    long sum = 0;
    for (Fate fate : Fate.values()) {
      sum += books.count(fate);
    }
    for (Fate fate : Fate.values()) {
      long count = books.count(fate);
      if (count > 0) {
        words.append(words.isEmpty() ? "" : ", ").append(Markup.count(count)).append(' ');
        words.append(word(fate));
        boolean small = count * WIDTH / sum < VISIBLE;
        visible += small ? VISIBLE : 0;
        large += small ? 0 : count;
      }
    }
    open("Fates of " + books.table(), words.isEmpty() ? "no rows" : words.toString());
    double x = 0;
    for (Fate fate : Fate.values()) {
      long count = books.count(fate);
      if (count > 0) {
        boolean small = count * WIDTH / sum < VISIBLE;
        double width = small ? VISIBLE : count * (WIDTH - visible) / large;
        rectangle(x, width, "f-" + word(fate));
        x += width;
      }
    }
    html.end();
  }

  /** A part of a whole, from a point on; all in one unit. */
  void span(String title, String words, double from, double length, double whole, String kind) {
    open(title, words);
    rectangle(0, WIDTH, "track");
    if (whole > 0 && length > 0) {
      double width = Math.max(VISIBLE / 2, length / whole * WIDTH);
      rectangle(Math.min(from / whole * WIDTH, WIDTH - width), width, kind);
    }
    html.end();
  }

  /**
   * Columns side by side against a line that none may pass.
   *
   * @param values in their order; of very many some stand for their neighbours
   */
  void columns(String title, String words, List<Long> values, long line) {
    html.begin(
        "svg",
        "class",
        "columns",
        "viewBox",
        "0 0 1000 120",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        title + ": " + words);
    html.leaf("title", title).leaf("desc", words);
    long most = Math.max(line, values.stream().mapToLong(Long::longValue).max().orElse(0));
    int columns = Math.min(MOST_COLUMNS, values.size());
    for (int c = 0; c < columns && most > 0; c++) {
      long value = values.get((int) ((long) c * values.size() / columns));
      double height = value * COLUMN_HEIGHT / most;
      html.empty(
          "rect",
          "class",
          value > line ? "over" : "here",
          "x",
          decimal(c * WIDTH / columns),
          "y",
          decimal(120 - height),
          "width",
          decimal(WIDTH / columns * 0.8),
          "height",
          decimal(height));
    }
    if (most > 0) {
      String y = decimal(120 - line * COLUMN_HEIGHT / most);
      html.empty("line", "class", "cap", "x1", "0", "x2", "1000", "y1", y, "y2", y);
    }
    html.end();
  }

  static String word(Fate fate) {
    return switch (fate) {
      case LOADED -> "loaded";
      case DUPLICATE -> "duplicates";
      case SUPERSEDED -> "superseded";
      case SKIPPED -> "skipped";
      case REJECTED -> "rejected";
      case FAILED -> "failed";
    };
  }

  private void open(String title, String words) {
    html.begin(
        "svg",
        "class",
        "bar",
        "viewBox",
        "0 0 1000 10",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        title + ": " + words);
    html.leaf("title", title).leaf("desc", words);
  }

  private void rectangle(double x, double width, String kind) {
    html.empty("rect", "class", kind, "x", decimal(x), "width", decimal(width), "height", "10");
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }
}
