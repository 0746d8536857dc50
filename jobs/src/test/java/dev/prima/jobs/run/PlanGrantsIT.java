package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.plan.TableForecast;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.RunContext.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A dry run where nothing can be written: it foretells as it does elsewhere, and says so. */
class PlanGrantsIT {
  @TempDir Path folder;

  @Test
  void aRoleThatOnlyReadsForetellsTheSameAndIsToldThatItCannotMigrate() throws IOException {
    Stores stores = new Stores(folder);
    List<Path> network =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    List<Path> first = network.subList(0, 1);
    assertThat(stores.migrate(first).end().exit()).isEqualTo(ExitCode.OK);
    String role = "reader_" + stores.nodes.get(0).database();
    asOwner(stores, "CREATE ROLE " + role + " LOGIN");
    asOwner(stores, "GRANT USAGE ON SCHEMA prima TO " + role);
    asOwner(stores, "GRANT SELECT ON ALL TABLES IN SCHEMA prima TO " + role);
    asOwner(stores, "ALTER ROLE " + role + " SET default_transaction_read_only = on");
    MigrationPlan owners = planned(stores.plan(Reach.READ, network));
    assertThat(owners.verdict().blocks()).isEmpty();
    List<Object> before = everything(stores);

    RunReport report =
        stores.as(role, Files.createDirectory(folder.resolve("reader"))).plan(Reach.READ, network);

    assertThat(report.end().exit()).isEqualTo(ExitCode.BLOCKED);
    MigrationPlan readers = planned(report);
    assertThat(withoutVolume(readers)).isEqualTo(withoutVolume(owners));
    assertThat(readers.ddl()).isEqualTo(owners.ddl());
    assertThat(readers.sharding()).isEqualTo(owners.sharding());
    assertThat(readers.basis().targets()).isEqualTo(owners.basis().targets());
    for (PostgresServer node : stores.nodes) {
      assertThat(readers.verdict().blocks())
          .anyMatch(b -> b.startsWith("PGS-016") && b.contains(node.name()));
    }
    assertThat(everything(stores)).isEqualTo(before);
  }

  /** What the README says suffices, and no more. */
  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void theLeastGrantsSufficeForAPlanOfEmptyStores() {
    Stores stores = new Stores(folder);
    String role = "maker_" + stores.nodes.get(0).database();
    asOwner(stores, "CREATE ROLE " + role + " LOGIN");
    for (PostgresServer node : stores.nodes) {
      Query.change(node.jdbcUrl(), "REVOKE ALL ON DATABASE " + node.database() + " FROM PUBLIC");
      Query.change(
          node.jdbcUrl(),
          "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE " + node.database() + " TO " + role);
    }
    List<Path> network =
        SampleData.make(Path.of("..", "sample-data", "network"), folder.resolve("sources"));
    Stores makers = stores.as(role, folder);
    assertThat(makers.plan(Reach.READ, network).end().exit()).isEqualTo(ExitCode.OK);
    assertThat(makers.migrate(network).end().exit()).isEqualTo(ExitCode.OK);
  }

  @Test
  void sourcesOnAReadOnlyMediumAreReadAndStayAsTheyAre() throws IOException {
    Assumptions.assumeTrue(ScratchDisk.canBeMade(), "no file system of one's own can be made here");
    Path medium = Files.createDirectory(folder.resolve("medium"));
    try (ScratchDisk disk = ScratchDisk.of(medium, "size=16m")) {
      List<Path> network = SampleData.make(Path.of("..", "sample-data", "network"), medium);
      List<String> before = listing(medium);
      disk.remount("ro");
      RunReport report = new Stores(folder).plan(Reach.READ, network);
      assertThat(report.end().error()).isNull();
      assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
      assertThat(report.totals().read()).isPositive();
      assertThat(listing(medium)).isEqualTo(before);
    }
  }

  private static MigrationPlan planned(RunReport report) {
    return Objects.requireNonNull(report.forecast().plan());
  }

  private static List<String> withoutVolume(MigrationPlan plan) {
    List<String> tables = new ArrayList<>();
    for (TableForecast table : plan.tables()) {
      tables.add(
          table.books()
              + " "
              + table.replaced()
              + " "
              + table.derived()
              + " "
              + table.rejectReasons()
              + " "
              + table.wins());
    }
    return tables;
  }

  private static void asOwner(Stores stores, String statement) {
    stores.nodes.forEach(n -> Query.change(n.jdbcUrl(), statement));
  }

  /** All rows, and every relation that is not the server's own, temporary ones included. */
  private static List<Object> everything(Stores stores) {
    return List.of(
        stores.contents(),
        stores.rows(
            "SELECT n.nspname, c.relname, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema',"
                + " 'pg_toast') ORDER BY 1, 2"));
  }

  private static List<String> listing(Path folder) throws IOException {
    List<String> listing = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        listing.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return listing;
  }
}
