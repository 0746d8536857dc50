package dev.prima.core.config;

import dev.prima.core.settings.ByteSize;
import dev.prima.core.settings.Setting;
import java.util.Optional;

/** How sources are read: chunks bounded in rows and in bytes, files and key ranges in parallel. */
public record ExtractConfig(
    @Setting(
            doc =
                "Who reads the snapshots. driver: threads of the driver. executors: Spark tasks;"
                    + " staging.uri, the folder of runs and, with source.immutable, the sources are"
                    + " on storage that all hosts see at the same path. Staging, rejects and"
                    + " checkpoints are the same, and a run may be resumed with the other one.",
            byDefault = "driver")
        Where on,
    @Setting(
            doc = "Most rows in a chunk, which is one file of staging and one restart point.",
            byDefault = "100000",
            min = "1",
            max = "1000000")
        int chunkRows,
    @Setting(
            doc = "Most bytes in a chunk; a single row may exceed it.",
            byDefault = "32MiB",
            min = "64KiB",
            max = "1GiB")
        ByteSize chunkBytes,
    @Setting(
            doc =
                "Files and key ranges read at once. Absent: as many as there are processors, those of all"
                    + " executors where they read.",
            min = "1",
            max = "1024",
            example = "4")
        Optional<Integer> parallelism,
    @Setting(
            doc = "Tables with more rows are read in ranges of about so many, in parallel.",
            byDefault = "500000",
            min = "1000",
            max = "100000000")
        int rangeRows) {
  /** Where work is done. */
  public enum Where {
    DRIVER,
    EXECUTORS
  }

  /**
   * How many files and ranges to read at once.
   *
   * @param processors of those who read, taken where the config says nothing
   */
  public int parallelism(int processors) {
    return parallelism.orElse(processors);
  }

  /**
   * How many snapshots to take at once, which the driver does whoever reads them.
   *
   * @param processors of the driver
   */
  public int snapshots(int processors) {
    return on == Where.EXECUTORS ? processors : parallelism(processors);
  }
}
