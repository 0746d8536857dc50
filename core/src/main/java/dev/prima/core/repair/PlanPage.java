package dev.prima.core.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan of changes for people: {@code repair-plan.md}. Takes change after change and keeps no more
 * than it shows. Not thread-safe.
 */
public final class PlanPage {
  /** Changes that are shown one by one; {@code repair-plan.json} has all. */
  static final int SHOWN = 1_000;

  private final String heading;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();
  private long changes;

  /**
   * @param heading what the plan is made from
   */
  public PlanPage(String heading) {
    this.heading = heading;
  }

  public void add(Change change) {
    changes++;
    counts.merge(
        row(change.store(), change.table(), change.action().word(), change.action().why()),
        1L,
        Long::sum);
    if (lines.size() < SHOWN) {
      lines.add(
          row(
              change.action().word(),
              change.store() + " " + change.table(),
              change.key(),
              change.where(),
              change.columns()));
    }
  }

  public long changes() {
    return changes;
  }

  /** Markdown, with a line feed at the end. */
  public String render() {
    StringBuilder page = new StringBuilder("# Plan of changes\n\n").append(heading).append("\n\n");
    page.append("| store | table | change | why | rows |\n|---|---|---|---|---:|\n");
    counts.forEach((row, n) -> page.append(row).append(' ').append(n).append(" |\n"));
    page.append("\n| change | table | row | where | columns |\n|---|---|---|---|---|\n");
    lines.forEach(line -> page.append(line).append('\n'));
    if (changes > lines.size()) {
      page.append("\nAnd ").append(changes - lines.size()).append(" more, in repair-plan.json.\n");
    }
    return page.toString();
  }

  private static String row(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(escaped(cell)).append(" |");
    }
    return row.toString();
  }

  /** Keys are data: they must break neither the table nor the page. */
  private static String escaped(String cell) {
    return cell.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\r", " ")
        .replace("\n", " ");
  }
}
