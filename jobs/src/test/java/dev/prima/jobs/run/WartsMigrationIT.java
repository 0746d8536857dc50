package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.error.ExitCode;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.WartOutcomes.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The sample's table of outcomes, row by row, against what SQL and CQL see in the targets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WartsMigrationIT {
  private static final Path SAMPLE = Path.of("..", "sample-data", "warts");
  private static final int WITHIN_BUDGET = 2;

  /** The columns by which rows are found; those that are absent have keys under their own name. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("agents", "agent_id"),
          Map.entry("connections", "connection_id"),
          Map.entry("messages", "legacy_id"),
          Map.entry("field_measurements", "legacy_id"),
          Map.entry("sacred_cache", "cache_key"),
          Map.entry("work", "id"),
          Map.entry("collectives", "id"),
          Map.entry("memberships", "id"),
          Map.entry("legacy.Order Details", "\"Order ID\" || ',' || \"Line\""),
          Map.entry("legacy.select", "\"from\""),
          Map.entry("legacy.settings", "name"),
          Map.entry("legacy.invoice", "id"),
          Map.entry("legacy.attachment", "id"),
          Map.entry("legacy.agents", "id"),
          Map.entry("legacy.messages", "id"),
          Map.entry("legacy.consciousness_agents", "agent_id"),
          Map.entry("legacy.consciousness_actions", "action_id"));

  private static final Map<String, List<String>> GLOBAL_KEYS =
      Map.of(
          "spores", List.of("spores", "spore_id"),
          "wisdom_crystals", List.of("wisdom_crystals", "crystal_id"),
          "quantum_entanglements", List.of("entanglements_by_agent", "entanglement_id"));

  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private List<Outcome> outcomes;
  private @Nullable RunReport report;
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, List<Row>> globalRows = new HashMap<>();

  @BeforeAll
  void make() throws IOException {
    stores = new Stores(folder);
    files = SampleData.make(SAMPLE, folder.resolve("sources"));
    outcomes = WartOutcomes.read(SAMPLE.resolve("outcomes.csv"));
  }

  @Test
  @Order(1)
  void withoutABudgetTheRunIsBlockedAndNoTargetIsTouched() {
    RunReport blocked = stores.migrate(files);
    assertThat(blocked.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(
            stores.count("SELECT count(*) FROM pg_namespace WHERE nspname IN ('prima', 'legacy')"))
        .isZero();
    assertThat(stores.keyspaceExists()).isFalse();
  }

  private RunReport report() {
    if (report == null) {
      report = stores.migrate(files, "errors.budget=1000");
    }
    return report;
  }

  @Test
  @Order(WITHIN_BUDGET)
  void withinABudgetTheRunEndsReconciledWithRejects() {
    assertThat(report().end().error()).isNull();
    assertThat(report().end().exit()).isEqualTo(ExitCode.REJECTS);
    assertThat(Objects.requireNonNull(report().findings().reconciliation()).verdict())
        .isEqualTo(Verdict.RECONCILED);
  }

  @Test
  @Order(WITHIN_BUDGET)
  void theBooksOfEveryTableAreThoseOfTheTableOfOutcomes() {
    Map<String, Books> told = new TreeMap<>();
    for (Outcome o : outcomes) {
      Books one =
          new Books(
              o.canonical(),
              1,
              o.fate().equals("loaded") ? 1 : 0,
              o.fate().equals("duplicate") ? 1 : 0,
              o.fate().equals("superseded") ? 1 : 0,
              0,
              o.fate().equals("rejected") ? 1 : 0,
              0);
      told.merge(o.canonical(), one, Books::plus);
    }
    Map<String, Books> found = new TreeMap<>();
    report().tables().stream()
        .map(TableReport::books)
        .filter(b -> b.read() > 0)
        .forEach(b -> found.put(b.table(), b));
    assertThat(found).isEqualTo(told);
    // The pair of u-1 and u-2 wrote to each other, in a file without connections.
    assertThat(report().tables().stream().mapToLong(TableReport::derived).sum()).isEqualTo(1);
  }

  @Test
  @Order(WITHIN_BUDGET)
  void everyConversionIsCounted() {
    Map<String, Long> told = new TreeMap<>();
    outcomes.stream()
        .filter(o -> !o.conversion().isEmpty())
        .forEach(o -> told.merge(o.canonical() + " " + o.conversion(), 1L, Long::sum));
    // Every row of the log of coherence has this one, whatever its wart.
    told.put("field_measurements coherence_level: fraction to percent", 3L);
    Map<String, Long> found = new TreeMap<>();
    report()
        .tables()
        .forEach(t -> t.conversions().forEach((c, n) -> found.put(t.table() + " " + c, n)));
    assertThat(found).isEqualTo(told);
  }

  @Test
  @Order(WITHIN_BUDGET)
  void everyRejectedRowIsKeptWithItsReason() throws IOException {
    report();
    Map<String, String> kept = new TreeMap<>();
    try (Stream<Path> rejects = Files.list(stores.runFolder().rejects("agents").getParent())) {
      for (Path file : rejects.toList()) {
        String name = file.getFileName().toString();
        for (String line : Files.readAllLines(file)) {
          JsonObject reject = Json.parse(line).asObject();
          String place =
              Path.of(reject.get("file").asString()).getFileName()
                  + " "
                  + reject.get("table").asString()
                  + " "
                  + reject.get("rowid").asLong();
          assertThat(kept.put(place, described(name, reject))).as(place).isNull();
        }
      }
    }
    Map<String, String> told = new TreeMap<>();
    outcomes.stream()
        .filter(o -> o.fate().equals("rejected"))
        .forEach(
            o -> told.put(o.place(), o.canonical() + ".jsonl " + o.reason() + " " + o.column()));
    assertThat(kept).isEqualTo(told);
  }

  private static String described(String file, JsonObject reject) {
    return file + " " + reject.get("reason").asString() + " " + reject.get("column").asString();
  }

  @Test
  @Order(WITHIN_BUDGET)
  void everyLoadedRowStandsInItsTargetWithTheValueThatWasToldOfIt() {
    report();
    List<String> missed = new ArrayList<>();
    for (Outcome o : outcomes) {
      if (!o.fate().equals("loaded")) {
        continue;
      }
      String fault = GLOBAL_KEYS.containsKey(o.canonical()) ? globalFault(o) : regionalFault(o);
      if (!fault.isEmpty()) {
        missed.add(o.place() + " " + o.column() + ": " + fault);
      }
    }
    assertThat(missed).isEmpty();
  }

  /** What is wrong with a row in PostgreSQL; empty if nothing. */
  private String regionalFault(Outcome o) {
    String name = o.canonical();
    boolean unclaimed = name.startsWith("legacy.");
    String bare = unclaimed ? name.substring("legacy.".length()) : name;
    String table = (unclaimed ? "legacy" : "prima") + ".\"" + bare + "\"";
    String where = "TRUE";
    List<Object> parameters = new ArrayList<>();
    if (!o.key().isEmpty()) {
      where = "(" + Objects.requireNonNull(KEYS.get(name), name) + ")::text = ?";
      parameters.add(o.key());
    }
    if (!unclaimed) {
      where += " AND file LIKE '%/' || ?";
      parameters.add(o.file());
      table += " JOIN prima.migration_sources USING (source_id)";
    }
    String holds = "TRUE";
    List<Object> expected = new ArrayList<>();
    if (!o.column().isEmpty()) {
      String column = "\"" + o.column() + "\"";
      if (o.expected().equals("NULL")) {
        holds = column + " IS NULL";
      } else if (o.expected().startsWith("length ")) {
        holds = "length(" + column + ") = ?::int";
        expected.add(o.expected().substring("length ".length()));
      } else if (o.expected().startsWith("hex ")) {
        holds = "upper(encode(convert_to(" + column + ", 'UTF8'), 'hex')) = ?";
        expected.add(o.expected().substring("hex ".length()));
      } else {
        holds = column + " = CAST(? AS " + type(name, o.column()) + ")";
        expected.add(o.expected());
      }
    }
    expected.addAll(parameters);
    String query =
        "SELECT count(*), count(*) FILTER (WHERE " + holds + ") FROM " + table + " WHERE " + where;
    List<List<@Nullable Object>> counts =
        unclaimed
            ? Query.rows(stores.url(0), query, expected.toArray())
            : stores.rows(query, expected.toArray());
    if (counts.stream().allMatch(c -> Objects.equals(c.get(0), 0L))) {
      return "is not there";
    }
    return counts.stream().allMatch(c -> Objects.equals(c.get(1), 0L))
        ? "is not " + o.expected()
        : "";
  }

  /** Of a column of a canonical table, as the home node's catalog has it. */
  private String type(String table, String column) {
    if (types.isEmpty()) {
      Query.rows(
              stores.url(0),
              "SELECT CASE table_schema WHEN 'legacy' THEN 'legacy.' ELSE '' END || table_name,"
                  + " column_name, data_type FROM information_schema.columns WHERE table_schema IN"
                  + " ('prima', 'legacy')")
          .forEach(r -> types.put(r.get(0) + " " + r.get(1), String.valueOf(r.get(2))));
    }
    return Objects.requireNonNull(types.get(table + " " + column), table + " " + column);
  }

  /** What is wrong with a row in Cassandra; empty if nothing. */
  private String globalFault(Outcome o) {
    List<String> place = Objects.requireNonNull(GLOBAL_KEYS.get(o.canonical()));
    List<Row> rows =
        globalRows.computeIfAbsent(place.get(0), stores::global).stream()
            .filter(r -> o.key().equals(r.getString(place.get(1))))
            .toList();
    if (rows.isEmpty()) {
      return "is not there";
    }
    // An entanglement stands under each of its agents; the other one is the peer.
    Object value =
        o.column().equals("agent2_id")
            ? rows.stream()
                .filter(r -> Objects.equals(r.getString("agent_id"), r.getString("agent1_id")))
                .map(r -> r.getString("peer_id"))
                .findFirst()
                .orElse(null)
            : rows.get(0).getObject(o.column());
    boolean right;
    if (value == null) {
      right = o.expected().equals("NULL");
    } else if (value instanceof Instant time) {
      right = time.equals(Instant.parse(o.expected()));
    } else if (value instanceof Double number) {
      right = number.equals(Double.valueOf(o.expected()));
    } else if (o.expected().startsWith("{")) {
      right =
          Query.texts(stores.url(0), "SELECT ?::jsonb = ?::jsonb", value, o.expected())
              .get(0)
              .equals("true");
    } else {
      right = value.toString().equals(o.expected());
    }
    return right ? "" : "is not " + o.expected();
  }

  @Test
  @Order(WITHIN_BUDGET)
  void everySupersededRowIsKept() {
    report();
    for (Outcome o : outcomes) {
      if (o.fate().equals("superseded") && o.canonical().equals("agents")) {
        assertThat(
                stores.count(
                    "SELECT count(*) FROM prima.superseded JOIN prima.migration_sources USING"
                        + " (source_id) WHERE table_name = 'agents' AND row ->> 'agent_id' = ?"
                        + " AND file LIKE '%/' || ?",
                    o.key().isEmpty() ? "good-2" : o.key(), o.file()))
            .as(o.place())
            .isEqualTo(1);
      }
    }
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.superseded WHERE table_name = 'connections' AND row"
                    + " ->> 'connection_id' = 'c-2'"))
        .isEqualTo(1);
  }

  @Test
  @Order(WITHIN_BUDGET)
  void aRowThatStandsTwiceInOneFileAndThreeTimesInAnotherStandsThreeTimes() {
    report();
    assertThat(
            stores.count(
                "SELECT count(DISTINCT message_id) FROM prima.messages WHERE content = 'again'"))
        .isEqualTo(3);
    assertThat(stores.count("SELECT count(*) FROM prima.messages WHERE content = 'message 3'"))
        .isEqualTo(1);
    assertThat(Query.number(stores.url(0), "SELECT count(*) FROM legacy.trust_evolution_log"))
        .isEqualTo(2);
  }
}
