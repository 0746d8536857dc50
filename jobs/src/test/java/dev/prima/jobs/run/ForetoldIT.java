package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.Foretold;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.plan.StoreDdl;
import dev.prima.core.plan.TableForecast;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.generate.LegacyProfile;
import dev.prima.jobs.plan.PlanFile;
import dev.prima.jobs.run.RunContext.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan foretells the run, the run follows it, and a plan that holds no more is refused. */
class ForetoldIT {
  private static final int SEEDS = Boolean.getBoolean("prima.full") ? 3 : 1;
  private static final String LENIENT = "errors.budget=50%";
  private static final int AGENTS = Boolean.getBoolean("prima.full") ? 5_000 : 500;

  @TempDir Path folder;

  private List<Path> generate(LegacyProfile profile, long seed) {
    return new LegacyGenerator(
            new GenerateSpec(
                folder.resolve(profile + "-" + seed + ".db"),
                AGENTS,
                GenerateSpec.DEFAULT_EDGES,
                GenerateSpec.DEFAULT_MESSAGES,
                seed,
                profile,
                0.01,
                2),
            (file, table, written, ofRows) -> {})
        .generate().stream().map(Path::toAbsolutePath).toList();
  }

  /** Networks one after the other: the later ones meet what the earlier ones left. */
  @ParameterizedTest
  @EnumSource(LegacyProfile.class)
  void whatIsForetoldIsWhatIsDone(LegacyProfile profile) throws IOException {
    Stores stores = new Stores(folder);
    boolean superseded = false;
    boolean replaced = false;
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<Path> files = generate(profile, seed);
      RunReport dry = stores.plan(Reach.READ, files, LENIENT);
      assertThat(dry.end().exit()).isEqualTo(ExitCode.REJECTS);
      try (Stream<Path> left = Files.walk(stores.runFolder().work())) {
        assertThat(left.filter(Files::isRegularFile)).as("nothing but folders is left").isEmpty();
      }
      MigrationPlan plan = PlanFile.read(stores.runFolder().planJson());
      Map<String, Long> before = counts(stores);

      RunReport run = stores.follow(plan, files, LENIENT);

      assertThat(run.end().error()).isNull();
      assertThat(run.end().exit()).isEqualTo(ExitCode.REJECTS);
      Foretold foretold = Objects.requireNonNull(run.forecast().foretold());
      assertThat(foretold.differences()).isEmpty();
      MigrationPlan own = PlanFile.read(stores.runFolder().planJson());
      assertThat(own.tables())
          .as("the run's own plan is the plan that it follows")
          .usingRecursiveComparison()
          .isEqualTo(plan.tables());
      assertThat(own.ddl()).isEqualTo(plan.ddl());
      Map<String, Long> after = counts(stores);
      for (TableForecast table : plan.tables()) {
        if (before.containsKey(table.table())) {
          assertThat(after.get(table.table()) - before.get(table.table()))
              .as(table.table())
              .isEqualTo(table.books().loaded() + table.derived() - table.replaced());
        }
        superseded |= !table.wins().isEmpty();
        replaced |= table.replaced() > 0;
        assertThat(table.wins().stream().mapToLong(TableForecast.Win::rows).sum())
            .isEqualTo(table.books().superseded());
        assertThat(table.examples().isEmpty()).isEqualTo(table.books().rejected() == 0);
        assertThat(table.examples()).allSatisfy(e -> assertThat(e.value()).isNull());
      }
      assertThat(read(plan, "agents")).isEqualTo(rows(files, "agents", "unified_agents"));
      assertThat(orphans(plan)).isEqualTo(orphansThatStand(stores, before));
    }
    assertThat(superseded).isTrue();
    assertThat(replaced).as("later networks bring better copies").isEqualTo(SEEDS > 1);
  }

  private static long read(MigrationPlan plan, String table) {
    return plan.tables().stream()
        .filter(t -> t.table().equals(table))
        .mapToLong(t -> t.books().read())
        .sum();
  }

  /** Only the first run finds none of earlier ones: after it the count is left out. */
  private static long orphans(MigrationPlan plan) {
    return plan.tables().stream()
        .filter(t -> t.table().equals("messages"))
        .mapToLong(t -> t.volume().orphans())
        .sum();
  }

  private long orphansThatStand(Stores stores, Map<String, Long> before) {
    if (before.getOrDefault("messages", 0L) > 0) {
      return orphans(PlanFile.read(stores.runFolder().planJson()));
    }
    List<String> known =
        stores.rows("SELECT agent_id FROM prima.agents").stream()
            .map(r -> String.valueOf(r.get(0)))
            .toList();
    return stores.count(
        "SELECT count(*) FROM prima.messages WHERE from_agent IS NOT NULL AND NOT from_agent = ANY"
            + " (string_to_array(?, E'\\x01')) OR to_agent IS NOT NULL AND NOT to_agent = ANY"
            + " (string_to_array(?, E'\\x01'))",
        String.join("\u0001", known),
        String.join("\u0001", known));
  }

  private static long rows(List<Path> files, String... names) {
    long rows = 0;
    for (Path file : files) {
      for (String name : names) {
        if (Query.number(
                Query.sqlite(file), "SELECT count(*) FROM sqlite_schema WHERE name = ?", name)
            > 0) {
          rows += Query.number(Query.sqlite(file), "SELECT count(*) FROM " + name);
        }
      }
    }
    return rows;
  }

  private static Map<String, Long> counts(Stores stores) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String table : List.of("agents", "connections", "messages", "work", "collectives")) {
      boolean stands = stores.count("SELECT count(to_regclass('prima." + table + "'))") > 0;
      counts.put(table, stands ? stores.count("SELECT count(*) FROM prima." + table) : 0);
    }
    return counts;
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a plan and a run of its own
  void theStatementsOfThePlanMakeWhatTheMigrationMakes() {
    Stores stores = new Stores(folder);
    List<Path> files = generate(LegacyProfile.PRIMA, 7);
    stores.plan(Reach.READ, files, LENIENT);
    MigrationPlan plan = PlanFile.read(stores.runFolder().planJson());
    List<PostgresServer> byHand = EmbeddedStores.freshDatabases();
    for (int n = 0; n < byHand.size(); n++) {
      StoreDdl ddl = plan.ddl().get(n);
      assertThat(ddl.store()).isEqualTo("postgres");
      execute(byHand.get(n).jdbcUrl(), Stream.concat(ddl.before().stream(), ddl.after().stream()));
    }

    stores.migrate(files, LENIENT);

    for (int n = 0; n < byHand.size(); n++) {
      assertThat(schema(byHand.get(n).jdbcUrl())).isEqualTo(schema(stores.url(n)));
    }
    assertThat(plan.ddl().get(byHand.size()).before().get(0)).startsWith("CREATE KEYSPACE");
  }

  private static void execute(String url, Stream<String> statements) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      for (String statement : statements.toList()) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> schema(String url) {
    return Stream.of(
            "SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable,"
                + " generation_expression, ordinal_position) FROM information_schema.columns"
                + " WHERE table_schema IN ('prima', 'legacy') ORDER BY 1",
            "SELECT indexdef FROM pg_indexes WHERE schemaname IN ('prima', 'legacy') ORDER BY 1",
            "SELECT concat_ws(' ', relname, pg_get_expr(relpartbound, oid), reloptions) FROM"
                + " pg_class WHERE relnamespace = to_regnamespace('prima') AND relkind = 'r'"
                + " ORDER BY 1")
        .flatMap(query -> Query.texts(url, query).stream())
        .toList();
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void aPlanThatHoldsNoMoreIsRefusedAndNothingIsTouched() {
    Stores stores = new Stores(folder);
    List<Path> files = generate(LegacyProfile.PRIMA, 8);
    stores.migrate(files, LENIENT);
    stores.plan(Reach.READ, files, LENIENT);
    MigrationPlan plan = PlanFile.read(stores.runFolder().planJson());
    Query.change(stores.url(1), "UPDATE prima.agents SET name = name");
    Query.change(Query.sqlite(files.get(0)), "DELETE FROM connections WHERE rowid < 3");
    Map<String, String> before = stores.contents();

    RunReport refused = stores.follow(plan, files, LENIENT, "sharding.shards=7");

    assertThat(refused.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(refused.end().error()).message())
        .startsWith("PLN-002")
        .contains("source " + files.get(0), "config key sharding.shards is 7")
        .contains("target postgres " + stores.nodes.get(1).name())
        .doesNotContain(stores.nodes.get(0).name() + " holds", "cassandra", files.get(1) + " is");
    assertThat(stores.contents()).isEqualTo(before);
  }

  @Test
  void tablesOfOthersBlockAndEverythingIsReadAllTheSame() throws IOException {
    Stores stores = new Stores(folder);
    List<Path> files = generate(LegacyProfile.UNIFIED, 9);
    Query.change(stores.url(2), "CREATE SCHEMA prima", "CREATE TABLE prima.agents (x int)");

    RunReport dry = stores.plan(Reach.READ, files, LENIENT);

    assertThat(dry.end().exit()).isEqualTo(ExitCode.BLOCKED);
    MigrationPlan plan = Objects.requireNonNull(dry.forecast().plan());
    assertThat(plan.verdict().blocks())
        .anySatisfy(b -> assertThat(b).startsWith("PGS-006").contains(stores.nodes.get(2).name()));
    assertThat(read(plan, "agents")).isEqualTo(rows(files, "unified_agents"));
    assertThat(plan.basis().targets()).isNull();
    assertThat(Files.readString(stores.runFolder().path().resolve("report.html")))
        .contains("id=\"plan\"", "PGS-006");
  }
}
