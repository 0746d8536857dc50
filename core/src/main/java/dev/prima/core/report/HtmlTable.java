package dev.prima.core.report;

/** One table of the HTML report, in a frame that scrolls where the screen is narrow. */
final class HtmlTable {
  /** From so many rows on a table can be searched. */
  private static final int SEARCHED_FROM = 9;

  private final Markup html;

  /**
   * @param label for those who cannot see what stands above it
   * @param rows how many will follow
   * @param columns in order; {@code #} before a name makes a column of numbers, {@code ~} one that
   *     cannot be sorted
   */
  HtmlTable(Markup html, String label, int rows, String... columns) {
    this.html = html;
    html.begin("div", "class", "frame", "role", "region", "tabindex", "0", "aria-label", label);
    html.begin(
        "table", rows < SEARCHED_FROM ? new String[0] : new String[] {"data-search", "rows"});
    html.begin("thead").begin("tr");
    for (String column : columns) {
      String name = column.replaceFirst("^[#~]", "");
      String kind = column.startsWith("#") ? "n" : column.startsWith("~") ? "u" : "t";
      html.leaf("th", name, "scope", "col", "class", kind);
    }
    html.end().endLine().begin("tbody");
  }

  HtmlTable row(String header) {
    html.begin("tr").leaf("th", header, "scope", "row");
    return this;
  }

  HtmlTable count(long number) {
    return count(number, "");
  }

  /** A count that stands out where it is not 0, in the manner of a class of the style sheet. */
  HtmlTable count(long number, String kind) {
    String style = number == 0 ? "n zero" : ("n " + kind).strip();
    html.leaf("td", Markup.count(number), "class", style, "data-v", Long.toString(number));
    return this;
  }

  HtmlTable number(String shown, double value) {
    html.leaf("td", shown, "class", "n", "data-v", Double.toString(value));
    return this;
  }

  /** A number that nobody knows, or that does not apply. */
  HtmlTable unknown() {
    return number("–", 0);
  }

  HtmlTable text(String text) {
    html.leaf("td", text);
    return this;
  }

  HtmlTable code(String shown, String whole) {
    html.begin("td").leaf("code", shown, "title", whole).end();
    return this;
  }

  /** A cell that is written by the caller; to be ended by {@link Markup#end()}. */
  Markup cell(String kind) {
    return html.begin("td", "class", kind);
  }

  HtmlTable endRow() {
    html.endLine();
    return this;
  }

  /** Goes on with the rows of totals. */
  HtmlTable totals() {
    html.end().begin("tfoot");
    return this;
  }

  void end() {
    html.end().end().endLine();
  }
}
