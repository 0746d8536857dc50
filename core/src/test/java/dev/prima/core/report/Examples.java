package dev.prima.core.report;

import dev.prima.core.error.ExitCode;
import dev.prima.core.plan.Basis;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.plan.Needs;
import dev.prima.core.plan.StoreDdl;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.RunReport.Forecast;
import dev.prima.core.report.SourceReport.SourceTable;
import dev.prima.core.report.TableReport.Target;
import dev.prima.core.run.Books;
import dev.prima.core.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Reports that could be, for tests of what is made of them. */
final class Examples {
  static final RunId ID = new RunId("2026-11-22T141530Z-7f3a");
  private static final Instant START = Instant.parse("2026-11-22T14:15:30.250Z");

  private Examples() {}

  static Stream<RunReport> all() {
    return Stream.of(network(), hostile(), stopped(), plan(), continued(), dirty());
  }

  /** The reference network again, on a map that continues an earlier one, with all its details. */
  static RunReport continued() {
    RunReport network = network();
    ShardingReport.Figures figures =
        new ShardingReport.Figures(
            "harmonic", 4, 3, 118, 1402, 0.281, 0.9897, 1.0512, 0.174, 0.8611, 2);
    return new RunReport(
        network.run(),
        network.end(),
        network.environment(),
        network.sources(),
        network.tables(),
        new Findings(
            new ShardingReport(
                figures,
                new ShardingReport.Continued(0.27),
                new ShardingDetails(
                    new ShardingDetails.Crossing(508, 133, 88),
                    new ShardingDetails.Crossing(1092, 310, 195),
                    new ShardingDetails.Unavoidable(2, 0.0123, null),
                    42,
                    List.of(40L, 38L, 40L),
                    List.of("sacred_east", "sacred_north", "sacred_west"),
                    List.of(
                        List.of(400L, 60L, 50L), List.of(60L, 380L, 40L), List.of(50L, 40L, 350L))),
                List.of(figures)),
            // As long as it gets: a phone is not as wide as this in one line.
            new CoherenceReport(100, 74.40517241379311, 74.40517241379311),
            network.findings().reconciliation()),
        network.steps(),
        network.remarks());
  }

  /** The reference network, everything as it should be. */
  static RunReport network() {
    return new RunReport(
        new RunFacts(ID, "migrate", false, 1, START),
        new RunEnd(ExitCode.OK, START.plusMillis(48_316), null),
        new Environment(
            "1.0.0", new Environment.Spark("local[*]", "client", "local-1795443330250")),
        sources(),
        List.of(
            new TableReport(
                new Books("agents", 236, 118, 100, 18, 0, 0, 0),
                0,
                0,
                Map.of(),
                Map.of("created_at: seconds", 12L, "last_heartbeat: seconds", 12L),
                List.of(
                    new Target("postgres", "prima.agents", "east", "sacred_east", 41),
                    new Target("postgres", "prima.agents", "north", "sacred_north", 37),
                    new Target("postgres", "prima.agents", "west", "sacred_west", 40),
                    new Target("cassandra", "prima.agent_directory", null, null, 118))),
            new TableReport(
                new Books("connections", 1016, 508, 508, 0, 0, 0, 0),
                0,
                64,
                Map.of(),
                Map.of(),
                List.of(
                    new Target("postgres", "prima.connections", "east", "sacred_east", 190),
                    new Target("postgres", "prima.connections", "north", "sacred_north", 172),
                    new Target("postgres", "prima.connections", "west", "sacred_west", 146),
                    new Target("cassandra", "prima.connections_by_agent", null, null, 176))),
            new TableReport(
                new Books("messages", 2100, 1100, 1000, 0, 0, 0, 0),
                0,
                0,
                Map.of(),
                Map.of("created_at: milliseconds", 40L),
                List.of(
                    new Target("postgres", "prima.messages", "east", "sacred_east", 420),
                    new Target("postgres", "prima.messages", "north", "sacred_north", 401),
                    new Target("postgres", "prima.messages", "west", "sacred_west", 271),
                    new Target("postgres", "prima.messages", "north", null, 8),
                    new Target("cassandra", "prima.interactions", null, null, 390))),
            new TableReport(
                new Books("wisdom_crystals", 24, 24, 0, 0, 0, 0, 0),
                0,
                0,
                Map.of(),
                Map.of(),
                List.of(new Target("cassandra", "prima.wisdom_crystals", null, null, 24)))),
        new Findings(
            ShardingReport.of(
                new ShardingReport.Figures(
                    "harmonic", 100, 98, 118, 1402, 0.281, 0.9897, 1.0512, 0.174, 0.8611, 0)),
            new CoherenceReport(100, 74.5, 74.5),
            new ReconciliationReport(
                Verdict.RECONCILED,
                "fingerprint",
                List.of(
                    new Compared("agents", "postgres", 118, 118, 118, 0, 0, 0, 0, 0),
                    new Compared("agents", "cassandra", 118, 118, 118, 0, 0, 0, 0, 0),
                    new Compared("connections", "postgres", 508, 508, 508, 0, 0, 0, 0, 0),
                    new Compared("messages", "postgres", 1100, 1100, 1100, 0, 0, 0, 0, 0)),
                List.of(
                    new Check("an agent stands on exactly one node", 118, 0),
                    new Check("directory and nodes agree", 118, 0)))),
        steps(),
        new Remarks(
            List.of("Rows of connections derived from messages have no source row to compare."),
            Map.of()));
  }

  /** Every wart, books that do not balance, differences, and names that try to break out. */
  static RunReport hostile() {
    String evil = "<script>alert(1)</script>\"'&|`*\u0000\u202e";
    return new RunReport(
        new RunFacts(ID, "migrate", false, 2, START),
        new RunEnd(ExitCode.BUG, START.plusSeconds(3725), null),
        new Environment("1.0.0", null),
        List.of(
            new SourceReport(
                evil,
                1,
                "ab".repeat(32),
                List.of(evil),
                List.of(new SourceTable("legacy." + evil, 10)))),
        List.of(
            new TableReport(
                new Books("legacy." + evil, 10, 1, 1, 1, 1, 2, 1),
                1,
                1,
                Map.of(evil, 2L),
                Map.of(evil, 3L),
                List.of(new Target("postgres", evil, evil, evil, 1)),
                List.of(evil))),
        new Findings(
            null,
            new CoherenceReport(1, 74.5, null),
            new ReconciliationReport(
                Verdict.DIFFERENCES,
                "row",
                List.of(new Compared(evil, "postgres", 4, 4, 1, 1, 1, 1, 1, 7)),
                List.of(new Check(evil, 9, 2)))),
        List.of(new StepReport(evil, 1.5, 10, 6.7)),
        new Remarks(List.of(evil), Map.of(evil, 1L)));
  }

  /** A migration that had to stop before it read anything. */
  static RunReport stopped() {
    return new RunReport(
        new RunFacts(ID, "migrate", false, 1, START),
        new RunEnd(
            ExitCode.EXTERNAL,
            START.plusMillis(912),
            new RunEnd.Failure(
                "SRC-003", "SRC-003 fleet/a.db is encrypted or no SQLite file; leave it out")),
        new Environment("1.0.0", null),
        List.of(),
        List.of(),
        Findings.NONE,
        List.of(),
        Remarks.NONE);
  }

  /** What a dry run of {@code sample-data/warts} wrote, with the paths of a server. */
  static RunReport dirty() {
    try (InputStream in = Examples.class.getResourceAsStream("warts.json")) {
      return RunReport.fromJson(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A dry run. */
  static RunReport plan() {
    return new RunReport(
        new RunFacts(ID, "plan", true, 1, START),
        new RunEnd(ExitCode.REJECTS, START.plusSeconds(2), null),
        new Environment("1.0.0", null),
        List.of(),
        List.of(
            new TableReport(
                new Books("agents", 3, 2, 0, 0, 0, 1, 0),
                0,
                0,
                Map.of("TYPE_MISMATCH", 1L),
                Map.of(),
                List.of())),
        Findings.NONE,
        List.of(),
        Remarks.NONE,
        new Forecast(
            new MigrationPlan(
                ID.text(),
                "1.0.0",
                new Basis(List.of(), Map.of(), Map.of()),
                List.of(),
                List.of(
                    new StoreDdl(
                        "postgres", "east", List.of("CREATE SCHEMA prima"), List.of("ANALYZE"))),
                new Needs(List.of(), List.of()),
                null,
                List.of(),
                new MigrationPlan.Verdict(List.of(), List.of())),
            null));
  }

  private static List<SourceReport> sources() {
    return List.of(
        new SourceReport(
            "/srv/prima/network/network.db",
            438_272,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            List.of("prima"),
            List.of(
                new SourceTable("agents", 118),
                new SourceTable("connections", 508),
                new SourceTable("messages", 1000),
                new SourceTable("wisdom_crystals", 24))),
        new SourceReport(
            "/srv/prima/network/copy-of-east.db",
            438_272,
            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            List.of("prima"),
            List.of(
                new SourceTable("agents", 118),
                new SourceTable("connections", 508),
                new SourceTable("messages", 1000))),
        new SourceReport(
            "/srv/prima/network/unified.db",
            126_976,
            "fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13",
            List.of("unified"),
            List.of(new SourceTable("messages", 100))));
  }

  private static List<StepReport> steps() {
    return List.of(
        new StepReport("snapshot", 0.412, 3, 7.3),
        new StepReport("extract", 6.204, 3376, 544.2),
        new StepReport("resolve", 9.87, 3376, 342.0),
        new StepReport("reshard", 4.31, 118, 27.4),
        new StepReport("load-postgres", 11.902, 1726, 145.0),
        new StepReport("load-cassandra", 7.55, 708, 93.8)
            .with(List.of(new StepReport.Retried("cassandra", null, 2))),
        new StepReport("reconcile", 6.93, 1750, 252.5),
        new StepReport("report", 0.218, 0, 0.0));
  }
}
