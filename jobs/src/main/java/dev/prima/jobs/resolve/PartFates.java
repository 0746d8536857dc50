package dev.prima.jobs.resolve;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.jspecify.annotations.Nullable;

/**
 * The fates of one part by row; memory follows the rows that are not plainly loaded, of one part
 * only.
 */
public final class PartFates {
  /** All rows are plainly loaded. */
  public static final PartFates EMPTY = new PartFates(Map.of());

  private static final Fate PLAIN = new Fate(Resolver.LOADED, 1, false, null, null);

  private final Map<Integer, Fate> byRow;

  private PartFates(Map<Integer, Fate> byRow) {
    this.byRow = byRow;
  }

  /**
   * @param fate see {@link Resolver}
   * @param k the number of the occurrence, from 1
   * @param replaces whether a row of the target has to make room
   * @param legacyId the oldest id where it is another row's, else null
   * @param replacedHash content hash of the row that makes room, else null
   */
  public record Fate(
      String fate,
      int k,
      boolean replaces,
      @Nullable String legacyId,
      byte @Nullable [] replacedHash) {}

  public Fate of(int row) {
    return byRow.getOrDefault(row, PLAIN);
  }

  static PartFates read(Path folder, Configuration configuration) throws IOException {
    Map<Integer, Fate> byRow = new HashMap<>();
    for (FileStatus file : folder.getFileSystem(configuration).listStatus(folder)) {
      if (!file.getPath().getName().endsWith(".parquet")) {
        continue;
      }
      try (ParquetReader<Group> reader =
          ParquetReader.builder(new GroupReadSupport(), file.getPath())
              .withConf(configuration)
              .build()) {
        for (Group g = reader.read(); g != null; g = reader.read()) {
          byRow.put(
              g.getInteger("_row", 0),
              new Fate(
                  g.getString("fate", 0),
                  g.getInteger("k", 0),
                  g.getBoolean("replaces", 0),
                  g.getFieldRepetitionCount("legacy_id") == 0 ? null : g.getString("legacy_id", 0),
                  g.getFieldRepetitionCount("replaced_hash") == 0
                      ? null
                      : g.getBinary("replaced_hash", 0).getBytes()));
        }
      }
    }
    return new PartFates(byRow);
  }
}
