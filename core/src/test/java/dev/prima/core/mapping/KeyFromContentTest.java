package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.KeyFromContent.OwnReference;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys made from content: the worked example of docs/identity.md, which Python computed. */
class KeyFromContentTest {
  private static SourceColumn key(String name, String type, int position) {
    return new SourceColumn(name, type, false, position, false);
  }

  private static SourceColumn column(String name, String type) {
    return key(name, type, 0);
  }

  private static SourceTable table(String name, SourceColumn... columns) {
    return new SourceTable(name, List.of(columns), true, List.of(), TableDeclaration.NONE);
  }

  private static SourceReference reference(String column, String parent, String... parentColumns) {
    return new SourceReference(
        List.of(column), parent, List.of(parentColumns), "NO ACTION", "NO ACTION");
  }

  @Test
  void keysAreThoseOfThePage() throws IOException {
    SourceTable source =
        table(
            "notes",
            key("id", "INTEGER", 1),
            column("stars", "INTEGER"),
            column("Body", "TEXT"),
            column("empty", "TEXT"),
            column("up", "INTEGER"),
            new SourceColumn("link", "TEXT", false, 0, true));
    RowPage page = new RowPage(6);
    for (long id : new long[] {3, 70}) {
      page.beginRow(id);
      page.column(0).appendInteger(id);
      page.column(1).appendInteger(5);
      page.column(2).appendText("Hello".getBytes(StandardCharsets.UTF_8));
      page.column(3).appendNull();
      page.column(4).appendNull();
      page.column(5).appendText(("/" + id).getBytes(StandardCharsets.UTF_8));
    }
    KeyFromContent keys = new KeyFromContent(source, List.of("id", "up"));
    byte[] content = keys.content(page, 0);
    assertThat(keys.content(page, 1)).as("the id is no part of it").isEqualTo(content);
    long first = keys.key(content, 1);
    assertThat(page())
        .contains("`" + HexFormat.of().formatHex(content) + "`")
        .contains("`" + first + "`")
        .contains("`" + keys.key(content, 2) + "`");

    SourceTable answers = table("notes", key("id", "INTEGER", 1), column("body", "TEXT"));
    RowPage answer = new RowPage(2);
    answer.beginRow(4);
    answer.column(0).appendInteger(4);
    answer.column(1).appendText("Yes".getBytes(StandardCharsets.UTF_8));
    KeyFromContent other = new KeyFromContent(answers, List.of("id"));
    byte[] alone = other.content(answer, 0);
    byte[] below = other.content(alone, 4, List.of(new OwnReference("up", 3, first)));
    byte[] itself = other.content(alone, 4, List.of(new OwnReference("up", 4, null)));
    assertThat(page())
        .contains("`" + other.key(below, 1) + "`")
        .contains("`" + other.key(itself, 1) + "`");
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs", "identity.md"));
  }

  @Test
  void referencesAreFollowedFromTableToTable() {
    Map<String, SourceTable> tables = new LinkedHashMap<>();
    tables.put(
        "legacy.lines",
        table(
            "lines",
            key("Note", "INTEGER", 1),
            key("n", "INTEGER", 2),
            column("pen", "TEXT"),
            column("tag", "INTEGER")));
    tables.put("legacy.notes", table("notes", key("id", "INTEGER", 1), column("up", "INTEGER")));
    tables.put("legacy.pens", table("pens", key("name", "TEXT", 1)));
    tables.put(
        "legacy.details", table("details", key("note", "INTEGER", 1), column("text", "TEXT")));
    tables.put("legacy.marks", table("marks", key("id", "INTEGER", 1), column("line", "INTEGER")));
    ContentKeys keys =
        ContentKeys.of(
            tables,
            Map.of(
                "legacy.lines", List.of(reference("note", "NOTES"), reference("pen", "pens")),
                "legacy.notes", List.of(reference("up", "notes", "ID")),
                "legacy.details", List.of(reference("note", "notes")),
                "legacy.marks", List.of(reference("line", "lines", "note"))));
    assertThat(keys.obstacles()).isEmpty();
    assertThat(keys.made()).containsExactly("legacy.notes", "legacy.marks");
    assertThat(keys.held("legacy.lines", "NOTE")).contains("legacy.notes");
    assertThat(keys.held("legacy.lines", "n")).isEmpty();
    assertThat(keys.held("legacy.lines", "pen")).isEmpty();
    assertThat(keys.held("legacy.notes", "up")).contains("legacy.notes");
    assertThat(keys.held("legacy.details", "note")).contains("legacy.notes");
    assertThat(keys.held("legacy.marks", "line")).contains("legacy.notes");
    assertThat(LocalKeys.among(tables, (t, c) -> c.declaredType().equals("INTEGER")))
        .doesNotContain("legacy.pens")
        .hasSize(4);
  }

  @Test
  void whatCannotBeFollowedIsSaid() {
    Map<String, SourceTable> tables = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      tables.put(
          "legacy." + name, table(name, key("id", "INTEGER", 1), column("other", "INTEGER")));
    }
    ContentKeys keys =
        ContentKeys.of(
            tables,
            Map.of(
                "legacy.a", List.of(reference("other", "b")),
                "legacy.b", List.of(reference("other", "a")),
                "legacy.c", List.of(reference("other", "c"), reference("other", "a"))));
    assertThat(keys.made()).containsExactly("legacy.c");
    assertThat(keys.obstacles())
        .containsExactly(
            "column other of legacy.c refers to several tables whose keys would be made: legacy.a,"
                + " legacy.c",
            "references go round between legacy.a, legacy.b");
    assertThat(keys.held("legacy.a", "id")).isEmpty();
  }
}
