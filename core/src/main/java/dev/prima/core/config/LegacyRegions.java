package dev.prima.core.config;

import java.util.List;

/** The regions of the legacy network, see LEGACY.md, "Regions". */
public final class LegacyRegions {
  /** Where agents without a harmony live. */
  public static final String GENESIS = "genesis";

  /** All eight, in the order of the harmonies, {@code genesis} last. */
  public static final List<String> ALL =
      List.of(
          "sacred_north",
          "sacred_south",
          "sacred_east",
          "sacred_west",
          "sacred_center",
          "sacred_above",
          "sacred_below",
          GENESIS);

  private LegacyRegions() {}
}
