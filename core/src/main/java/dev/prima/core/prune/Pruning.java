package dev.prima.core.prune;

import dev.prima.core.error.ExitCode;
import dev.prima.core.prune.KnownRun.Mark;
import dev.prima.core.run.RunId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which runs of a folder may go: those beyond the newest, but for what somebody would still
 * need. Where in doubt it keeps.
 */
public final class Pruning {
  private final List<KnownRun> newestFirst;
  private final Set<RunId> newest = new HashSet<>();
  private final Map<RunId, KnownRun> byId = new HashMap<>();
  private final Set<RunId> lastGood = new HashSet<>();

  /** Why a run stays. */
  public enum Reason {
    NEWEST("it is among the newest"),
    LIVE("a process is at work on it"),
    LATEST("latest points to it"),
    UNREADABLE("its report cannot be read, so what it is good for is not known"),
    LAST_GOOD("it is the last good run of its command and targets"),
    LAST_PLACES("plan --offline takes agents to stand where it put them"),
    RESUMABLE("it can be resumed, and no later good run brought all its sources to its targets"),
    UNDOING("it is not wholly undone yet: complete it with scripts/prima repair --undo"),
    MENDED("rows that were mended by hand stand in its folder alone"),
    REPAIRED("repair --undo needs the rows that it keeps"),
    TO_REPAIR("repair starts from the differences that it listed");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * @param stays why; empty for a run that may go
   */
  public record Verdict(RunId id, Optional<Reason> stays) {}

  private Pruning(List<KnownRun> runs, int keep) {
    newestFirst = runs.stream().sorted(Comparator.comparing(KnownRun::id).reversed()).toList();
    newestFirst.stream().limit(keep).map(KnownRun::id).forEach(newest::add);
    Set<String> commands = new HashSet<>();
    for (KnownRun run : newestFirst) {
      byId.put(run.id(), run);
      if (run.isGood()
          && !run.is(Mark.RETRY)
          && run.report() != null
          && commands.add(run.report().run().command() + " " + run.targets())) {
        lastGood.add(run.id());
      }
    }
  }

  /**
   * The verdict on each run, the newest first.
   *
   * @param keep so many of the newest stay whatever they are; at least 1
   */
  public static List<Verdict> of(List<KnownRun> runs, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("At least one run stays, not " + keep);
    }
    Pruning pruning = new Pruning(runs, keep);
    return pruning.newestFirst.stream()
        .map(run -> new Verdict(run.id(), pruning.stays(run)))
        .toList();
  }

  private Optional<Reason> stays(KnownRun run) {
    if (run.is(Mark.LIVE)) {
      return Optional.of(Reason.LIVE);
    }
    if (newest.contains(run.id())) {
      return Optional.of(Reason.NEWEST);
    }
    if (run.is(Mark.LATEST)) {
      return Optional.of(Reason.LATEST);
    }
    if (run.is(Mark.UNREADABLE)) {
      return Optional.of(Reason.UNREADABLE);
    }
    return needed(run);
  }

  private Optional<Reason> needed(KnownRun run) {
    if (run.ties().undoneBy() != null) {
      return ended(run.ties().undoneBy()) ? Optional.empty() : Optional.of(Reason.UNDOING);
    }
    if (lastGood.contains(run.id())) {
      return Optional.of(Reason.LAST_GOOD);
    }
    if (isNewest(run, KnownRun::placedAgents)) {
      return Optional.of(Reason.LAST_PLACES);
    }
    if (run.isResumable() && !isSuperseded(run)) {
      return Optional.of(Reason.RESUMABLE);
    }
    if (run.is(Mark.HOLDS_MENDED)) {
      return Optional.of(Reason.MENDED);
    }
    if (run.is(Mark.KEEPS_ROWS)) {
      return Optional.of(Reason.REPAIRED);
    }
    return isToRepair(run) ? Optional.of(Reason.TO_REPAIR) : Optional.empty();
  }

  /** Whether the undoing came to its end; of one whose folder is gone nothing is left to do. */
  private boolean ended(RunId undoing) {
    KnownRun by = byId.get(undoing);
    return by == null
        || (by.finished() && by.report() != null && by.report().end().exit() == ExitCode.OK);
  }

  private boolean isSuperseded(KnownRun run) {
    return later(run).anyMatch(after -> after.isMigration() && after.isGood() && after.covers(run));
  }

  private boolean isToRepair(KnownRun run) {
    boolean begun =
        newestFirst.stream()
            .anyMatch(
                repair -> run.id().equals(repair.ties().repairs()) && isUnfinishedRepair(repair));
    return begun
        || (isNewest(
                run,
                other -> other.is(Mark.LISTS_DIFFERENCES) && other.targets().equals(run.targets()))
            && later(run)
                .noneMatch(after -> after.reconciled() && after.targets().equals(run.targets())));
  }

  private static boolean isUnfinishedRepair(KnownRun repair) {
    return repair.ties().undoneBy() == null
        && (repair.report() == null
            || (repair.report().end().exit() != ExitCode.OK
                && repair.report().end().exit() != ExitCode.DISCREPANCIES));
  }

  private Stream<KnownRun> later(KnownRun run) {
    return newestFirst.stream().filter(other -> other.id().compareTo(run.id()) > 0);
  }

  private boolean isNewest(KnownRun run, Predicate<KnownRun> which) {
    return which.test(run) && later(run).noneMatch(which);
  }
}
