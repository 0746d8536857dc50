package dev.prima.core.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.selection.TableSelection.Taken;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSelectionTest {
  private static List<String> names(String text) {
    return text == null ? List.of() : List.of(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    ",,agents,true",
    "agents,,agents,true",
    "agents,,messages,false",
    "agents,,legacy.agents,false",
    ",agents,agents,false",
    ",agents,messages,true",
    "legacy.*,,legacy.notes,true",
    "legacy.*,,agents,false",
    "legacy.tmp_*,,legacy.tmp_,true",
    "legacy.tmp_*,,legacy.tmp,false",
    "legacy.*_old,,legacy.notes_old,true",
    "legacy.a.b,,legacy.aXb,false",
    "legacy.*,legacy.notes,legacy.notes,false",
    "legacy.Notes,,legacy.nOTES,true",
    "AGENTS,,agents,true",
    "age*,,agents,false",
  })
  void takesWhatIsNamedAndNotExcluded(String tables, String excluded, String table, boolean taken) {
    assertThat(new TableSelection(names(tables), names(excluded)).takes(table)).isEqualTo(taken);
  }

  @Test
  void saysWhichRuleLeavesATableOut() {
    TableSelection selection = new TableSelection(List.of("agents"), List.of("legacy.*"));
    assertThat(selection.rule("messages")).isEqualTo("source.tables");
    assertThat(selection.rule("legacy.notes")).isEqualTo("source.exclude-tables");
  }

  @Test
  void aNameThatNoSourceHoldsIsRefusedAndAPatternMayMatchNone() {
    TableSelection selection =
        new TableSelection(List.of(), List.of("legacy.notes", "legacy.tmp_*"));
    assertThatCode(() -> selection.checkHeld(List.of("legacy.Notes"), Taken.SOME))
        .doesNotThrowAnyException();
    PrimaException refused =
        catchThrowableOfType(
            PrimaException.class, () -> selection.checkHeld(List.of("legacy.note"), Taken.SOME));
    assertThat(refused.exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(refused).hasMessageContainingAll("legacy.notes", "legacy.note.", "No target");
  }

  @Test
  void aSelectionThatLeavesNothingIsRefused() {
    assertThat(
            catchThrowableOfType(
                PrimaException.class,
                () ->
                    new TableSelection(List.of("spores"), List.of())
                        .checkHeld(List.of(), Taken.NONE)))
        .hasMessageContaining("No table of the sources is left");
  }
}
