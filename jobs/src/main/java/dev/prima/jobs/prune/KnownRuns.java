package dev.prima.jobs.prune;

import dev.prima.core.error.PrimaException;
import dev.prima.core.prune.KnownRun;
import dev.prima.core.prune.KnownRun.Mark;
import dev.prima.core.prune.KnownRun.Ties;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.SourceReport;
import dev.prima.core.run.RunId;
import dev.prima.jobs.config.EffectiveKeys;
import dev.prima.jobs.repair.RepairTrace;
import dev.prima.jobs.report.ReportError;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunHold;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.retry.RejectRetry;
import dev.prima.jobs.run.Beginning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the folders of runs tell of them. Reads only. */
final class KnownRuns {
  private final RunsFolder runs;

  KnownRuns(RunsFolder runs) {
    this.runs = runs;
  }

  List<KnownRun> read() {
    Optional<RunId> latest = runs.pointedTo();
    return runs.list().stream().map(run -> read(run, latest)).toList();
  }

  private static KnownRun read(RunFolder run, Optional<RunId> latest) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (RunHold.isHeld(run)) {
      marks.add(Mark.LIVE);
    }
    if (latest.equals(Optional.of(run.id()))) {
      marks.add(Mark.LATEST);
    }
    if (Files.isRegularFile(run.discrepancies())) {
      marks.add(Mark.LISTS_DIFFERENCES);
    }
    @Nullable RunReport report = null;
    Ties ties = Ties.NONE;
    Set<String> sources = Set.of();
    String selection = "";
    String targets = "";
    try {
      report = run.hasReport() ? run.readReport() : null;
      Optional<RepairTrace> repair = RepairTrace.of(run);
      if (repair.filter(r -> r.changes() > 0).isPresent()) {
        marks.add(Mark.KEEPS_ROWS);
      }
      ties = new Ties(undoneBy(run), repair.map(r -> new RunId(r.found())).orElse(null));
      sources = sources(run, report);
      if (RejectRetry.isRetry(run)) {
        marks.add(Mark.RETRY);
      }
      if (RejectRetry.hasMended(run)) {
        marks.add(Mark.HOLDS_MENDED);
      }
      Map<String, String> keys = keys(run);
      selection = EffectiveKeys.selection(keys);
      targets = EffectiveKeys.stores(keys);
    } catch (PrimaException e) {
      marks.add(Mark.UNREADABLE);
    }
    return new KnownRun(run.id(), report, marks, ties, sources, selection, targets);
  }

  private static @Nullable RunId undoneBy(RunFolder run) {
    try {
      return Files.exists(run.undoneBy())
          ? new RunId(Files.readString(run.undoneBy()).strip())
          : null;
    } catch (IOException e) {
      throw new PrimaException(ReportError.READ, "Cannot read " + run.undoneBy() + ": " + e, e);
    }
  }

  private static Set<String> sources(RunFolder run, @Nullable RunReport report) {
    return Beginning.find(run)
        .map(begun -> begun.sources().stream().map(Path::toString).collect(Collectors.toSet()))
        .orElseGet(
            () ->
                report == null
                    ? Set.of()
                    : report.sources().stream()
                        .map(SourceReport::file)
                        .collect(Collectors.toSet()));
  }

  /** The folder elsewhere that a run stages in; empty where that is in its own folder. */
  static Optional<String> stagingElsewhere(RunFolder run) {
    return Optional.ofNullable(keys(run).get("staging.uri"))
        .filter(uri -> !uri.isEmpty())
        .map(uri -> RunFolder.stagingUnder(uri, run.id()));
  }

  private static Map<String, String> keys(RunFolder run) {
    return Files.isRegularFile(run.effectiveConfig()) ? EffectiveKeys.of(run) : Map.of();
  }
}
