package dev.prima.core.config;

import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How sources and targets are compared. */
public record ReconcileConfig(
    @Setting(
            doc =
                "count: rows per table, node, region and shard. fingerprint: their contents too."
                    + " row: where fingerprints differ, down to the rows and columns, which"
                    + " discrepancies.jsonl in the run's folder lists. Where nothing differs, row"
                    + " costs no more than fingerprint.",
            byDefault = "row")
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
        boolean exclusive,
    @Setting(
            doc =
                "How far a target's value may be from its source's, by table.column of the target"
                    + " model: a number for numbers, milliseconds or seconds for times. Rows that"
                    + " differ by no more count as matched, and the report says how many.",
            pattern = "[0-9]+(\\.[0-9]+)?([eE]-?[0-9]{1,3})?(ms|s)?",
            expects = "a number such as 0.001, or a time such as 500ms or 2s",
            example = "{agents.coherence_level: 0.001, messages.created_at: 2s}")
        Map<String, String> tolerance,
    @Setting(
            doc =
                "Tables, and columns as table.column of the target model, that are not compared."
                    + " The report lists them.",
            example = "[sacred_cache, agents.session_info]")
        List<String> exclude,
    @Setting(
            doc =
                "Whether discrepancies.jsonl tells the values of rows, which may be confidential;"
                    + " keys and hashes always stand in it.",
            byDefault = "false")
        boolean showValues,
    @Setting(
            doc =
                "Most lines of discrepancies.jsonl for each store. All differences are counted, and"
                    + " the report says if some are not listed.",
            byDefault = "1000000",
            min = "1",
            max = "100000000")
        int maxListed) {

  /** How deep the comparison goes. */
  public enum Level implements Word {
    COUNT("count"),
    FINGERPRINT("fingerprint"),
    ROW("row");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
