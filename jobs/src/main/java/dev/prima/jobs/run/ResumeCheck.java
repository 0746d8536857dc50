package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.config.EffectiveKeys;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.source.Sha256;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a run was left with against what it would go on with, before anything is touched. A
 * run whose snapshots are not complete has taken nothing yet and may go on with anything.
 */
public final class ResumeCheck {
  /** Keys that say how fast a run works, how it is judged or what it is called. */
  private static final List<String> INDIFFERENT =
      List.of(
          "run",
          "schedule",
          "spark",
          "errors",
          "reconcile",
          "source.files",
          "source.incremental",
          "source.on-bad-file",
          "source.salvage",
          "sharding.compare",
          "extract.on",
          "extract.parallelism",
          "load.connections-per-node",
          "load.statement-timeout",
          "load.lock-timeout",
          "load.retry",
          "global.write",
          "global.consistency");

  /** Where a target is and how it is entered: after a failover it may be the same one elsewhere. */
  private static final List<String> ADDRESSES =
      List.of(
          "regions.nodes[].jdbc-url",
          "regions.nodes[].user",
          "regions.nodes[].password",
          "regions.nodes[].tls",
          "global.contact-points",
          "global.local-datacenter",
          "global.user",
          "global.password",
          "global.tls");

  private static final Set<ExitCode> GOOD = Set.of(ExitCode.OK, ExitCode.REJECTS);

  private final RunContext next;
  private final RunReport before;
  private @Nullable List<EarlierMigrations.Ended> laterRuns;
  private final Targets targets;
  private final List<String> acceptable = new ArrayList<>();
  private final List<String> forbidding = new ArrayList<>();

  private ResumeCheck(RunContext next, RunReport before, Targets targets) {
    this.next = next;
    this.before = before;
    this.targets = targets;
  }

  /** Whose servers the targets are. */
  public enum Targets {
    CONFIGURED,
    /** The same data is behind other ports at every start. */
    EMBEDDED
  }

  /** What is done about changes that a run can live with. */
  public enum Changes {
    REFUSED,
    ACCEPTED
  }

  /**
   * Refuses what does not fit; writes nothing.
   *
   * @param next the attempt that is about to be made
   * @param before the report of the former one
   * @throws PrimaException {@link RunProblem#CHANGED}, which names every change
   */
  public static void check(RunContext next, RunReport before, Targets targets, Changes changes) {
    Path list = RunState.sourceList(next.folder());
    if (!Files.exists(list)) {
      return;
    }
    ResumeCheck check = new ResumeCheck(next, before, targets);
    try {
      check.compare(SourceList.read(list));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check.conclude(changes);
  }

  /**
   * Refuses another config, of a run whose sources are not read again.
   *
   * @throws PrimaException {@link RunProblem#CHANGED}, which names every change
   */
  public static void checkConfig(
      RunContext next, RunReport before, Targets targets, Changes changes) {
    ResumeCheck check = new ResumeCheck(next, before, targets);
    check.compareConfig();
    check.conclude(changes);
  }

  private void compare(List<SourceFile> taken) throws IOException {
    String version = ToolVersion.text();
    if (!version.equals(before.environment().toolVersion())) {
      acceptable.add(
          "this is version "
              + version
              + ", version "
              + before.environment().toolVersion()
              + " began it");
    }
    compareNames();
    for (SourceFile source : taken) {
      compare(source);
    }
    compareConfig();
  }

  /**
   * Keys that differ between two runs and decide what becomes of rows, or did when they were read.
   */
  static List<String> deciding(RunFolder run, RunFolder other) {
    SortedMap<String, String> keys = EffectiveKeys.of(run);
    SortedMap<String, String> others = EffectiveKeys.of(other);
    TreeSet<String> all = new TreeSet<>(keys.keySet());
    all.addAll(others.keySet());
    return all.stream()
        .filter(key -> !Objects.equals(keys.get(key), others.get(key)))
        .filter(key -> !EffectiveKeys.among(INDIFFERENT, key))
        .filter(key -> !EffectiveKeys.among(ADDRESSES, key))
        .toList();
  }

  /** A glob may match other files than it did. */
  private void compareNames() {
    TreeSet<Path> then = new TreeSet<>(Beginning.read(next.folder()).sources());
    TreeSet<Path> now = new TreeSet<>(next.sources());
    now.stream()
        .filter(path -> !then.contains(path))
        .forEach(path -> acceptable.add("source " + path + " was not named"));
    then.stream()
        .filter(path -> !now.contains(path))
        .forEach(path -> acceptable.add("source " + path + " is not named any more"));
  }

  private void compare(SourceFile source) throws IOException {
    List<String> changes = source.inPlace() ? forbidding : acceptable;
    Path file = Path.of(source.path());
    if (!Files.exists(file)) {
      changes.add("source " + file + " is gone");
    } else if (writtenTo(file, source) || walWrittenTo(file)) {
      laterRun(source)
          .ifPresentOrElse(
              run ->
                  forbidding.add(
                      "source "
                          + file
                          + " is not what it was, and run "
                          + run.folder().id()
                          + " has brought a later state of it"),
              () -> changes.add("source " + file + " is not what it was"));
    }
  }

  /** A good run after this one which took other content of a file to the same stores. */
  private Optional<EarlierMigrations.Ended> laterRun(SourceFile source) {
    if (laterRuns == null) {
      String stores = EffectiveKeys.stores(EffectiveKeys.of(next.folder()));
      laterRuns =
          EarlierMigrations.of(next, GOOD)
              .takeWhile(run -> run.folder().id().compareTo(next.folder().id()) > 0)
              .filter(run -> EffectiveKeys.stores(EffectiveKeys.of(run.folder())).equals(stores))
              .toList();
    }
    return laterRuns.stream()
        .filter(
            run ->
                run.report().sources().stream()
                    .anyMatch(
                        taken ->
                            taken.file().equals(source.path())
                                && !source.sha256().equals(taken.sha256())))
        .findFirst();
  }

  private boolean writtenTo(Path file, SourceFile source) throws IOException {
    boolean untouched =
        Files.size(file) == source.bytes() && changed(file).isBefore(before.run().startedAt());
    return !untouched && !Sha256.of(file).equals(source.sha256());
  }

  /** What is in the log is not in the file yet. */
  private boolean walWrittenTo(Path file) throws IOException {
    Path wal = file.resolveSibling(file.getFileName() + "-wal");
    return Files.exists(wal)
        && Files.size(wal) > 0
        && !changed(wal).isBefore(before.run().startedAt());
  }

  /** The inode's time, which no program can set back. */
  private static Instant changed(Path file) throws IOException {
    return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
  }

  private void compareConfig() {
    SortedMap<String, String> then = EffectiveKeys.of(next.folder());
    SortedMap<String, String> now = EffectiveKeys.of(next.config(), next.folder());
    SortedMap<String, String> all = new TreeMap<>(then);
    all.putAll(now);
    for (String key : all.keySet()) {
      String was = then.getOrDefault(key, "absent");
      String is = now.getOrDefault(key, "absent");
      boolean address = EffectiveKeys.among(ADDRESSES, key);
      boolean indifferent =
          EffectiveKeys.among(INDIFFERENT, key) || (address && targets == Targets.EMBEDDED);
      if (!was.equals(is) && !indifferent) {
        (address ? acceptable : forbidding)
            .add("config key " + key + " is " + is + ", it was " + was);
      }
    }
  }

  private void conclude(Changes changes) {
    if (!forbidding.isEmpty()) {
      throw refused(
          "cannot go on, for what it has done depends on what is no more",
          forbidding,
          "Put that back, or start a new run without --resume");
    }
    if (acceptable.isEmpty()) {
      return;
    }
    if (changes == Changes.REFUSED) {
      throw refused(
          "is not resumed, for something has changed",
          acceptable,
          "With --accept-changes it goes on with the rows that it took then, and a later run brings"
              + " what is new; or start a new run without --resume");
    }
    acceptable.forEach(change -> next.progress().message("Accepted: " + change));
  }

  private PrimaException refused(String what, List<String> changes, String then) {
    return new PrimaException(
        RunProblem.CHANGED,
        "Run "
            + next.folder().id()
            + " "
            + what
            + ": "
            + changes.stream().collect(Collectors.joining("; "))
            + ". Nothing was touched. "
            + then);
  }
}
