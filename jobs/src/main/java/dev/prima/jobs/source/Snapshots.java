package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.source.Snapshot.Way;
import dev.prima.jobs.spark.Beside;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Takes snapshots of source files into a folder of ours.
 *
 * <p>Not one byte of a source, its WAL or its journal is changed, and no file is left beside it:
 * files with rollback journals and live WAL files are backed up through SQLite, small ones with
 * rollback journals copied under its lock; a WAL or a hot journal that was left behind is copied
 * with its file, and the copy recovered.
 *
 * <p>Idempotent: a snapshot that is taken again replaces the former one. Thread-safe for different
 * sources.
 *
 * @see "DESIGN.md, The way of the data: snapshot"
 */
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int STEP_BYTES = 16 << 20;
  private static final int COPY_ATTEMPTS = 3;
  private static final long SETTLE_MILLIS = 50;

  private final Path folder;
  private final int stepBytes;
  private final Damage damage;

  /** What is done about files of which something is lost. */
  public enum Damage {
    /** Whoever reads the rows finds it; files that are cut off are refused. */
    UNSOUGHT,
    /** It is looked for, and such files are refused. */
    REFUSED,
    /** What is left is taken, and what is lost is told. */
    SALVAGED
  }

  /** Damage is not sought. */
  public Snapshots(Path folder) {
    this(folder, Damage.UNSOUGHT);
  }

  public Snapshots(Path folder, Damage damage) {
    this(folder, STEP_BYTES, damage);
  }

  Snapshots(Path folder, int stepBytes, Damage damage) {
    this.folder = folder;
    this.stepBytes = stepBytes;
    this.damage = damage;
  }

  /** What tells whether a file was written to. */
  private record Stamp(long size, long modifiedNanos, int changeCounter) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      SqliteHeader header = SqliteHeader.read(file);
      return new Stamp(
          attributes.size(),
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          header.isSqlite() ? header.changeCounter() : 0);
    }
  }

  /**
   * How a copy of a source came to be.
   *
   * @param wholeBytes how much there was before it was filled up to the size that it claims
   */
  private record Taken(Way way, long wholeBytes) {
    Taken(Way way) {
      this(way, Long.MAX_VALUE);
    }
  }

  /**
   * Checks a source that is to be read in place; one that is damaged is copied all the same where
   * it is to be salvaged.
   *
   * @param index rank of the source, for the name of the copy
   */
  public Snapshot inPlace(Path source, int index) {
    return guarded(
        source,
        () -> {
          SqliteHeader header = check(source);
          if (holds(beside(source, "-wal")) || isJournal(beside(source, "-journal"))) {
            throw new PrimaException(
                SourceError.SNAPSHOT_FAILED,
                "Source "
                    + source
                    + " has a WAL or a journal beside it, which reading in place would leave out;"
                    + " set source.immutable to false");
          }
          boolean cut = damage == Damage.SALVAGED && isCutOff(source);
          if (!cut) {
            checkWhole(source, header);
          }
          if (cut || damage != Damage.UNSOUGHT && !Salvage.check(source).isEmpty()) {
            return take(source, target(index));
          }
          return new Snapshot(
              source, source, header.fileSize(), Sha256.of(source), Way.IN_PLACE, 0, 0, List.of());
        });
  }

  /**
   * Takes a snapshot.
   *
   * @param index rank of the source, for the name of the snapshot
   * @throws PrimaException with a {@link SourceError}; nothing of use is left in the folder
   */
  public Snapshot take(Path source, int index) {
    return guarded(source, () -> take(source, target(index)));
  }

  private Path target(int index) {
    return folder.resolve(String.format("%06d.db", index));
  }

  private Snapshot take(Path source, Path target) throws IOException, SQLException {
    SqliteHeader header = check(source);
    Stamp before = Stamp.of(source);
    prepare(source, target);
    // Both read the whole file, and each keeps a core busy. The stream is closed last: a process
    // that closes any descriptor of a file loses all its POSIX locks on it, SQLite's too.
    try (InputStream in = Files.newInputStream(source);
        Beside<String> hash = Beside.start(() -> hash(in))) {
      OnlineBackup backup = new OnlineBackup(source);
      Taken taken = snapshot(source, header, backup, target);
      if (taken.way() != Way.BACKUP || SqliteHeader.read(target).isWal()) {
        settle(target);
      }
      if (damage != Damage.SALVAGED) {
        checkWhole(source, SqliteHeader.read(target));
      }
      List<LostRows> lost = lost(source, target, taken.wholeBytes());
      String read = hash.get();
      boolean unchanged = before.equals(Stamp.of(source));
      return new Snapshot(
          source,
          target,
          before.size(),
          // What was mended is no content of the source's.
          unchanged || !lost.isEmpty() ? read : Sha256.of(target),
          taken.way(),
          backup.restarts(),
          backup.waitMillis(),
          lost);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String hash(InputStream source) {
    try {
      return Sha256.of(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks for damage, and mends the copy so that the rest can be read. */
  private List<LostRows> lost(Path source, Path target, long wholeBytes)
      throws IOException, SQLException {
    String found = damage == Damage.UNSOUGHT ? "" : Salvage.check(target);
    if (found.isEmpty()) {
      return List.of();
    }
    List<LostRows> lost = Salvage.mend(target, wholeBytes);
    LOG.warn("SQLite says of {}: {}", source, found);
    if (lost.isEmpty()) {
      LOG.warn("No row of {} is lost: the damage is in indexes or free pages", source);
    } else if (damage == Damage.REFUSED) {
      throw problem(
          SourceError.DAMAGED,
          source,
          "is damaged ("
              + lost.get(0).told()
              + (lost.size() > 1 ? ", and " + (lost.size() - 1) + " more ranges" : "")
              + "); take it from a backup, or set source.salvage to read what is left");
    }
    lost.forEach(l -> LOG.warn("Lost of {}: {}", source, l.told()));
    return lost;
  }

  private Taken snapshot(Path source, SqliteHeader header, OnlineBackup backup, Path target)
      throws IOException, SQLException {
    boolean wal = header.isWal();
    if (wal && !(Files.exists(beside(source, "-wal")) && Files.exists(beside(source, "-shm")))) {
      // Opening it would create files beside it.
      return copied(source, target);
    }
    if (damage == Damage.SALVAGED && isCutOff(source)) {
      // SQLite's backup would not open it.
      return copied(source, target);
    }
    if (!wal && !Files.exists(beside(source, "-journal"))) {
      checkWhole(source, header);
    }
    try {
      if (!wal && header.fileSize() <= stepBytes) {
        LockedCopy.run(source, target);
        return new Taken(Way.BACKUP);
      }
      backup.run(target, wal ? -1 : Math.max(1, stepBytes / header.pageSize()));
      return new Taken(wal ? Way.WAL_BACKUP : Way.BACKUP);
    } catch (SQLiteException e) {
      if (!wantsRecovery(e)) {
        throw e;
      }
      prepare(source, target);
      return copied(source, target);
    }
  }

  /** One that is cut off is filled up, so that SQLite opens it. */
  private Taken copied(Path source, Path target) throws IOException {
    copy(source, target);
    SqliteHeader header = SqliteHeader.read(target);
    if (damage == Damage.SALVAGED && header.claimedSize() > header.fileSize()) {
      fill(target, header.claimedSize());
    }
    return new Taken(Way.RECOVERED_COPY, header.fileSize());
  }

  private static void fill(Path file, long bytes) throws IOException {
    try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
      // A hole: it takes no room.
      pages.setLength(bytes);
    }
  }

  /** Whether SQLite would have to write to the source before it can read it. */
  private static boolean wantsRecovery(SQLiteException e) {
    SQLiteErrorCode code = e.getResultCode();
    return code.name().startsWith("SQLITE_READONLY") || code.name().startsWith("SQLITE_CANTOPEN");
  }

  /** Copies file, WAL and journal as of one moment in which nobody wrote to them. */
  private void copy(Path source, Path target) throws IOException {
    for (int attempt = 1; attempt <= COPY_ATTEMPTS; attempt++) {
      List<Object> before = stamps(source);
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
      for (String suffix : List.of("-wal", "-journal")) {
        Files.deleteIfExists(beside(target, suffix));
        if (holds(beside(source, suffix))) {
          Files.copy(beside(source, suffix), beside(target, suffix));
        }
      }
      if (before.equals(stamps(source))) {
        target.toFile().setWritable(true, true);
        return;
      }
    }
    throw new PrimaException(
        SourceError.BUSY,
        "Source "
            + source
            + " was written to each of "
            + COPY_ATTEMPTS
            + " times that it was copied; try again when it is at rest");
  }

  private static List<Object> stamps(Path source) throws IOException {
    return List.of(
        Stamp.of(source), sidecarStamp(source, "-wal"), sidecarStamp(source, "-journal"));
  }

  private static Object sidecarStamp(Path source, String suffix) throws IOException {
    Path sidecar = beside(source, suffix);
    return Files.exists(sidecar) ? Stamp.of(sidecar) : "absent";
  }

  /** Recovers our copy and leaves it without anything beside it. */
  private static void settle(Path target) throws SQLException {
    try (SQLiteConnection connection = SqliteConnections.openOwn(target);
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      statement.execute("PRAGMA journal_mode=DELETE");
    }
  }

  private void prepare(Path source, Path target) throws IOException {
    Files.createDirectories(folder);
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(beside(target, suffix));
    }
    long needed = needed(source);
    if (Files.getFileStore(folder).getUsableSpace() < needed) {
      throw full(source, needed, null);
    }
  }

  private static long needed(Path source) throws IOException {
    Path wal = beside(source, "-wal");
    return Files.size(source) + (Files.exists(wal) ? Files.size(wal) : 0);
  }

  private static SqliteHeader check(Path source) throws IOException {
    if (Files.isDirectory(source) || !Files.isRegularFile(source) && Files.exists(source)) {
      throw problem(SourceError.NOT_A_FILE, source, "is not a regular file; name a SQLite file");
    }
    SqliteHeader header = SqliteHeader.read(source);
    if (header.fileSize() == 0) {
      throw problem(SourceError.EMPTY, source, "is empty (0 bytes); leave it out");
    }
    if (!header.isSqlite()) {
      throw header.looksRandom()
          ? problem(
              SourceError.ENCRYPTED,
              source,
              "looks encrypted: it has no SQLite header and no pattern in its bytes; decrypt it"
                  + " first")
          : problem(SourceError.NOT_SQLITE, source, "is not a SQLite 3 file; leave it out");
    }
    if (!header.hasPageSize()) {
      throw problem(
          SourceError.DAMAGED,
          source,
          "is damaged: its header claims pages of "
              + header.pageSize()
              + " bytes, "
              + header.reservedBytes()
              + " of them reserved; take it from a backup");
    }
    return header;
  }

  private static void checkWhole(Path source, SqliteHeader header) throws IOException {
    if (header.claimedSize() > header.fileSize() && isCutOff(source)) {
      SqliteHeader seen = SqliteHeader.read(source);
      throw problem(
          SourceError.TRUNCATED,
          source,
          String.format(
              "is cut off: its header counts %,d bytes and there are %,d; take it from a backup, or"
                  + " set source.salvage to read what is left",
              seen.claimedSize(), seen.fileSize()));
    }
  }

  /** A file that is shorter than its header says was cut off, unless a writer is just at it. */
  private static boolean isCutOff(Path source) throws IOException {
    for (int attempt = 0; ; attempt++) {
      SqliteHeader seen = SqliteHeader.read(source);
      if (seen.claimedSize() <= seen.fileSize() || attempt == COPY_ATTEMPTS) {
        return seen.claimedSize() > seen.fileSize();
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a source was checked", e);
    }
  }

  /** What can fail in the ways that {@link #guarded} explains. */
  private interface Work {
    Snapshot run() throws IOException, SQLException;
  }

  private Snapshot guarded(Path source, Work work) {
    try {
      return work.run();
    } catch (NoSuchFileException e) {
      throw new PrimaException(
          SourceError.VANISHED,
          "Source " + source + " is gone, or a file beside it, since the run began; try again",
          e);
    } catch (IOException e) {
      throw failed(source, e);
    } catch (SQLException e) {
      throw SqliteFailures.explain(source, e, () -> full(source, Files.size(source), e));
    }
  }

  private PrimaException failed(Path source, IOException e) {
    if (String.valueOf(e.getMessage()).contains("No space left")) {
      return full(source, source.toFile().length(), e);
    }
    return new PrimaException(
        SourceError.UNREADABLE,
        "Source " + source + " cannot be read or copied to " + folder + ": " + e,
        e);
  }

  private PrimaException full(Path source, long needed, @Nullable Throwable cause) {
    return new PrimaException(
        SourceError.DISK_FULL,
        String.format(
            "No room for the snapshot of %s: %,d bytes are needed in %s; make room there, name"
                + " another folder by --runs, or set source.immutable if nobody writes to it",
            source, needed, folder),
        cause);
  }

  private static PrimaException problem(SourceError error, Path source, String what) {
    return new PrimaException(error, "Source " + source + " " + what);
  }

  private static boolean holds(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  /** A journal of a finished transaction is empty or begins with zeros. */
  private static boolean isJournal(Path file) throws IOException {
    if (!holds(file)) {
      return false;
    }
    byte[] first = SqliteHeader.read(file).bytes();
    return first[0] != 0;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
