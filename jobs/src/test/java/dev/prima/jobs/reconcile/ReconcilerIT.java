package dev.prima.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.TableReport.Target;
import dev.prima.jobs.reconcile.Reconciler.Result;
import dev.prima.jobs.resolve.StandingRows.Moment;
import dev.prima.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real servers that hold the sample network; first as it was migrated, then with faults planted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcilerIT {
  /** Rows that sources brought. */
  private static final Map<String, String> UNDERIVED =
      Map.of(
          "agents", "SELECT count(*) FROM prima.agents WHERE true",
          "messages", "SELECT count(*) FROM prima.messages WHERE true",
          "connections",
              "SELECT count(*) FROM prima.connections WHERE connection_type IS DISTINCT FROM"
                  + " 'derived'");

  @TempDir static Path folder;
  private MigratedNetwork network;
  private SparkSession spark;

  @BeforeAll
  void migrate() {
    network = new MigratedNetwork(folder);
    assertThat(network.report.end().error()).isNull();
    spark = SparkSessions.open("local[2]", folder, Map.of("spark.sql.shuffle.partitions", "4"));
  }

  @AfterAll
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private Result reconcile(Level level, List<Path> files) {
    return reconcile(level, files, Leniency.NONE);
  }

  private Result reconcile(Level level, List<Path> files, Leniency leniency) {
    return new Reconciler(spark, network.inputs(files))
        .run(
            new Depth(
                level,
                leniency,
                new Depth.Listing(folder.resolve("discrepancies.jsonl"), false, 1000)));
  }

  /** What is not as it should be, by table and store or by check. */
  private static Map<String, String> faults(ReconciliationReport report) {
    Map<String, String> faults = new TreeMap<>();
    for (Compared c : report.tables()) {
      if (c.discrepancies() > 0) {
        faults.put(
            c.table() + " in " + c.store(),
            "missing %d, unexpected %d, mismatched %d, misplaced %d"
                .formatted(c.missing(), c.unexpected(), c.mismatched(), c.misplaced()));
      }
    }
    for (Check check : report.checks()) {
      if (check.violations() > 0) {
        faults.put(check.name(), Long.toString(check.violations()));
      }
    }
    return faults;
  }

  @Test
  @Order(1)
  void aMigrationThatLostNothingIsReconciled() {
    Result result = reconcile(Level.FINGERPRINT, network.files);

    assertThat(faults(result.report())).isEmpty();
    assertThat(result.report().verdict()).isEqualTo(Verdict.RECONCILED);
    assertThat(result.report().tables())
        .allSatisfy(c -> assertThat(c.matched()).isEqualTo(c.sourceRows()))
        .extracting(Compared::table)
        .contains("agents", "connections", "messages", "spores", "legacy.sacred_presences");
    for (String table : List.of("agents", "connections", "messages", "work", "sacred_cache")) {
      assertThat(result.targetRows().get(table))
          .filteredOn(t -> t.store().equals("postgres"))
          .as(table)
          .extracting(Target::rows)
          .satisfies(
              rows ->
                  assertThat(rows.stream().mapToLong(r -> r).sum())
                      .isEqualTo(network.sum("SELECT count(*) FROM prima." + table)));
    }
    assertThat(result.report().checks()).extracting(Check::name).hasSize(8);
    assertThat(check(result, "superseded-and-rejected").checked())
        .isEqualTo(
            network.report.totals().superseded()
                + network.report.totals().duplicates()
                + network.report.totals().rejected())
        .isPositive();
    assertThat(check(result, "agent-on-one-node").checked())
        .isEqualTo(network.sum("SELECT count(*) FROM prima.agents"));
    assertThat(check(result, "derived-connections").checked())
        .isEqualTo(
            network.sum("SELECT count(*) FROM prima.connections WHERE connection_type = 'derived'"))
        .isPositive();
    assertThat(check(result, "ends-exist").checked())
        .isEqualTo(network.sum("SELECT count(*) FROM prima.connections"));
    assertThat(check(result, "crossing-under-both-ends").checked()).isPositive();
  }

  private static Check check(Result result, String name) {
    return result.report().checks().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(2)
  void countsAgreeToo() {
    assertThat(faults(reconcile(Level.COUNT, network.files).report())).isEmpty();
  }

  @Test
  @Order(3)
  void rowsOfFilesThatAreNotNamedAreOfOtherSources() {
    List<Path> some =
        network.files.stream().filter(f -> !f.getFileName().toString().equals("prima.db")).toList();

    Result result = reconcile(Level.FINGERPRINT, some);

    assertThat(faults(result.report())).isEmpty();
    assertThat(result.report().tables()).extracting(Compared::otherSources).anyMatch(n -> n > 0);
  }

  @Test
  @Order(4)
  void rowsOfOneFileAreFoundAmongThoseOfAllOthers() {
    for (Path file : network.files) {
      Result result = reconcile(Level.FINGERPRINT, List.of(file));

      assertThat(faults(result.report())).as(file.toString()).isEmpty();
      for (Compared table : result.report().tables()) {
        if (table.store().equals("postgres") && UNDERIVED.containsKey(table.table())) {
          long all = network.sum(UNDERIVED.get(table.table()));
          long own = network.sum(UNDERIVED.get(table.table()) + network.broughtBy(file));
          assertThat(table.targetRows()).isEqualTo(all);
          assertThat(table.matched()).isBetween(own, table.sourceRows());
          assertThat(table.otherSources()).isEqualTo(all - table.matched());
        }
      }
      assertThat(check(result, "crossing-under-both-ends").checked())
          .as("rows of others under an agent in Cassandra, or derived")
          .isPositive();
    }
  }

  @Test
  @Order(5)
  void everyPlantedFaultIsCountedOnceAndNothingElse() {
    // Whose directory entry is wrong: so are the places of all that belongs to it.
    String moved = "agent-050";
    network.cql("UPDATE prima.agent_directory SET shard_id = 999 WHERE agent_id = '" + moved + "'");
    network.changeOne("DELETE FROM prima.work WHERE id = (SELECT min(id) FROM prima.work)");
    network.changeOne(
        "INSERT INTO prima.sacred_cache (cache_key, source_id) VALUES ('planted', 1)");
    network.changeOne(
        "UPDATE prima.agents SET love_resonance = love_resonance + 1.5e-14 WHERE agent_id ="
            + " 'agent-001'");
    network.changeOne(
        "UPDATE prima.connections SET shard_id = shard_id + 1 WHERE connection_id = (SELECT"
            + " min(connection_id) FROM prima.connections WHERE connection_type <> 'derived' AND"
            + " agent1_id = 'agent-002')");
    network.copyMessageOf("agent-003");
    Row interaction =
        network.cql("SELECT agent_id, month, at, message_id FROM prima.interactions LIMIT 1");
    network.cql(
        "DELETE FROM prima.interactions WHERE agent_id = ? AND month = ? AND at = ? AND message_id"
            + " = ?",
        interaction.getString(0),
        interaction.getString(1),
        interaction.getInstant(2),
        interaction.getUuid(3));

    Map<String, String> planted = new TreeMap<>();
    planted.put("work in postgres", "missing 1, unexpected 0, mismatched 0, misplaced 0");
    planted.put("sacred_cache in postgres", "missing 0, unexpected 1, mismatched 0, misplaced 0");
    planted.put("agents in postgres", "missing 0, unexpected 0, mismatched 1, misplaced 1");
    planted.put(
        "connections in postgres",
        "missing 0, unexpected 0, mismatched 0, misplaced "
            + (1
                + network.sum(
                    "SELECT count(*) FROM prima.connections WHERE connection_type <> 'derived' AND"
                        + " agent1_id = '"
                        + moved
                        + "'")));
    planted.put(
        "messages in postgres",
        "missing 0, unexpected 1, mismatched 0, misplaced "
            + network.sum(
                "SELECT count(*) FROM prima.messages WHERE from_agent = '" + moved + "'"));
    planted.put("messages in cassandra", "missing 1, unexpected 0, mismatched 0, misplaced 0");
    planted.put("directory-agrees", "1");

    Result result = reconcile(Level.FINGERPRINT, network.files);

    assertThat(faults(result.report())).isEqualTo(planted);
    assertThat(result.report().verdict()).isEqualTo(Verdict.DIFFERENCES);
  }

  @Test
  @Order(6)
  void theyAreFoundInOneFileAmongRowsOfAllOthers() {
    Map<String, Long> found = new TreeMap<>();
    for (Path file : network.files) {
      Result result = reconcile(Level.FINGERPRINT, List.of(file));
      String crossing = "crossing-under-both-ends";
      found.merge(crossing, check(result, crossing).violations(), Math::max);
      for (Compared c : result.report().tables()) {
        String where = c.table() + " in " + c.store();
        found.merge(where + " missing", c.missing(), Math::max);
        found.merge(where + " unexpected", c.unexpected(), Math::max);
        found.merge(where + " mismatched", c.mismatched(), Math::max);
      }
    }
    found.values().removeIf(n -> n == 0);

    assertThat(found)
        .containsOnly(
            Map.entry("crossing-under-both-ends", 1L),
            Map.entry("work in postgres missing", 1L),
            Map.entry("sacred_cache in postgres unexpected", 1L),
            Map.entry("agents in postgres mismatched", 1L),
            Map.entry("messages in postgres unexpected", 1L),
            Map.entry("messages in cassandra missing", 1L));
  }

  @Test
  @Order(7)
  void anExcludedColumnHasNoPartInFingerprints() {
    Leniency leniency = new Leniency(Set.of("agents.love_resonance"), Map.of());

    ReconciliationReport report = reconcile(Level.FINGERPRINT, network.files, leniency).report();

    assertThat(faults(report))
        .containsEntry("agents in postgres", "missing 0, unexpected 0, mismatched 0, misplaced 1");
    assertThat(report.scope().withinTolerance()).as("no row had to be looked at").isZero();
    assertThat(report.scope().excluded()).containsExactly("agents.love_resonance");
  }

  @Test
  @Order(8)
  void readingKeepsToTheRateThatIsSet() {
    Inputs free = network.inputs(network.files);
    Tables tables = new Tables(free.stores().tables());
    long rows = read(free, tables); // and classes are loaded
    Duration unlimited = readingTakes(free, tables, rows);

    // Tasks, two at a time, get rows in lots of 64, of which each task has the first at once.
    long tasks = 4 * 2;
    int perSecond = (int) ((rows - 64 * tasks) / (unlimited.toSeconds() + 3));
    assertThat(perSecond).as("enough rows to tell").isPositive();
    Inputs paced =
        new Inputs(free.sources(), free.stores(), free.lineage(), Optional.of(perSecond));

    assertThat(readingTakes(paced, tables, rows)).isGreaterThan(unlimited.plusSeconds(2));
  }

  private long read(Inputs inputs, Tables tables) {
    List<Moment> now =
        inputs.stores().nodes().stream().map(node -> new Moment(node, null)).toList();
    return new PostgresRows(spark, inputs, now, Leniency.NONE).of(tables).rows().count();
  }

  private Duration readingTakes(Inputs inputs, Tables tables, long rows) {
    Instant begin = Instant.now();
    assertThat(read(inputs, tables)).isEqualTo(rows);
    return Duration.between(begin, Instant.now());
  }
}
