package dev.prima.core.config;

import dev.prima.core.shard.Harmony;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The regions of the legacy network, see LEGACY.md, "Regions". */
public final class LegacyRegions {
  /** All eight, in the order of the harmonies; that of agents without one is the last. */
  public static final List<String> ALL =
      Stream.concat(
              Arrays.stream(Harmony.values()).map(Harmony::region),
              Stream.of(Harmony.NO_HARMONY_REGION))
          .toList();

  private LegacyRegions() {}
}
