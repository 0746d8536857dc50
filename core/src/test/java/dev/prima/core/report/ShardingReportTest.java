package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.json.Json;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.ShardingDetails.Crossing;
import dev.prima.core.report.ShardingDetails.Unavoidable;
import dev.prima.core.report.ShardingReport.Continued;
import dev.prima.core.report.ShardingReport.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardingReportTest {
  private static final String HOSTILE = "<img src=x>\"&'";

  private static Figures figures(double edgeCut) {
    return new Figures(
        "harmonic", 100, 3, 4321, 98765, edgeCut, 0.6543, 1.0467, 0.2345, 0.8611, 17);
  }

  private static ShardingReport continued(double edgeCut, @Nullable Double lastFull) {
    return new ShardingReport(figures(edgeCut), new Continued(lastFull), null, List.of());
  }

  private static ShardingReport explained() {
    return new ShardingReport(
        figures(0.3456),
        new Continued(0.3),
        new ShardingDetails(
            new Crossing(98_001, 33_002, 22_003),
            new Crossing(87_004, 30_005, 20_006),
            new Unavoidable(12, 0.0123, 0.2222),
            1513,
            List.of(1400L, 1508L, 1413L),
            List.of("sacred_north", HOSTILE),
            List.of(List.of(600L, 150L), List.of(150L, 250L))),
        List.of(
            figures(0.3),
            new Figures("hash", 100, 99, 4321, 98765, 0.99, 0.99, 1.2, 0.9, 0.86, 0)));
  }

  @Test
  void aFullRunIsSuggestedWhereTheCutHasGrownByMoreThanATwentieth() {
    assertThat(continued(0.315, 0.3).suggestsFullRun()).isFalse();
    assertThat(continued(0.315, 0.3).advice()).isEmpty();
    ShardingReport grown = continued(0.3151, 0.3);
    assertThat(grown.suggestsFullRun()).isTrue();
    assertThat(grown.advice().orElseThrow())
        .contains("31.5 %")
        .contains("30.0 %")
        .contains("--set sharding.rebalance=full");
    assertThat(Json.write(grown.toJson()))
        .contains("\"continued\":{\"lastFullEdgeCut\":0.3,\"fullRunSuggested\":true}");
  }

  @Test
  void whatTheLastFullRunCutMayBeUnknownAndThatIsSaid() {
    ShardingReport unknown = continued(0.5, null);
    assertThat(unknown.suggestsFullRun()).isFalse();
    assertThat(unknown.advice().orElseThrow()).contains("not known").contains("plan --compare");
    assertThat(Json.write(unknown.toJson()))
        .contains("\"continued\":{\"lastFullEdgeCut\":null,\"fullRunSuggested\":false}");
    ShardingReport worseThanHash = continued(0.66, null);
    assertThat(worseThanHash.suggestsFullRun()).isTrue();
    assertThat(worseThanHash.advice().orElseThrow()).contains("hash").contains("rebalance=full");
  }

  @Test
  void aMapFromScratchIsItsOwnMeasure() {
    ShardingReport fresh = ShardingReport.of(figures(0.9));
    assertThat(fresh.suggestsFullRun()).isFalse();
    assertThat(fresh.advice()).isEmpty();
    assertThat(fresh.fullEdgeCut()).isEqualTo(0.9);
    assertThat(fresh.since(0.1)).isEqualTo(fresh);
    assertThat(continued(0.9, null).since(0.2).fullEdgeCut()).isEqualTo(0.2);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (ShardingReport report :
        List.of(explained(), continued(0.5, null), ShardingReport.of(figures(0.1)))) {
      assertThat(ShardingReport.from(Json.parse(Json.write(report.toJson())).asObject()))
          .isEqualTo(report);
    }
  }

  @Test
  void pageShowsTheFiguresOfTheJsonAndEscapesNames() {
    RunReport network = Examples.network();
    RunReport report =
        new RunReport(
            network.run(),
            new RunEnd(ExitCode.OK, null, null),
            network.environment(),
            network.sources(),
            network.tables(),
            new Findings(explained(), null, null),
            network.steps(),
            network.remarks());
    String html = HtmlReport.render(report, null);
    assertThat(html).contains("id=\"shards\"").doesNotContain("<img src=x");
    String section = html.substring(html.indexOf("id=\"shards\""), html.indexOf("id=\"targets\""));
    assertThat(section)
        .contains("&lt;img src=x&gt;&quot;&amp;&#39;")
        // Figures, as report.json has them.
        .contains("<dd>harmonic</dd>", "<dd>4,321</dd>", "<dd>98,765</dd>", "<dd>3 of 100</dd>")
        .contains("<dd>1.047</dd>", "<dd>17</dd>")
        .contains("34.6 %", "65.4 %", "23.5 %", "86.1 %", "30.0 %")
        // Crossings and what cannot be spared.
        .contains(">98,001<", ">33,002<", ">22,003<", ">87,004<", ">30,005<", ">20,006<")
        .contains("22.2 % runs between the regions", "1.2 % is cut at 12 agents")
        // Sizes against the cap.
        .contains("3 shards: the fullest holds 1,508 agents, the emptiest 1,400")
        .contains("1,513")
        // Of 1000 in all: 600 and 250 within, 150 between.
        .contains("60.0 %", "25.0 %", "15.0 %")
        // Strategies compared.
        .contains("99.0 %", ">99<");
  }
}
