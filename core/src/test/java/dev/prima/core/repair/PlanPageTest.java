package dev.prima.core.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.json.Json;
import dev.prima.core.repair.Change.Action;
import org.junit.jupiter.api.Test;

class PlanPageTest {
  private static Change change(String line) {
    return Change.of(Json.parse(line).asObject());
  }

  private static final Change MOVE =
      change(
          "{\"kind\":\"misplaced\",\"table\":\"agents\",\"store\":\"postgres\",\"key\":"
              + "{\"agent_id\":\"a|<b>\\n\"},\"identity\":\"00\",\"node\":\"east\",\"region\":\"north\","
              + "\"shard\":3,\"expected\":{\"node\":\"home\",\"shard\":17},\"targetHash\":\"ff\"}");

  @Test
  void everyKindOfDiscrepancyHasTheChangeThatMendsIt() {
    String rest = ",\"table\":\"spores\",\"store\":\"cassandra\",\"key\":{}}";
    assertThat(change("{\"kind\":\"missing\"" + rest).action()).isEqualTo(Action.INSERT);
    assertThat(change("{\"kind\":\"mismatched\"" + rest).action()).isEqualTo(Action.UPDATE);
    assertThat(change("{\"kind\":\"misplaced\"" + rest).action()).isEqualTo(Action.MOVE);
    assertThat(change("{\"kind\":\"unexpected\"" + rest).action()).isEqualTo(Action.DELETE);
    assertThatThrownBy(() -> change("{\"kind\":\"odd\"" + rest)).hasMessageContaining("odd");
  }

  @Test
  void aChangeSaysWhereAndKeepsAllThatWasFound() {
    assertThat(MOVE.where()).isEqualTo("node east, region north, shard 3 to node home, shard 17");
    assertThat(Json.write(MOVE.toJson()))
        .startsWith("{\"action\":\"move\",\"why\":\"")
        .contains("\"targetHash\":\"ff\"", "\"expected\":{\"node\":\"home\",\"shard\":17}");
  }

  @Test
  void whatKeysHoldBreaksNeitherTableNorPage() {
    PlanPage page = new PlanPage("Made from run x.");
    page.add(MOVE);
    assertThat(page.render())
        .contains("| move | postgres agents | agent_id=a\\|&lt;b>  |")
        .doesNotContain("<b>");
  }

  @Test
  void aLongPlanShowsItsBeginningAndSaysHowManyMoreThereAre() {
    PlanPage page = new PlanPage("Made from run x.");
    for (int i = 0; i < PlanPage.SHOWN + 5; i++) {
      page.add(MOVE);
    }
    assertThat(page.changes()).isEqualTo(1_005);
    assertThat(page.render()).contains("And 5 more, in repair-plan.json.", " 1005 |");
  }
}
