package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration whose servers stay away while it loads. */
class OutageIT {
  private static final int LOST = 2;

  /** Gives up soon. */
  private static final String[] HASTY = {"load.retry.attempts=2", "load.retry.backoff=10ms"};

  @TempDir Path folder;

  @Test
  void theOtherRegionsFinishWhatIsMissingIsNamedAndAResumeBringsIt() throws Exception {
    List<Path> files =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores stores = new Stores(folder);
    String node = stores.nodes.get(LOST).name();
    try {
      RunReport lost = stores.migrate(killing(node, "load-postgres"), files, HASTY);
      assertThat(lost.end().exit()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(lost))
          .startsWith("PGS-018 PostgreSQL node " + node + " was given up")
          .contains(node + " lacks parts of its rows: agents ");
      assertThat(lost.tables()).isNotEmpty();
    } finally {
      EmbeddedStores.restart();
    }
    List<Long> before = agents(stores);
    assertThat(before.get(LOST)).isZero();
    String indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'prima'";
    long there = Query.number(stores.url(0), indexes);
    assertThat(there).isGreaterThan(Query.number(stores.url(LOST), indexes));

    try {
      RunReport again = stores.resume(killing("cassandra", "load-cassandra"), files, HASTY);
      assertThat(again.end().exit()).as("%s", again.end().error()).isEqualTo(ExitCode.EXTERNAL);
      assertThat(message(again)).startsWith("CAS-00");
    } finally {
      EmbeddedStores.restart();
    }
    List<Long> after = agents(stores);
    assertThat(after.get(LOST)).isPositive();
    assertThat(after.subList(0, LOST)).isEqualTo(before.subList(0, LOST));

    RunReport last = stores.resume(files);
    assertThat(last.end().error()).isNull();
    assertThat(last.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.books(last).values()).allMatch(Books::balanced);
    assertThat(Query.number(stores.url(0), indexes)).isEqualTo(there);
    assertThat(stores.global("agent_directory"))
        .hasSize((int) after.stream().mapToLong(Long::longValue).sum());
  }

  private static List<Long> agents(Stores stores) {
    return stores.nodes.stream()
        .map(n -> Query.number(n.jdbcUrl(), "SELECT count(*) FROM prima.agents"))
        .toList();
  }

  private static String message(RunReport report) {
    return Objects.requireNonNull(report.end().error()).message();
  }

  /** Kills a server when a step begins with its rows. */
  private static Progress killing(String server, String step) {
    Progress silent = Stores.silent();
    return new Progress() {
      private boolean done;

      @Override
      public Step step(String name, long totalRows) {
        if (name.equals(step) && !done) {
          done = true;
          EmbeddedStores.faults(server).kill();
        }
        return silent.step(name, totalRows);
      }

      @Override
      public void message(String message) {
        silent.message(message);
      }
    };
  }
}
