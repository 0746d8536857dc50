package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A load into Cassandra that is cut off between two batches of a table. */
class GlobalBatchesIT {
  private static final int AGENTS = 600;

  /** Rows of larger tables that are left out: as many batches take as many jobs. */
  private static final String OTHERS = " WHERE rowid > " + AGENTS;

  /** Several parts in a batch, and several batches in a table. */
  private static final String[] SMALL = {
    "extract.chunk-rows=100", "extract.range-rows=1000", "global.write.rows-per-core=150"
  };

  /** The same on one core, where tables come one after the other. */
  private static final String[] IN_TURN = {
    SMALL[0], SMALL[1], "global.write.rows-per-core=300", "spark.master=local[1]"
  };

  @TempDir Path folder;

  @Test
  void aResumeWritesTheBatchesThatWereNotWritten() throws Exception {
    List<Path> files = generated();
    Stores stores = new Stores(folder);
    Set<String> written = new TreeSet<>();
    Runnable loss =
        () -> {
          written.addAll(agents(stores));
          try (CqlSession session = EmbeddedStores.openCql()) {
            session.execute("TRUNCATE " + stores.keyspace + ".agent_directory");
          }
        };
    assertThat(stores.migrate(cutOff(loss), files, IN_TURN).end().exit()).isEqualTo(ExitCode.BUG);
    assertThat(written).hasSizeBetween(100, AGENTS - 100);

    RunReport resumed = stores.resume(files, IN_TURN);

    // What was lost behind its back it does not write again, and tells.
    Set<String> standing = agents(stores);
    assertThat(standing).doesNotContainAnyElementsOf(written);
    assertThat(standing.size() + written.size()).isEqualTo(AGENTS);
    assertThat(resumed.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    assertThat(Objects.requireNonNull(resumed.findings().reconciliation()).tables())
        .filteredOn(t -> t.table().equals("agents") && t.store().equals("cassandra"))
        .extracting(Compared::missing)
        .containsExactly((long) written.size());
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void whatStandsInTheEndIsWhatAnUndisturbedRunLeavesInOneBatch() throws Exception {
    List<Path> files = generated();
    Map<String, String> contents = Stores.undisturbed(folder.resolve("undisturbed"), files);

    Stores stores = new Stores(Files.createDirectories(folder.resolve("own")));
    assertThat(stores.migrate(cutOff(() -> {}), files, SMALL).end().exit()).isEqualTo(ExitCode.BUG);
    RunReport resumed = stores.resume(files, SMALL);

    assertThat(resumed.end().exit()).as("%s", resumed.end().error()).isEqualTo(ExitCode.OK);
    assertThat(Contents.ofAnyRun(stores.nodes, stores.keyspace)).isEqualTo(contents);
  }

  @Test
  void whatTheRunItselfHasWrittenIsNotTakenForARowThatItReplaces() throws Exception {
    Stores stores = new Stores(folder);
    List<Path> files = generated();
    assertThat(stores.migrate(files).end().exit()).isEqualTo(ExitCode.OK);
    Path better = folder.resolve("better.db");
    Query.change(
        Query.sqlite(better),
        "ATTACH '" + files.get(0) + "' AS prima",
        "CREATE TABLE spores AS SELECT * FROM prima.spores",
        "UPDATE spores SET created_at = created_at + 1000, content = 'better'");
    String[] tiny = {"extract.chunk-rows=5", "global.write.rows-per-core=5"};

    assertThat(stores.migrate(cutOff(() -> {}), List.of(better), tiny).end().exit())
        .isEqualTo(ExitCode.BUG);
    assertThat(contents(stores)).contains("better").hasSizeGreaterThan(1);
    assertThat(stores.resume(List.of(better), tiny).end().exit()).isEqualTo(ExitCode.OK);

    assertThat(contents(stores)).containsExactly("better");
    String kept = "SELECT count(*) FROM prima.superseded WHERE table_name = 'spores'";
    assertThat(stores.count(kept)).isEqualTo(stores.global("spores").size());
    assertThat(stores.count(kept + " AND row ->> 'content' = 'better'")).isZero();
  }

  private static Set<String> contents(Stores stores) {
    Set<String> contents = new TreeSet<>();
    stores.global("spores").forEach(row -> contents.add(row.getString("content")));
    return contents;
  }

  /** Ends the run after the first batch of the first table. */
  private static Progress cutOff(Runnable before) {
    return new MidStep(
        "load-cassandra",
        MidStep.Moment.AFTER_THE_FIRST,
        () -> {
          before.run();
          throw new IllegalStateException("The machine is gone");
        });
  }

  private static Set<String> agents(Stores stores) {
    Set<String> ids = new TreeSet<>();
    stores.global("agent_directory").forEach(row -> ids.add(row.getString("agent_id")));
    return ids;
  }

  private List<Path> generated() throws IOException {
    Path out = Stores.generated(folder, AGENTS);
    Query.change(
        Query.sqlite(out),
        "DELETE FROM connections" + OTHERS,
        "DELETE FROM consciousness_stream" + OTHERS);
    return List.of(out);
  }
}
