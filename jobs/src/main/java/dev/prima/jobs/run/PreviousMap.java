package dev.prima.jobs.run;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ShardingReport;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.reshard.ShardMap;
import dev.prima.jobs.run.RunContext.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Where the last migration put agents, from its run's folder: what is known of them where the
 * targets are not looked at.
 *
 * @param folder of a migration that came to its end
 */
record PreviousMap(RunFolder folder) {
  private static final Set<ExitCode> ENDED =
      Set.of(ExitCode.OK, ExitCode.REJECTS, ExitCode.DISCREPANCIES);

  /** The last one beside this run's folder; empty for a run that looks at the targets. */
  static Optional<PreviousMap> find(RunContext context) {
    if (context.reach() != Reach.OFFLINE) {
      return Optional.empty();
    }
    return EarlierMigrations.of(context, ENDED)
        .map(EarlierMigrations.Ended::folder)
        .filter(PreviousMap::hasMap)
        .findFirst()
        .map(PreviousMap::new);
  }

  /** Whether a run wrote one. */
  static boolean hasMap(RunFolder run) {
    if (!Files.isDirectory(run.shardMap())) {
      return false;
    }
    try (DirectoryStream<?> files = Files.newDirectoryStream(run.shardMap(), "*.parquet")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code agent_id, region_id, shard_id}. */
  Dataset<Row> read(SparkSession spark) {
    return new ShardMap(folder.shardMap().toUri().toString()).read(spark);
  }

  /** What the last map from scratch cut; null if it is not known. */
  @Nullable Double fullEdgeCut() {
    ShardingReport map = Placements.read(folder);
    return map == null ? null : map.fullEdgeCut();
  }
}
