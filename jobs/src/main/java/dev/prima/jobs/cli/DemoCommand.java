package dev.prima.jobs.cli;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.jobs.config.ConfigReader;
import dev.prima.jobs.embedded.EmbeddedServices;
import dev.prima.jobs.embedded.EmbeddedServices.Addresses;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A real migration of small sample data into embedded servers, for whoever wants to see it work.
 */
@Command(
    name = "demo",
    description =
        "Starts the embedded servers, migrates sample-data/network into them, reconciles, and says"
            + " where the report lies and how to look at the data. The servers stay.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  /** Rows of the dirty sample that may be rejected; it holds fewer. */
  private static final String WARTS_BUDGET = "errors.budget=1000";

  @Mixin private DisplayOptions display = new DisplayOptions();

  @Option(
      names = "--warts",
      description = "Take sample-data/warts instead: one of each wart; ends with exit 3.")
  private boolean warts;

  @Option(names = "--runs", paramLabel = "DIR", description = "Folder of the runs (default: runs).")
  private String runs = "runs";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path home = Path.of(System.getProperty("prima.home", "."));
    Progress progress = display.progress(System.err);
    List<String> sets =
        new ArrayList<>(List.of("run.dir=\"" + runs + "\"", "reconcile.level=fingerprint"));
    if (warts) {
      sets.add(WARTS_BUDGET);
    }
    PrimaConfig config =
        ConfigReader.read(Optional.empty(), System.getenv(), sets, Targets.EMBEDDED);
    String sample = warts ? "warts" : "network";
    Path folder = home.resolve("work/demo").resolve(sample);
    Files.createDirectories(folder);
    List<Path> sources = SampleData.make(home.resolve("sample-data").resolve(sample), folder);
    // Both take seconds and wait for different things; the run finds the session that is open.
    Addresses servers;
    try (Beside<SparkSession> session =
        Beside.start(
            () ->
                SparkSessions.open(
                    config.spark().master(),
                    home.resolve("work/demo"),
                    config.spark().plainConf()))) {
      servers = EmbeddedServices.ofProject().start(progress::message);
      session.get();
    }
    PrintWriter out = spec.commandLine().getOut();
    int exit =
        new MigrationRunner(out, progress)
            .migrate("migrate", MigrationRunner.embedded(config, servers), sources);
    look(out, servers);
    ClassArchive.keep(progress);
    return exit;
  }

  private static void look(PrintWriter out, Addresses servers) {
    out.println();
    out.println("The servers are still running; look at the data:");
    for (EmbeddedServices.PostgresServer server : servers.postgres()) {
      out.printf(
          "  psql -h %s -p %d -U %s %s -c 'select region_id, count(*) from prima.agents group by 1'   # node %s%n",
          server.host(), server.port(), server.user(), server.database(), server.name());
    }
    out.printf(
        "  cqlsh %s %d -e 'select * from prima.agent_directory limit 10'   # the global store%n",
        servers.cassandra().host(), servers.cassandra().port());
    out.println("Stop them, and delete their data: scripts/prima services stop --delete");
    out.flush();
  }
}
