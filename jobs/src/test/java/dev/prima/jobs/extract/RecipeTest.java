package dev.prima.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.mapping.WeightExpression;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {
  @Test
  void isTheSameWhateverTheRankOfTheFileAndWhatItsDeclarationSaysBesides() {
    assertThat(text(planned(0, source("x")))).isEqualTo(text(planned(7, source("x"))));
    assertThat(text(planned(0, source("x"))))
        .isEqualTo(text(planned(0, source("x").with(TableDeclaration.NONE.withSequence(70)))));
    assertThat(text(planned(0, source("x")))).isNotEqualTo(text(planned(0, source("y"))));
  }

  @Test
  void tellsExpressionsByWhatWasWritten() throws Exception {
    assertThat(text(weighted("a + b"))).isEqualTo(text(weighted("a + b")));
    assertThat(text(weighted("a + b"))).isNotEqualTo(text(weighted("a - b")));
  }

  @Test
  void textsDoNotRunIntoEachOther() {
    assertThat(text(planned(0, source("b;1:x")))).contains("5:b;1:x;");
  }

  private static PlannedTable weighted(String weight) throws Exception {
    PlannedTable plain = planned(0, source("x"));
    TargetTable target = plain.stagedTarget();
    return new PlannedTable(
        new TargetTable(
            target.name(),
            target.columns(),
            target.key(),
            target.precedence(),
            target.placement(),
            target.stores(),
            new Edges.Weighted("id", "x", WeightExpression.parse(weight))),
        0,
        plain.sourceTable(),
        plain.claim());
  }

  private static SourceTable source(String column) {
    return new SourceTable(
        "t",
        List.of("id", column).stream().map(n -> new SourceColumn(n, "", false, 0, false)).toList(),
        true,
        List.of());
  }

  private static PlannedTable planned(int file, SourceTable source) {
    return new PlannedTable(
        UnclaimedTable.staged(source), file, source, UnclaimedTable.claim(source, source));
  }

  private static String text(PlannedTable table) {
    return new String(Recipe.of(table), StandardCharsets.UTF_8);
  }
}
