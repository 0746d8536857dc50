package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport.Findings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunReportTest {
  static java.util.stream.Stream<RunReport> all() {
    return Examples.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void readsBackWhatItWrote(RunReport report) {
    RunReport again = RunReport.fromJson(report.toJson());
    assertThat(again).isEqualTo(report);
    assertThat(again.toJson()).isEqualTo(report.toJson());
  }

  /** The member names of DESIGN.md, typed off by hand. */
  @Test
  void hasTheMembersOfTheContractInItsOrder() {
    JsonObject json = Examples.network().toJsonTree();
    assertThat(json.members().keySet())
        .containsExactly(
            "schemaVersion",
            "runId",
            "command",
            "dryRun",
            "outcome",
            "exitCode",
            "attempt",
            "startedAt",
            "finishedAt",
            "tool",
            "spark",
            "sources",
            "tables",
            "sharding",
            "coherence",
            "reconciliation",
            "steps",
            "notes",
            "warnings");
    assertThat(Json.write(json))
        .startsWith(
            "{\"schemaVersion\":1,\"runId\":\"2026-11-22T141530Z-7f3a\",\"command\":\"migrate\","
                + "\"dryRun\":false,\"outcome\":\"ok\",\"exitCode\":0,\"attempt\":1,"
                + "\"startedAt\":\"2026-11-22T14:15:30.250Z\","
                + "\"finishedAt\":\"2026-11-22T14:16:18.566Z\",\"tool\":{\"version\":\"1.0.0\"},"
                + "\"spark\":{\"master\":\"local[*]\",\"deployMode\":\"client\","
                + "\"applicationId\":\"local-1795443330250\"},\"sources\":[{\"file\":"
                + "\"/srv/prima/network/network.db\",\"bytes\":438272,\"sha256\":\"9f86d081884c7d6"
                + "59a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"profiles\":[\"prima\"],"
                + "\"tables\":[{\"table\":\"agents\",\"read\":118}")
        .contains(
            "{\"table\":\"agents\",\"read\":236,\"loaded\":118,\"duplicates\":100,"
                + "\"superseded\":18,\"skipped\":0,\"rejected\":0,\"failed\":0,\"replaced\":0,"
                + "\"derived\":0,\"rejectReasons\":{},\"conversions\":{\"created_at: seconds\":12,"
                + "\"last_heartbeat: seconds\":12},\"targets\":[{\"store\":\"postgres\","
                + "\"name\":\"prima.agents\",\"node\":\"east\",\"region\":\"sacred_east\","
                + "\"rows\":41}")
        .contains(
            "\"sharding\":{\"strategy\":\"harmonic\",\"shards\":100,\"shardsUsed\":98,"
                + "\"agents\":118,\"edges\":1402,\"edgeCut\":0.281,\"hashEdgeCut\":0.9897,"
                + "\"maxOverMean\":1.0512,\"crossRegion\":0.174,\"hashCrossRegion\":0.8611,"
                + "\"moved\":0},\"coherence\":{\"activeAgents\":100,\"source\":74.5,"
                + "\"targets\":74.5},\"reconciliation\":{\"verdict\":\"reconciled\","
                + "\"level\":\"fingerprint\",\"tables\":[{\"table\":\"agents\","
                + "\"store\":\"postgres\",\"sourceRows\":118,\"targetRows\":118,\"matched\":118,"
                + "\"missing\":0,\"unexpected\":0,\"mismatched\":0,\"misplaced\":0,"
                + "\"otherSources\":0}")
        .contains(
            "\"checks\":[{\"name\":\"an agent stands on exactly one node\",\"checked\":118,"
                + "\"violations\":0}")
        .contains(
            "\"steps\":[{\"name\":\"snapshot\",\"seconds\":0.412,\"rows\":3,"
                + "\"rowsPerSecond\":7.3}");
  }

  @Test
  void dryRunSaysWouldLoadAndNeverLoaded() {
    String json = Examples.plan().toJson();
    assertThat(json).contains("\"wouldLoad\": 2").doesNotContain("loaded");
    assertThat(HtmlReport.render(Examples.plan(), null)).contains("would load");
    assertThat(MarkdownReport.render(Examples.plan())).contains("| would load |");
  }

  @Test
  void runThatStoppedKeepsItsErrorAndWritesNullForWhatItDoesNotKnow() {
    assertThat(Json.write(Examples.stopped().toJsonTree()))
        .contains("\"error\":{\"code\":\"SRC-003\",\"message\":\"SRC-003 fleet/a.db")
        .contains("\"spark\":null,\"sources\":[],\"tables\":[],\"sharding\":null,");
  }

  @Test
  void reportOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> RunReport.fromJson("{\"schemaVersion\":2}"))
        .hasMessageContaining("schemaVersion is 2");
  }

  @Test
  void verdictAndNextStepAreWords() {
    assertThat(Conclusion.of(Examples.network()).verdict())
        .isEqualTo("Every row is accounted for, and the targets agree with the sources.");
    assertThat(Conclusion.of(Examples.network()).nextStep()).isEmpty();
    assertThat(Conclusion.of(Examples.stopped()).nextStep().map(NextStep::toString))
        .hasValue("mend the cause, then scripts/prima migrate --resume 2026-11-22T141530Z-7f3a");
    assertThat(Conclusion.of(Examples.hostile()).verdict())
        .isEqualTo("The books of 1 table do not balance: this is a fault of ours.");
  }

  @Test
  void differencesLeadToTheirListOrToTheCommandThatMendsThem() {
    assertThat(nextStep("row", 1))
        .hasValueSatisfying(s -> assertThat(s).endsWith(" repair " + Examples.ID));
    assertThat(nextStep("fingerprint", 1))
        .hasValue("list the rows that differ with scripts/prima reconcile --level row");
    assertThat(nextStep("row", 0))
        .hasValue("see which checks do not hold; once mended scripts/prima reconcile");
  }

  private static Optional<String> nextStep(String level, long missing) {
    RunReport network = Examples.network();
    ReconciliationReport differences =
        new ReconciliationReport(
            Verdict.DIFFERENCES,
            level,
            List.of(
                new Compared("work", "postgres", 1, 1 - missing, 1 - missing, missing, 0, 0, 0, 0)),
            List.of(new Check("ends-exist", 1, 1)));
    return Conclusion.of(
            new RunReport(
                network.run(),
                new RunEnd(ExitCode.DISCREPANCIES, network.end().finishedAt(), null),
                network.environment(),
                network.sources(),
                network.tables(),
                new Findings(null, null, differences),
                network.steps(),
                network.remarks()))
        .nextStep()
        .map(NextStep::toString);
  }
}
