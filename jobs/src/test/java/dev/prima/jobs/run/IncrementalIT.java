package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.staging.PartManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that keep changing, migrated again and again into two sets of stores: by runs that take up
 * everything, and by runs that take up what changed. Both must end with the same rows and the same
 * books.
 */
class IncrementalIT {
  private static final String INCREMENTAL = "source.incremental=true";
  private static final int ROUNDS = Boolean.getBoolean("prima.full") ? 8 : 1;

  @TempDir Path folder;
  private List<Path> files;
  private Path prima;
  private Path unified;

  @BeforeEach
  void sources() {
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    prima = folder.resolve("sources/prima.db");
    unified = folder.resolve("sources/unified.db");
  }

  private Stores stores(String name, String... settings) throws IOException {
    return new Stores(Files.createDirectories(folder.resolve(name)), settings);
  }

  @Test
  void endAsRunsThatTakeUpEverything() throws Exception {
    String[] settings = {
      "sharding: {strategy: hash, shards: 10}",
      "source: {deletes: propagate}",
      // Several parts of each of the larger tables, so that some are copied and some are read.
      "extract: {chunk-rows: 400, range-rows: 1000}"
    };
    Stores whole = stores("whole", settings);
    Stores changed = stores("changed", settings);
    assertThat(whole.migrate(files).end().exit()).isEqualTo(ExitCode.OK);
    RunReport first = changed.migrate(files, INCREMENTAL);
    assertThat(note(first)).contains("no migration in this folder of runs came to a good end");
    assertSame(whole, changed);
    RunReport nothing = changed.migrate(files, INCREMENTAL);
    assertThat(note(nothing)).contains("taken up were 0 rows");
    assertThat(nothing.end().error()).isNull();
    assertThat(copied(changed)).isPositive();
    assertSame(whole, changed);

    for (int round = 0; round < ROUNDS; round++) {
      change(round);
      RunReport all = whole.migrate(files);
      RunReport some = cutOff(changed, round);
      assertThat(some.end().error()).as("round %s", round).isNull();
      assertThat(some.end().exit()).as("round %s", round).isEqualTo(ExitCode.OK);
      assertThat(note(some)).contains("that changed since run");
      assertThat(TakenUp.read(changed.runFolder()).settled())
          .as("round %s", round)
          .isEqualTo(!agentsCome(round) && !agentsGo(round));
      ReconciliationReport reconciled = Objects.requireNonNull(some.findings().reconciliation());
      assertThat(reconciled.scope().since()).as("round %s", round).isNotNull();
      assertThat(reconciled.tables())
          .anyMatch(c -> c.store().equals("cassandra") && c.matched() > 0);
      assertThat(books(some)).as("round %s", round).isEqualTo(books(all));
      assertSame(whole, changed);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true")
  void takeUpEverythingWhereTheTargetsAreNotAsTheLastRunLeftThem() throws Exception {
    Stores stores = stores("own", "sharding: {strategy: hash, shards: 10}");
    assertThat(stores.migrate(files, INCREMENTAL).end().exit()).isEqualTo(ExitCode.OK);
    change(0);
    RunReport other = stores.migrate(files, INCREMENTAL, "source.deletes=propagate");
    assertThat(note(other)).contains("had another config: source.deletes");
    assertThat(replaced(other)).isPositive();
    change(1);
    RunReport undone = stores.migrate(files, INCREMENTAL, "source.deletes=propagate");
    assertThat(note(undone)).contains("that changed since run");
    assertThat(stores.undo(stores.runFolder()).end().error()).isNull();
    RunReport after = stores.migrate(files, INCREMENTAL, "source.deletes=propagate");
    assertThat(note(after)).contains("is not the last that changed PostgreSQL node");
    assertThat(after.end().exit()).isEqualTo(ExitCode.OK);
  }

  /** Of two copies that were equal to what stood both lose to the one that takes its place. */
  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // five runs
  void buildOnARunThatTookUpEverythingAndReplacedRows() throws Exception {
    Stores whole = stores("whole", "sharding: {strategy: hash, shards: 10}");
    Stores changed = stores("changed", "sharding: {strategy: hash, shards: 10}");
    for (Stores stores : List.of(whole, changed)) {
      assertThat(stores.migrate(files).end().error()).isNull();
    }
    change(0);
    assertThat(whole.migrate(files).end().error()).isNull();
    RunReport all = changed.migrate(files, INCREMENTAL, "sharding.weights.floor=0.6");
    assertThat(note(all)).contains("had another config");
    assertThat(replaced(all)).isPositive();
    change(1);
    RunReport expected = whole.migrate(files);
    RunReport some = changed.migrate(files, INCREMENTAL, "sharding.weights.floor=0.6");
    assertThat(some.end().error()).isNull();
    assertThat(note(some)).contains("that changed since run");
    Map<String, List<Object>> books = books(some);
    Map<String, List<Object>> deletesLeftOut = books(expected);
    for (Map<String, List<Object>> table : List.of(books, deletesLeftOut)) {
      table.replaceAll((name, told) -> List.of(told.get(0), told.get(1), told.get(2)));
    }
    assertThat(books).isEqualTo(deletesLeftOut);
    assertSame(whole, changed);
  }

  /** Rows that the last run did not read. */
  private static long copied(Stores stores) {
    return RunState.rows(stores.runFolder(), stores.config()).manifests().stream()
        .filter(part -> part.copied() != null)
        .mapToLong(PartManifest::read)
        .sum();
  }

  private static long replaced(RunReport report) {
    return report.tables().stream().mapToLong(TableReport::replaced).sum();
  }

  /**
   * Most are cut off at one step or another, and resumed: where agents come, and where none does.
   */
  private RunReport cutOff(Stores stores, int round) {
    String step =
        List.of("load-cassandra", "load-postgres", "none", "load-cassandra", "resolve", "none")
            .get(round % 6);
    RunReport died = stores.migrate(Stores.dyingAt(step), files, INCREMENTAL);
    return died.end().exit() == ExitCode.BUG ? stores.resume(files, INCREMENTAL) : died;
  }

  private static String note(RunReport report) {
    return report.remarks().notes().stream()
        .filter(n -> n.startsWith("source.incremental"))
        .findFirst()
        .orElse("");
  }

  private static void assertSame(Stores whole, Stores changed) {
    assertThat(contents(changed)).isEqualTo(contents(whole));
    assertThat(superseded(changed)).isEqualTo(superseded(whole));
  }

  private static Map<String, String> contents(Stores stores) {
    Map<String, String> contents = new TreeMap<>(Contents.ofAnyRun(stores.nodes, stores.keyspace));
    assertThat(contents.keySet().removeIf(name -> name.endsWith(" superseded"))).isTrue();
    return contents;
  }

  /**
   * What was kept, wherever and as whatever: a run that takes up everything keeps losers again
   * where they would belong now.
   */
  private static Set<String> superseded(Stores stores) {
    Set<String> rows = new TreeSet<>();
    for (int node = 0; node < stores.nodes.size(); node++) {
      rows.addAll(
          Query.texts(
              stores.url(node),
              "SELECT jsonb_build_array(table_name, key, encode(content_hash, 'hex'))::text"
                  + " FROM prima.superseded"));
    }
    return rows;
  }

  private static Map<String, List<Object>> books(RunReport report) {
    Map<String, List<Object>> books = new TreeMap<>();
    for (TableReport table : report.tables()) {
      books.put(
          table.table(),
          List.of(
              table.books(),
              table.replaced(),
              table.derived(),
              table.deletes(),
              table.rejectReasons(),
              table.conversions()));
    }
    return books;
  }

  private static boolean agentsCome(int round) {
    return round % 2 == 0;
  }

  private static boolean agentsGo(int round) {
    return round % 3 == 2;
  }

  /** Some of everything that programs do to their rows. */
  private void change(int round) {
    Random dice = new Random(round);
    String p = Query.sqlite(prima);
    String u = Query.sqlite(unified);
    String some = " WHERE rowid % 17 = " + dice.nextInt(17);
    String few = " WHERE rowid % 41 = " + dice.nextInt(41);
    String others = " WHERE rowid % 23 = " + dice.nextInt(23);
    Query.change(
        p,
        "UPDATE agents SET love_resonance = love_resonance + 1" + some,
        "UPDATE agents SET love_resonance = love_resonance - 1, name = name || '!'" + others,
        "UPDATE connections SET co_created_wisdom = co_created_wisdom + 1" + some,
        "DELETE FROM connections" + few,
        "UPDATE consciousness_stream SET field_impact = field_impact + 0.5" + some,
        "UPDATE consciousness_stream SET to_agent = 'agent-003'" + others,
        "DELETE FROM consciousness_stream" + few,
        "INSERT INTO consciousness_stream (timestamp, from_agent, to_agent, message_type, content)"
            + " SELECT timestamp, from_agent, to_agent, message_type, content FROM"
            + " consciousness_stream"
            + some,
        "INSERT INTO consciousness_stream (timestamp, from_agent, to_agent, message_type, content)"
            + " VALUES ("
            + (1751200000 + round)
            + ", 'late-"
            + (round + 1)
            + "', 'agent-002', 'insight', 'before the agent is known')",
        "UPDATE spores SET content = content || ' more', created_at = created_at + 1" + others,
        "DELETE FROM spores" + few,
        "UPDATE field_measurements SET timestamp = timestamp + 1" + few,
        "DELETE FROM quantum_entanglements" + few,
        "DELETE FROM wisdom_crystals" + few);
    Query.change(
        u,
        "UPDATE unified_agents SET total_contributions = total_contributions + 5" + few,
        "UPDATE unified_messages SET content = content || '.', field_impact = field_impact + 1"
            + others,
        "UPDATE unified_messages SET to_agent = 'weaver-03', field_impact = field_impact + 1" + few,
        "DELETE FROM unified_messages" + some,
        "INSERT INTO unified_messages (id, from_agent, to_agent, content, created_at) VALUES ('late-"
            + round
            + "', 'weaver-0"
            + (1 + round)
            + "', 'late-"
            + round
            + "', 'welcome', 1743059402000)",
        "DELETE FROM unified_work" + few,
        "UPDATE unified_work SET progress = 100" + others,
        "DELETE FROM collective_memberships" + few,
        "UPDATE sacred_presences SET weight = weight + 1" + others);
    if (agentsCome(round)) {
      Query.change(
          u,
          "INSERT INTO unified_agents (id, name, coherence_level, created_at) VALUES ('late-"
              + round
              + "', 'Late "
              + round
              + "', 40, 1743059401000)");
    }
    if (agentsGo(round)) {
      String gone = "DELETE FROM agents WHERE agent_id = 'agent-0" + (10 + round) + "'";
      Query.change(p, gone);
      Query.change(Query.sqlite(folder.resolve("sources/prima-copy-older.db")), gone);
    }
  }
}
