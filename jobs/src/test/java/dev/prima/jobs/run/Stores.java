package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.config.ConfigReader;
import dev.prima.jobs.embedded.EmbeddedServices.CassandraServer;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.metrics.Samples;
import dev.prima.jobs.plan.RejectExamples.Values;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.repair.RepairApply;
import dev.prima.jobs.repair.RepairPlanner;
import dev.prima.jobs.repair.RepairRun;
import dev.prima.jobs.repair.Undoing;
import dev.prima.jobs.report.ReportSchema;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.RunContext.Planning;
import dev.prima.jobs.run.RunContext.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Three empty databases and a name for a keyspace, migrations into them by a config file, and plain
 * SQL and CQL on what they leave there.
 */
public final class Stores {
  private static final List<String> SERVES =
      List.of(
          "[genesis, sacred_center, sacred_above, sacred_below]",
          "[sacred_north, sacred_east]",
          "[sacred_south, sacred_west]");

  /** Keyspaces of tests, by the folder that goes when the test has ended. */
  private static final Map<String, Path> KEYSPACES = new HashMap<>();

  /** So many are dropped by one session. */
  private static final int DROPPED_TOGETHER = 4;

  public final List<PostgresServer> nodes;
  public final String keyspace;
  private final Path folder;
  private final List<String> settings;

  /**
   * @param settings further lines of the config
   */
  public Stores(Path folder, String... settings) {
    this(
        folder, EmbeddedStores.freshDatabases(), EmbeddedStores.freshKeyspace(), List.of(settings));
    dropEnded();
    synchronized (KEYSPACES) {
      KEYSPACES.put(keyspace, folder);
    }
  }

  private Stores(Path folder, List<PostgresServer> nodes, String keyspace, List<String> settings) {
    this.folder = folder;
    this.nodes = nodes;
    this.keyspace = keyspace;
    this.settings = settings;
  }

  /**
   * The same stores for another role, which has no password.
   *
   * @param elsewhere for its config and runs
   */
  Stores as(String role, Path elsewhere) {
    List<PostgresServer> seen =
        nodes.stream()
            .map(
                n ->
                    new PostgresServer(
                        n.name(), n.host(), n.port(), n.database(), role, n.jdbcUrl()))
            .toList();
    return new Stores(elsewhere, seen, keyspace, settings);
  }

  /**
   * The text of a config for these stores.
   *
   * @param nodeLines further keys of a node by its number, such as {@code password: env:NAME}
   * @param globalLines further keys of {@code global}
   */
  String config(List<String> nodeLines, List<String> globalLines) {
    StringBuilder yaml = new StringBuilder("regions:\n  nodes:\n");
    for (int n = 0; n < nodes.size(); n++) {
      PostgresServer node = nodes.get(n);
      yaml.append("    - name: ").append(node.name()).append('\n');
      yaml.append("      serves: ").append(SERVES.get(n)).append('\n');
      yaml.append("      jdbc-url: jdbc:postgresql://" + node.host() + ":" + node.port() + "/");
      yaml.append(node.database()).append('\n');
      yaml.append("      user: ").append(node.user()).append('\n');
      yaml.append("      tls: {mode: disable}\n");
      if (n < nodeLines.size()) {
        yaml.append("      ").append(nodeLines.get(n)).append('\n');
      }
    }
    CassandraServer cassandra = EmbeddedStores.addresses().cassandra();
    yaml.append("global:\n  contact-points: ['" + cassandra.host() + ":" + cassandra.port() + "']");
    yaml.append("\n  local-datacenter: " + cassandra.datacenter() + "\n  keyspace: " + keyspace);
    yaml.append("\n");
    globalLines.forEach(line -> yaml.append("  ").append(line).append('\n'));
    settings.forEach(line -> yaml.append(line).append('\n'));
    return yaml.append("spark: {shuffle-partitions: 2}\n").toString();
  }

  /** The same in a file. */
  public Path configFile() {
    Path file = folder.resolve("config.yml");
    try {
      return Files.writeString(file, config(List.of(), List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Read from that file. */
  public PrimaConfig config(String... sets) {
    return ConfigReader.read(
        new ConfigReader.Options(Optional.of(configFile()), List.of(sets), Map.of()),
        Map.of(),
        Targets.CONFIGURED);
  }

  /** A legacy file with so many agents, in a folder of its own. */
  static Path generated(Path folder, int agents) throws IOException {
    Path out = Files.createDirectories(folder.resolve("sources")).resolve("legacy.db");
    int made =
        Main.commandLine()
            .execute("generate", "--out", out.toString(), "--agents", Integer.toString(agents));
    assertThat(made).isZero();
    return out;
  }

  /** Runs a migration to its end. */
  RunReport migrate(List<Path> sources, String... sets) {
    return migrate(silent(), sources, sets);
  }

  /** The same; what is shown of it is told to somebody. */
  RunReport migrate(Progress progress, List<Path> sources, String... sets) {
    return run(progress, sources, newRun(), 1, Reach.WRITE, sets);
  }

  /** A dry run. */
  RunReport plan(Reach reach, List<Path> sources, String... sets) {
    return run(silent(), sources, newRun(), 1, reach, sets);
  }

  /** A migration that follows a plan, or refuses to. */
  RunReport follow(MigrationPlan plan, List<Path> sources, String... sets) {
    RunFolder run = runs().create(Clock.systemUTC(), new SecureRandom());
    return run(silent(), sources, run, 1, Reach.WRITE, new Planning(plan, Values.HIDDEN), sets);
  }

  /** Goes on with the newest run. */
  RunReport resume(List<Path> sources, String... sets) {
    return resume(silent(), sources, sets);
  }

  /** The same; what is shown of it is told to somebody. */
  RunReport resume(Progress progress, List<Path> sources, String... sets) {
    RunFolder run = runFolder();
    return run(progress, sources, run, run.readReport().run().attempt() + 1, Reach.WRITE, sets);
  }

  /** Goes on with a run that is not the newest. */
  RunReport resume(RunFolder run, List<Path> sources) {
    return run(silent(), sources, run, run.readReport().run().attempt() + 1, Reach.WRITE);
  }

  /** Takes a migration out again. */
  RunReport undo(RunFolder undone, String... sets) {
    return repair(Undoing.of(undone), List.of(), sets);
  }

  /** Mends what the newest run found. */
  RunReport mend(List<Path> sources, String... sets) {
    return repair(new RepairApply(runs(), RepairPlanner.of(runFolder())), sources, sets);
  }

  private RunReport repair(RepairRun.Work work, List<Path> sources, String... sets) {
    RunContext context =
        context("repair", silent(), sources, newRun(), 1, Reach.WRITE, Planning.FREE, sets);
    return new RepairRun(context, Destinations.of(context.config())).run(work);
  }

  /** Mends what the newest reconciliation listed. */
  RunReport repair(List<Path> sources, String... sets) {
    RepairApply work = new RepairApply(runs(), RepairPlanner.ofNewest(runs()));
    RunContext context =
        context("repair", silent(), sources, newRun(), 1, Reach.WRITE, Planning.FREE, sets);
    return new RepairRun(context, Destinations.of(context.config())).run(work);
  }

  /** Compares sources and targets. */
  RunReport reconcile(List<Path> sources, String... sets) {
    RunContext context =
        context("reconcile", silent(), sources, newRun(), 1, Reach.WRITE, Planning.FREE, sets);
    return new Reconciliation(context, Destinations.of(context.config())).run();
  }

  private RunFolder newRun() {
    return runs().create(Clock.systemUTC(), new SecureRandom());
  }

  private RunReport run(
      Progress progress,
      List<Path> sources,
      RunFolder run,
      int attempt,
      Reach reach,
      String... sets) {
    return run(progress, sources, run, attempt, reach, Planning.FREE, sets);
  }

  private RunReport run(
      Progress progress,
      List<Path> sources,
      RunFolder run,
      int attempt,
      Reach reach,
      Planning planning,
      String... sets) {
    String command = reach == Reach.WRITE ? "migrate" : "plan";
    RunContext context = context(command, progress, sources, run, attempt, reach, planning, sets);
    RunReport report = new Migration(context, Destinations.of(context.config())).run();
    ReportSchema.assertValid(run);
    Samples.assertAsReported(run.path());
    return report;
  }

  private RunContext context(
      String command,
      Progress progress,
      List<Path> sources,
      RunFolder run,
      int attempt,
      Reach reach,
      Planning planning,
      String... sets) {
    PrimaConfig config = config(sets);
    return new RunContext(
        command,
        config,
        MappingReader.of(config.source()),
        sources.stream().sorted().toList(),
        run,
        attempt == 1
            ? new RunContext.Attempt(1, Instant.now().truncatedTo(ChronoUnit.MILLIS))
            : RepairRun.nextAttempt(run),
        progress,
        reach,
        planning);
  }

  static Progress silent() {
    return Progress.on(System.err, Progress.Display.SILENT, Map.of(), Clock.systemUTC());
  }

  /** Ends a run where a step begins. */
  static Progress dyingAt(String step) {
    Progress silent = silent();
    return new Progress() {
      @Override
      public Step step(String name, long totalRows) {
        if (name.equals(step)) {
          throw new IllegalStateException("The machine is gone");
        }
        return silent.step(name, totalRows);
      }

      @Override
      public void message(String message) {
        silent.message(message);
      }
    };
  }

  private RunsFolder runs() {
    return new RunsFolder(folder.resolve("runs"));
  }

  /** Of the newest run. */
  RunFolder runFolder() {
    return runs().latest().orElseThrow();
  }

  String url(int node) {
    return nodes.get(node).jdbcUrl();
  }

  /** The rows of all nodes, the home node's first. */
  List<List<@Nullable Object>> rows(String query, Object... parameters) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (PostgresServer node : nodes) {
      rows.addAll(Query.rows(node.jdbcUrl(), query, parameters));
    }
    return rows;
  }

  /** The sum over all nodes of what a query counts. */
  long count(String query, Object... parameters) {
    return nodes.stream().mapToLong(n -> Query.number(n.jdbcUrl(), query, parameters)).sum();
  }

  /** The rows of a table of ours in Cassandra. */
  List<Row> global(String table) {
    try (CqlSession session = EmbeddedStores.openCql()) {
      return session.execute("SELECT * FROM " + keyspace + "." + table).all();
    }
  }

  /** There is one server: with more replicas it refuses whatever reads or writes the keyspace. */
  public void replicas(int number) {
    try (CqlSession session = EmbeddedStores.openCql()) {
      session.execute(
          "ALTER KEYSPACE "
              + keyspace
              + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': "
              + number
              + "}");
    }
  }

  boolean keyspaceExists() {
    try (CqlSession session = EmbeddedStores.openCql()) {
      return session.getMetadata().getKeyspace(keyspace).isPresent();
    }
  }

  /** Takes the databases and the keyspace away. */
  void drop() {
    for (PostgresServer node : nodes) {
      Query.change(
          node.jdbcUrl().replace("/" + node.database() + "?", "/postgres?"),
          "DROP DATABASE " + node.database() + " WITH (FORCE)");
    }
    try (CqlSession session = EmbeddedStores.openCql()) {
      session.execute("DROP KEYSPACE IF EXISTS " + keyspace);
    }
  }

  /**
   * Drops what ended tests have left in Cassandra: each of its tables makes every further change of
   * its schema slower, and with 90 keyspaces a small run takes twice as long as with none.
   */
  private static void dropEnded() {
    synchronized (KEYSPACES) {
      List<String> ended =
          KEYSPACES.entrySet().stream()
              .filter(entry -> !Files.exists(entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (ended.size() < DROPPED_TOGETHER) {
        return;
      }
      try (CqlSession session = EmbeddedStores.openCql()) {
        ended.forEach(name -> session.execute("DROP KEYSPACE IF EXISTS " + name));
      }
      ended.forEach(KEYSPACES::remove);
    }
  }

  /**
   * What a run leaves in stores of its own that nothing disturbs, as {@link Contents#ofAnyRun}
   * tells it.
   */
  static Map<String, String> undisturbed(Path folder, List<Path> sources) throws IOException {
    Stores stores = new Stores(Files.createDirectories(folder));
    try {
      assertThat(stores.migrate(sources).end().exit()).isEqualTo(ExitCode.OK);
      return Contents.ofAnyRun(stores.nodes, stores.keyspace);
    } finally {
      stores.drop();
    }
  }

  /** A digest of every table's rows but the ledger's, by store and table. */
  Map<String, String> contents() {
    return Contents.of(nodes, keyspace);
  }
}
