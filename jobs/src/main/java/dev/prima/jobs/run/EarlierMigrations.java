package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrations whose folders stand beside this run's. */
final class EarlierMigrations {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierMigrations.class);

  private EarlierMigrations() {}

  /** A migration that came to its end. */
  record Ended(RunFolder folder, RunReport report) {}

  /**
   * Those that ended so, the newest first; looked at one by one, as they are asked for.
   *
   * @param how they may have ended
   */
  static Stream<Ended> of(RunContext context, Set<ExitCode> how) {
    RunFolder own = context.folder();
    List<RunFolder> runs =
        new ArrayList<>(
            new RunsFolder(own.path().toAbsolutePath().resolve("..").normalize()).list());
    Collections.reverse(runs);
    return runs.stream()
        .filter(run -> !run.id().equals(own.id()) && run.hasReport())
        .flatMap(run -> read(run).stream())
        .filter(run -> run.report().run().command().equals("migrate"))
        .filter(run -> how.contains(run.report().end().exit()));
  }

  private static List<Ended> read(RunFolder run) {
    try {
      return List.of(new Ended(run, run.readReport()));
    } catch (PrimaException e) {
      LOG.warn("Not taken as an earlier run: {}", e.getMessage());
      return List.of();
    }
  }
}
