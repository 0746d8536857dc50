package dev.prima.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.json.Json;
import dev.prima.core.report.CoherenceReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.jobs.reconcile.Side.Fingerprint;
import dev.prima.jobs.reconcile.Side.Group;
import dev.prima.jobs.spark.JsonForm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a comparison keeps for a resume is the same when it is read again. */
class KeptAnswersTest {
  @Test
  void fingerprintsAreTheSame() {
    again(
        Map.of(
            new Group(1, "sol \"3\"", 7, "eu", true, false),
            new Fingerprint(12, Long.MIN_VALUE, Long.MAX_VALUE),
            new Group(2, null, null, null, false, true),
            new Fingerprint(0, -1, 0),
            new Group(2, "", 0, "null", true, true),
            new Fingerprint(1L << 40, 3, -9_007_199_254_740_993L)),
        Side.GROUPS);
    again(Map.of(), Side.GROUPS);
  }

  @Test
  void identitiesAreTheSame() {
    again(
        List.of(new IdentityCounts(3, 10, 2, 7), new IdentityCounts(0, 1L << 33, 0, 1)),
        IdentityCounts.FORM.list());
  }

  @Test
  void checksAreTheSame() {
    again(
        List.of(new Check("ends-exist", 5, 1), new Check("region-served", 0, 0)),
        Checks.FORM.list());
    again(List.of(), Checks.FORM.list());
  }

  @Test
  void coherenceIsTheSame() {
    again(new CoherenceReport(3, 0.1 + 0.2, 1e-300), FieldCoherence.FORM);
    again(new CoherenceReport(0, null, null), FieldCoherence.FORM);
  }

  private static <T> void again(T answer, JsonForm<T> form) {
    String text = Json.write(form.write().apply(answer));
    assertThat(form.read().apply(Json.parse(text))).isEqualTo(answer);
  }
}
