package dev.prima.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.json.Json;
import dev.prima.core.plan.MigrationPlan.Verdict;
import dev.prima.core.plan.Needs.Room;
import dev.prima.core.plan.Needs.StepTime;
import dev.prima.core.plan.TableForecast.RejectExample;
import dev.prima.core.plan.TableForecast.Volume;
import dev.prima.core.plan.TableForecast.Win;
import dev.prima.core.run.Books;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanRecordsTest {
  private static Basis basis(String hash, @Nullable String target) {
    return new Basis(
        List.of(new Basis.Source("/a.db", 10, hash), new Basis.Source("/b.db", 20, "b")),
        Map.of("sharding.shards", "100"),
        target == null ? null : Map.of("postgres east", target));
  }

  private static TableForecast agents(long loaded, long rejected) {
    return new TableForecast(
        new Books("agents", 10, loaded, 1, 2, 0, rejected, 0),
        1,
        0,
        Map.of("TIME_RANGE", rejected),
        List.of(new RejectExample("TIME_RANGE", "/a.db", "agents", 3, "created_at", null)),
        List.of(new Win("/b.db", "love", 2)),
        new Volume(0, 512, 640L));
  }

  @Test
  void readsBackWhatItWrites() {
    MigrationPlan plan =
        new MigrationPlan(
            "20260101-000000-abcd",
            "1.0",
            basis("a", null),
            List.of(agents(6, 1)),
            List.of(new StoreDdl("postgres", "east", List.of("CREATE SCHEMA x"), List.of())),
            new Needs(
                List.of(StepTime.measured("extract", 1.5), StepTime.unknown("reconcile", "no run")),
                List.of(new Room("staging", 10L, 5L, "measured"))),
            null,
            List.of(new LargePartition("interactions", "agent_id a, month 2026-01", 200_000)),
            new Verdict(List.of("b"), List.of("l")));
    assertThat(MigrationPlan.parse(Json.pretty(plan.toJson()))).isEqualTo(plan);
    assertThatThrownBy(() -> MigrationPlan.parse("{\"schemaVersion\": 2}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesEachThingThatChanged() {
    assertThat(basis("a", "t").changes(basis("a", "t"))).isEmpty();
    assertThat(basis("a", null).changes(basis("a", "t"))).isEmpty();
    Basis now =
        new Basis(
            List.of(new Basis.Source("/a.db", 10, "x"), new Basis.Source("/c.db", 1, "c")),
            Map.of("sharding.shards", "50"),
            Map.of("postgres east", "u"));
    assertThat(basis("a", "t").changes(now))
        .containsExactly(
            "source /a.db is not what it was",
            "source /b.db is gone",
            "source /c.db was not there",
            "config key sharding.shards is 50, it was 100",
            "target postgres east holds other tables or rows than it did");
  }

  @Test
  void namesEachFigureThatCameOutOtherwise() {
    Foretold right =
        Foretold.of(
            List.of(agents(6, 1)),
            List.of(new Foretold.Done(new Books("agents", 10, 6, 1, 2, 0, 1, 0), 1, 0)));
    assertThat(right.differences()).isEmpty();
    Foretold wrong =
        Foretold.of(
            List.of(agents(6, 1)),
            List.of(new Foretold.Done(new Books("agents", 10, 5, 1, 2, 0, 1, 1), 1, 0)));
    assertThat(wrong.differences())
        .containsExactly(
            "agents, loaded: 6 foretold, 5 actual", "agents, failed: 0 foretold, 1 actual");
    assertThat(Foretold.from(wrong.toJson())).isEqualTo(wrong);
  }

  @Test
  void expectsTimesWithinTheRangeOfTheRatesThatWereSeen() {
    assertThat(StepTime.ofRates("load-postgres", 1_000, List.of(50.0, 100.0, 200.0), "3 runs"))
        .isEqualTo(new StepTime("load-postgres", 10.0, 5.0, 20.0, "3 runs"));
    assertThat(StepTime.ofRates("load-postgres", 1_000, List.of(100.0), "1 run"))
        .isEqualTo(new StepTime("load-postgres", 10.0, null, null, "1 run"));
  }

  @Test
  void reckonsWithRanges() {
    Estimate start = new Estimate(1, 2, 4);
    Estimate work = new Estimate(0.1, 0.2, 0.3).times(100).times(new Estimate(1, 2, 3));
    assertThat(StepTime.within("load-postgres", start.plus(work), "a sample"))
        .isEqualTo(new StepTime("load-postgres", 42.0, 11.0, 94.0, "a sample"));
    assertThatThrownBy(() -> new Estimate(2, 1, 3)).hasMessageContaining("does not hold");
  }

  @Test
  void knowsThatAPlaceIsTooSmall() {
    assertThat(new Room("staging", 10L, 9L, "").isShort()).isTrue();
    assertThat(new Room("staging", 10L, 10L, "").isShort()).isFalse();
    assertThat(new Room("Cassandra", 10L, null, "").isShort()).isFalse();
  }
}
