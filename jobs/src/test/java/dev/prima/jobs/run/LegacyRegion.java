package dev.prima.jobs.run;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The region of an agent by its harmony, written down from LEGACY.md, "Regions". */
final class LegacyRegion {
  private static final List<List<String>> BY_HARMONY =
      List.of(
          List.of("sacred_north", "transparency", "integralwisdom", "integralwisdomcultivation"),
          List.of("sacred_south", "coherence", "resonantcoherence"),
          List.of("sacred_east", "resonance", "universalinterconnectedness", "empathicresonance"),
          List.of("sacred_west", "agency", "evolutionaryprogression"),
          List.of("sacred_center", "vitality", "pansentientflourishing"),
          List.of("sacred_above", "mutuality", "sacredreciprocity"),
          List.of("sacred_below", "novelty", "infiniteplay"));

  private LegacyRegion() {}

  static String of(@Nullable Object harmony) {
    String plain =
        String.valueOf(harmony).toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "");
    return BY_HARMONY.stream()
        .filter(names -> names.subList(1, names.size()).contains(plain))
        .map(names -> names.get(0))
        .findFirst()
        .orElse("genesis");
  }
}
