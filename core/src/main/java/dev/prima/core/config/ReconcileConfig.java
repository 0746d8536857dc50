package dev.prima.core.config;

import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import java.util.Optional;

/** How sources and targets are compared. */
public record ReconcileConfig(
    @Setting(
            doc =
                "count: rows per table, region and shard. fingerprint: their contents too. row is"
                    + " not available in this version.",
            byDefault = "fingerprint")
        Level level,
    @Setting(
            doc = "Most rows a second read from each target. Absent: as fast as they come.",
            min = "1",
            max = "100000000",
            example = "50000")
        Optional<Integer> maxRowsPerSecond,
    @Setting(
            doc =
                "True says that the targets hold rows of these sources only: others are unexpected.",
            byDefault = "false")
        boolean exclusive) {

  /** How deep the comparison goes. */
  public enum Level implements Word {
    COUNT("count", true),
    FINGERPRINT("fingerprint", true),
    ROW("row", false);

    private final String word;
    private final boolean available;

    Level(String word, boolean available) {
      this.word = word;
      this.available = available;
    }

    @Override
    public String word() {
      return word;
    }

    @Override
    public boolean available() {
      return available;
    }
  }
}
