package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedTableTest {
  private static SourceTable table(
      String name, List<SourceColumn> columns, List<SourceIndex> indexes, TableDeclaration said) {
    return new SourceTable(name, columns, true, indexes, said);
  }

  private static SourceColumn column(String name, int key) {
    return new SourceColumn(name, "TEXT", true, key, false);
  }

  private static TableDeclaration said(Map<String, String> defaults, String parent) {
    return new TableDeclaration(
        List.of(),
        defaults,
        List.of(new SourceReference(List.of("b"), parent, List.of(), "NO ACTION", "NO ACTION")),
        false,
        0,
        false,
        List.of(),
        List.of());
  }

  private static SourceIndex unique(String column) {
    return new SourceIndex(
        "sqlite_autoindex",
        List.of(new SourceIndex.Part(column, false, "")),
        true,
        true,
        false,
        "");
  }

  @Test
  void namesThatDifferInCaseAreOneWhateverTheOrderOfFiles() {
    SourceTable upper =
        table(
            "Things",
            List.of(column("ID", 1), column("b", 0)),
            List.of(unique("b")),
            said(Map.of("b", "'x'"), "Parent"));
    SourceTable lower =
        table(
            "things",
            List.of(column("id", 1), column("B", 0)),
            List.of(unique("B")),
            said(Map.of("B", "'x'"), "parent"));
    SourceTable merged = MergedTable.of(List.of(upper, lower));
    SourceTable other = MergedTable.of(List.of(lower, upper));
    assertThat(merged.name()).isEqualTo("Things").isEqualTo(other.name());
    assertThat(merged.columnNames()).containsExactly("ID", "B").isEqualTo(other.columnNames());
    assertThat(merged.primaryKey()).containsExactly("ID");
    assertThat(merged.indexes()).hasSize(1);
    assertThat(merged.declaration().defaults()).containsExactly(Map.entry("B", "'x'"));
    assertThat(merged.declaration().references())
        .singleElement()
        .extracting(SourceReference::columns)
        .isEqualTo(List.of("B"));
    assertThat(merged.declaration().drift()).isEmpty();

    TableClaim claim = UnclaimedTable.claim(lower, merged);
    assertThat(claim.target()).isEqualTo("legacy.Things");
    assertThat(claim.rules()).extracting(ColumnRule::source).containsExactly("id", "B");
    assertThat(claim.rules()).extracting(ColumnRule::target).containsExactly("ID", "B");
  }

  @Test
  void lettersBeyondAsciiAreNotTakenForOneAnother() {
    assertThat(MergedTable.sameName("Ä", "ä")).isFalse();
    assertThat(MergedTable.sameName("K", "\u212A")).as("the sign of Kelvin").isFalse();
    assertThat(MergedTable.sameName("aZ", "Az")).isTrue();
  }

  @Test
  void whatKeepsRowsOutIsKeptOnlyWhereAllFilesHaveIt() {
    SourceTable one =
        table(
            "t",
            List.of(column("a", 1), column("b", 0)),
            List.of(unique("b")),
            said(Map.of("b", "1"), "p"));
    SourceTable two =
        table("t", List.of(column("a", 0), column("c", 0)), List.of(), said(Map.of(), "q"));
    SourceTable merged = MergedTable.of(List.of(one, two));
    assertThat(merged.primaryKey()).isEmpty();
    assertThat(merged.columnNames()).containsExactly("a", "b", "c");
    assertThat(merged.columns())
        .extracting(SourceColumn::notNull)
        .containsExactly(true, false, false);
    assertThat(merged.indexes()).isEmpty();
    assertThat(merged.declaration().references()).isEmpty();
    assertThat(merged.declaration().drift())
        .containsExactlyInAnyOrder(
            "it has no primary key here: its files do not agree on one",
            "column b is not in all files",
            "column c is not in all files",
            "unique index sqlite_autoindex is not carried over: not all files have it",
            "foreign key to p is not carried over: not all files have it",
            "foreign key to q is not carried over: not all files have it");
  }

  @Test
  void aKeyThatRowsLackBecomesAUniqueConstraintOfOneFileAndNoneOfSeveral() {
    SourceTable lacking =
        table("t", List.of(column("a", 1)), List.of(), TableDeclaration.NONE.withKeyNulls());
    SourceTable alone = MergedTable.of(List.of(lacking));
    assertThat(alone.primaryKey()).isEmpty();
    assertThat(alone.indexes()).extracting(SourceIndex::columns).containsExactly(List.of("a"));
    SourceTable beside =
        MergedTable.of(
            List.of(
                lacking, table("t", List.of(column("a", 1)), List.of(), TableDeclaration.NONE)));
    assertThat(beside.primaryKey()).isEmpty();
    assertThat(beside.indexes()).isEmpty();
    assertThat(beside.declaration().drift()).hasSize(1);
  }
}
