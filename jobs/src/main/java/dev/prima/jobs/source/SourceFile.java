package dev.prima.jobs.source;

import java.io.Serializable;
import java.util.List;

/**
 * A source file of a run and its snapshot.
 *
 * @param index its rank by path, from 0
 * @param path absolute
 * @param bytes size of the file
 * @param sha256 of the file's bytes, or of the snapshot's where the file was written to meanwhile
 * @param snapshot path of the database to read; the source itself where it is read in place
 * @param others what is no ordinary table: views and virtual tables, which are not migrated
 * @param lost what of a damaged file the snapshot does not have
 * @param waitMillis how long writers had to wait for the snapshot; 0 where they never had to
 */
public record SourceFile(
    int index,
    String path,
    long bytes,
    String sha256,
    String snapshot,
    List<SnapshotTable> tables,
    List<String> others,
    List<LostRows> lost,
    long waitMillis)
    implements Serializable {
  public SourceFile {
    tables = List.copyOf(tables);
    others = List.copyOf(others);
    lost = List.copyOf(lost);
  }

  /** The same under another rank. */
  public SourceFile at(int rank) {
    return rank == index
        ? this
        : new SourceFile(rank, path, bytes, sha256, snapshot, tables, others, lost, waitMillis);
  }

  /** The same with its tables described otherwise. */
  public SourceFile with(List<SnapshotTable> described) {
    return new SourceFile(
        index, path, bytes, sha256, snapshot, described, others, lost, waitMillis);
  }

  /** Whether it is read in place. */
  public boolean inPlace() {
    return snapshot.equals(path);
  }
}
