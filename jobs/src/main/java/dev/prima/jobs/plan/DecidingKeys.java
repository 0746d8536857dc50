package dev.prima.jobs.plan;

import dev.prima.jobs.config.EffectiveKeys;
import dev.prima.jobs.report.RunFolder;
import java.util.List;
import java.util.SortedMap;

/**
 * The config in what decides what becomes of rows: every key that holds, without those that only
 * say where and how fast a run works. Secrets are {@code ***}.
 */
public final class DecidingKeys {
  /** Groups and keys that do not matter; the files themselves are compared by their content. */
  private static final List<String> INDIFFERENT =
      List.of(
          "run",
          "schedule",
          "spark",
          "staging",
          "extract",
          "source.files",
          "source.incremental",
          "sharding.compare");

  private DecidingKeys() {}

  /** Those of a run. */
  public static SortedMap<String, String> of(RunFolder run) {
    SortedMap<String, String> keys = EffectiveKeys.of(run);
    keys.keySet().removeIf(key -> EffectiveKeys.among(INDIFFERENT, key));
    return keys;
  }
}
