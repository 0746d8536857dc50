package dev.prima.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.plan.Estimate;
import dev.prima.core.plan.Needs.StepTime;
import dev.prima.core.report.StepReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times that a plan foretells. */
class PlannedTimesTest {
  private static StepReport loaded(long rows, long seconds) {
    return StepReport.of("load-postgres", Duration.ofSeconds(seconds), rows);
  }

  @Test
  void earlierRunsTellOfThoseOfALikeSizeOnly() {
    FormerRates rates =
        new FormerRates(List.of(loaded(1_000, 2), loaded(500_000, 5), loaded(2_000_000, 10)));
    assertThat(rates.estimate("load-postgres", 1_000_000))
        .contains(
            new StepTime(
                "load-postgres",
                5.0,
                5.0,
                10.0,
                "median and range of the rates of 2 earlier runs in this folder"));
    assertThat(rates.estimate("load-postgres", 50_000))
        .hasValueSatisfying(t -> assertThat(t.from()).startsWith("the rate of one earlier run"));
    assertThat(rates.estimate("load-postgres", 20_000_001)).isEmpty();
    assertThat(rates.estimate("load-cassandra", 1_000_000)).isEmpty();
  }

  @Test
  void withoutThemASampleTellsARangeThatGrowsWithTheRows() {
    for (SampledTimes step : SampledTimes.values()) {
      StepTime few = step.of(0, Estimate.ZERO, "reading them");
      StepTime many = step.of(1_000_000, new Estimate(2, 3, 4), "reading them");
      assertThat(few.least()).isPositive().isLessThan(few.most());
      assertThat(few.seconds()).isBetween(few.least(), few.most());
      assertThat(many.least()).isGreaterThanOrEqualTo(few.least() + 2);
      assertThat(many.seconds()).isBetween(many.least(), many.most());
      assertThat(many.from()).contains("reading them takes 2.0 to 4.0 µs a row");
    }
  }
}
