package dev.prima.jobs.reconcile;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.landing.Census;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.report.RunReport;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.postgres.StandingShape;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.repair.RepairRun;
import dev.prima.jobs.report.ReportSchema;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.run.Contents;
import dev.prima.jobs.run.Destinations;
import dev.prima.jobs.run.Migration;
import dev.prima.jobs.run.Reconciliation;
import dev.prima.jobs.run.RunContext;
import dev.prima.jobs.run.RunTables;
import dev.prima.jobs.run.Stores;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteSchemaReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sample network, migrated into databases and a keyspace of its own. */
final class MigratedNetwork {
  final List<PostgresServer> databases;
  final CassandraCluster cassandra;
  final List<Path> files;
  final RunReport report;
  final RunsFolder runs;

  private PrimaConfig config;
  private final MappingCatalog catalog = MappingReader.builtIn();
  private final Destinations destinations;
  final Stores stores;

  MigratedNetwork(Path folder) {
    files = SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    runs = new RunsFolder(folder.resolve("runs"));
    stores = new Stores(folder);
    databases = stores.nodes;
    config = stores.config();
    destinations = Destinations.of(config);
    cassandra = destinations.cassandra();
    report = new Migration(context("migrate", files), destinations).run();
  }

  /** From now on, the config has these settings and no others. */
  void set(String... keys) {
    config = stores.config(keys);
  }

  private RunContext context(String command, List<Path> sources) {
    return context(
        command,
        sources,
        runs.create(Clock.systemUTC(), new SecureRandom()),
        new RunContext.Attempt(1, Instant.now()));
  }

  private RunContext context(
      String command, List<Path> sources, RunFolder run, RunContext.Attempt attempt) {
    return new RunContext(
        command,
        config,
        catalog,
        sources,
        run,
        attempt,
        Progress.on(System.err, Progress.Display.SILENT, Map.of(), Clock.systemUTC()));
  }

  /** A run of the command {@code reconcile}. */
  RunReport reconcile() {
    return new Reconciliation(context("reconcile", files), destinations).run();
  }

  /** A run of the command {@code repair}, or a further attempt of one that was cut off. */
  RunReport repair(RepairRun.Work work, List<Path> sources) {
    RunContext context =
        work.unfinished()
            .map(run -> context("repair", sources, run, RepairRun.nextAttempt(run)))
            .orElseGet(() -> context("repair", sources));
    RunReport report = new RepairRun(context, destinations).run(work);
    ReportSchema.assertValid(context.folder());
    return report;
  }

  /** Every row of both stores. */
  Map<String, String> contents() {
    return Contents.of(databases, cassandra.keyspace().name());
  }

  /** All of it, against some of the files. */
  private static List<Landing> landings(SourceTable table) {
    List<Census> nothing = table.columns().stream().map(c -> Census.NONE).toList();
    return UnclaimedTable.landings(table, nothing);
  }

  Inputs inputs(List<Path> named) {
    Snapshots inPlace = new Snapshots(Path.of("unused"));
    List<SourceFile> sources = new ArrayList<>();
    for (Path file : named) {
      sources.add(
          SqliteSchemaReader.surveyed(inPlace.inPlace(file, sources.size()), sources.size()));
    }
    RunTables tables = RunTables.of(sources, catalog, dev.prima.core.selection.TableSelection.ALL);
    List<TargetTable> targets =
        Stream.concat(
                catalog.targets().stream(),
                StandingShape.of(
                    destinations.nodes().get(0),
                    tables.unclaimed().values().stream()
                        .map(t -> UnclaimedTable.typed(t, landings(t)))
                        .toList())
                    .stream())
            .toList();
    return new Inputs(
        new Inputs.Sources(sources, tables.planned()),
        new Inputs.Stores(
            targets, destinations.nodes(), destinations.cassandra(), destinations.regions()),
        new Inputs.Lineage(sourceIds(named), Set.of(), Set.of(), false, Set.of("unified")),
        Optional.empty());
  }

  /** A further condition of a query: rows that stand for those of a file. */
  String broughtBy(Path file) {
    List<Integer> ids =
        integers(
            home(), "SELECT source_id FROM prima.migration_sources WHERE file = '" + file + "'");
    return " AND source_id = ANY ('{"
        + ids.stream().map(String::valueOf).collect(Collectors.joining(","))
        + "}')";
  }

  private Set<Integer> sourceIds(List<Path> named) {
    Set<Integer> ids = new HashSet<>();
    named.forEach(
        f ->
            ids.addAll(
                integers(
                    home(),
                    "SELECT source_id FROM prima.migration_sources WHERE file = '" + f + "'")));
    ids.addAll(
        integers(
            home(), "SELECT source_id FROM prima.migration_sources WHERE file LIKE 'derived:%'"));
    return ids;
  }

  PostgresServer home() {
    return databases.get(0);
  }

  private List<Integer> integers(PostgresServer server, String query) {
    List<Integer> values = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      while (row.next()) {
        values.add(row.getInt(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query + ": " + e.getMessage(), e);
    }
    return values;
  }

  long sum(String query) {
    return databases.stream().flatMap(d -> integers(d, query).stream()).mapToLong(i -> i).sum();
  }

  /** On the first node where it changes a row, which is one row then. */
  void changeOne(String statement) {
    for (PostgresServer server : databases) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement sql = connection.createStatement()) {
        int changed = sql.executeUpdate(statement);
        if (changed > 1) {
          throw new IllegalStateException(changed + " rows by " + statement);
        }
        if (changed == 1) {
          return;
        }
      } catch (SQLException e) {
        throw new IllegalStateException(statement + ": " + e.getMessage(), e);
      }
    }
    throw new IllegalStateException("Nothing to change: " + statement);
  }

  /** Makes one message of an agent stand twice, which a constraint would not allow. */
  void copyMessageOf(String agent) {
    for (PostgresServer server : databases) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement sql = connection.createStatement()) {
        sql.execute(
            "DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid"
                + " = 'prima.messages'::regclass AND contype = 'u' LOOP EXECUTE 'ALTER TABLE"
                + " prima.messages DROP CONSTRAINT ' || quote_ident(c); END LOOP; END $$");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    changeOne(
        "INSERT INTO prima.messages (message_id, legacy_id, from_agent, to_agent, message_type,"
            + " content, sacred_encoding, field_impact, harmony_resonance, harmony, love_quotient,"
            + " priority, read_status, response_needed, processed, propagated, crystallized,"
            + " created_at, extra, region_id, shard_id, source_id) SELECT message_id, legacy_id,"
            + " from_agent, to_agent, message_type, content, sacred_encoding, field_impact,"
            + " harmony_resonance, harmony, love_quotient, priority, read_status, response_needed,"
            + " processed, propagated, crystallized, created_at, extra, region_id, shard_id,"
            + " source_id FROM prima.messages WHERE from_agent = '"
            + agent
            + "' ORDER BY message_id LIMIT 1");
  }

  /** One row, or a change of one. */
  Row cql(String statement, Object... values) {
    try (CqlSession session = EmbeddedStores.openCql()) {
      return session.execute(keyspaced(statement), values).one();
    }
  }

  private String keyspaced(String statement) {
    return statement.replace("prima.", cassandra.keyspace().name() + ".");
  }
}
