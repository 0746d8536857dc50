package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.load.postgres.TestTables.CONNECTIONS;
import static dev.prima.jobs.load.postgres.TestTables.EVERYTHING;
import static dev.prima.jobs.postgres.TestNodes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.embedded.ServerFaults;
import dev.prima.jobs.postgres.LoggedLines;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.RunLock;
import dev.prima.jobs.postgres.TestNodes;
import dev.prima.jobs.postgres.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real servers that go away or hang while they are loaded. */
class LostNodesIT extends ThreeNodes {
  private static final int ROWS = 1_000;

  /** Together more than all buffers between two processes hold. */
  private static final int MANY = 4_000;

  private static final int LONG = 10_000;

  @Override
  List<PostgresNode> nodes() {
    return TestNodes.embedded();
  }

  @Test
  void aNodeThatIsKilledAndStaysAwayIsLeftAsideAndLoadingAgainBringsWhatItLacks()
      throws IOException {
    TestRows rows = new TestRows(CONNECTIONS);
    for (int i = 0; i < ROWS; i++) {
      rows.add("c" + i, i % 2 == 0 ? "a-east" : "a-west", "p" + i, 1L);
    }
    ServerFaults lost = EmbeddedStores.faults(nodes.get(2).name());
    rows.onceAt(ROWS / 2, lost::kill);

    LoadedPart part;
    try {
      part = load(rows, CONNECTIONS, "run");
    } finally {
      EmbeddedStores.restart();
    }
    assertThat(part.left()).hasSize(1);
    assertThat(part.left().get(0).node()).isEqualTo(2);
    assertThat(part.left().get(0).why())
        .startsWith("PGS-001 PostgreSQL node " + nodes.get(2).name() + " does not answer");
    assertThat(part.rows()).isEqualTo(ROWS / 2);
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.connections")).isEqualTo("500");
    assertThat(value(nodes.get(2), "SELECT count(*) FROM prima.connections")).isEqualTo("0");

    LoadedPart again = load(rows, CONNECTIONS, "run");
    assertThat(again.left()).isEmpty();
    assertThat(again.rows()).isEqualTo(ROWS);
    assertThat(value(nodes.get(1), "SELECT count(*) FROM prima.connections")).isEqualTo("500");
    assertThat(value(nodes.get(2), "SELECT count(*) FROM prima.connections")).isEqualTo("500");
  }

  @Test
  void theLockOfANodeThatIsAwayIsMissedOnceAndTakenAgainWhenItIsBack() throws Exception {
    PostgresNode lost = nodes.get(1);
    try (LoggedLines lines = LoggedLines.of(RunLock.class);
        RunLock lock = RunLock.acquire(nodes, Duration.ZERO)) {
      try {
        EmbeddedStores.faults(lost.name()).kill();
        lines.await("PGS-001");
        Thread.sleep(5_000);
      } finally {
        EmbeddedStores.restart();
      }
      lines.await("is taken again");
      lock.verify();
      assertThat(lines.all())
          .hasSize(3)
          .allMatch(line -> line.contains(lost.name()))
          .first()
          .asString()
          .contains("has ended");
    }
  }

  @Test
  void aServerThatNoLongerReadsIsGivenUpAfterItsTimeLimit() throws IOException {
    PostgresNode home = nodes.get(0);
    Duration second = Duration.ofSeconds(1);
    nodes.set(
        0,
        new PostgresNode(
            home.name(),
            home.jdbcUrl(),
            home.user(),
            null,
            home.tls(),
            new Timeouts(second, second, second)));
    TestRows rows = new TestRows(EVERYTHING);
    String text = "x".repeat(LONG);
    for (long i = 0; i < MANY; i++) {
      rows.add(i, null, null, null, text, null, null, null, null, null, null);
    }
    ServerFaults hanging = EmbeddedStores.faults(home.name());
    rows.onceAt(1, hanging::pause);

    long begin = System.nanoTime();
    LoadedPart part;
    try {
      part = load(rows, EVERYTHING, "run");
    } finally {
      hanging.goOn();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(90));
    assertThat(part.rows()).isZero();
    assertThat(part.left()).hasSize(1);
    assertThat(part.left().get(0).why()).startsWith("PGS-001 PostgreSQL node " + home.name());
    assertThat(value(home, "SELECT count(*) FROM prima.everything")).isEqualTo("0");
  }
}
