package dev.prima.jobs.report;

import dev.prima.core.error.PrimaException;
import dev.prima.core.report.HtmlRuns;
import dev.prima.core.run.RunId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The folder of all runs ({@code --runs}, by default {@code runs}). Thread-safe. */
public final class RunsFolder {
  private static final String LATEST = "latest";
  private static final int TRIES = 100;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;

  public RunsFolder(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * Makes a new run's folder, readable by its owner only as it will hold values of rows, and points
   * {@code latest} to it.
   *
   * @throws PrimaException {@link ReportError#RUNS_FOLDER} if that is not possible
   */
  public RunFolder create(Clock clock, RandomGenerator random) {
    try {
      Files.createDirectories(path);
      RunFolder run = createFree(clock, random);
      for (String inner : List.of("rejects", "superseded", "shard-map", "work")) {
        Files.createDirectory(run.path().resolve(inner));
      }
      pointLatestTo(run.id());
      return run;
    } catch (IOException e) {
      throw unusable("cannot be written to", e);
    }
  }

  private RunFolder createFree(Clock clock, RandomGenerator random) throws IOException {
    for (int i = 1; ; i++) {
      RunId id = RunId.of(clock, random);
      try {
        return new RunFolder(id, Files.createDirectory(path.resolve(id.text()), OWNER_ONLY));
      } catch (FileAlreadyExistsException e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private void pointLatestTo(RunId id) throws IOException {
    Path passing = path.resolve("." + LATEST + "-" + id);
    Files.createSymbolicLink(passing, Path.of(id.text()));
    Files.move(passing, path.resolve(LATEST), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * All runs, the oldest first; none where the folder does not exist yet.
   *
   * @throws PrimaException {@link ReportError#RUNS_FOLDER} if it cannot be read
   */
  public List<RunFolder> list() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> RunId.isRunId(entry.getFileName().toString()))
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> new RunFolder(new RunId(entry.getFileName().toString()), entry))
          .sorted(Comparator.comparing(RunFolder::id))
          .toList();
    } catch (IOException e) {
      throw unusable("cannot be read", e);
    }
  }

  /**
   * Makes {@code index.html} anew, which lists all runs. Of runs that end at the same moment each
   * writes the page whole, and the last one stays.
   *
   * @throws PrimaException {@link ReportError#WRITE}
   */
  public void writeIndex() {
    List<HtmlRuns.Entry> entries =
        list().stream()
            .sorted(Comparator.comparing(RunFolder::id).reversed())
            .map(RunStatus::of)
            .map(run -> new HtmlRuns.Entry(run.id(), run.report()))
            .toList();
    RunFolder.writeAtomically(path.resolve("index.html"), HtmlRuns.render(entries));
  }

  /** The name of the run that {@code latest} points to; empty where it points to none. */
  public Optional<RunId> pointedTo() {
    Path link = path.resolve(LATEST);
    try {
      return Files.isSymbolicLink(link)
          ? Optional.of(Files.readSymbolicLink(link).getFileName().toString())
              .filter(RunId::isRunId)
              .map(RunId::new)
          : Optional.empty();
    } catch (IOException e) {
      throw unusable("cannot be read", e);
    }
  }

  /** The newest run. */
  public Optional<RunFolder> latest() {
    List<RunFolder> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The run of an id, or the newest for {@code latest}.
   *
   * @throws PrimaException {@link ReportError#NO_RUN} if there is none
   */
  public RunFolder find(String idOrLatest) {
    if (idOrLatest.equals(LATEST)) {
      return latest()
          .orElseThrow(
              () ->
                  new PrimaException(
                      ReportError.NO_RUN,
                      "There is no run in "
                          + path.toAbsolutePath()
                          + "; name the folder with --runs, or start with scripts/prima demo"));
    }
    RunId id = new RunId(idOrLatest);
    return list().stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new PrimaException(
                    ReportError.NO_RUN,
                    "There is no run "
                        + id
                        + " in "
                        + path.toAbsolutePath()
                        + "; see scripts/prima status"));
  }

  private PrimaException unusable(String what, IOException e) {
    return new PrimaException(
        ReportError.RUNS_FOLDER,
        "The folder of runs "
            + path.toAbsolutePath()
            + " "
            + what
            + " ("
            + RunFolder.reason(e)
            + "); mend it, or name another with --runs",
        e);
  }
}
