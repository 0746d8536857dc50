package dev.prima.core.shard;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The seven harmonies, in their order, each with the legacy region that is named after it.
 *
 * @see "LEGACY.md, The seven harmonies; Regions"
 */
public enum Harmony {
  TRANSPARENCY("sacred_north", "integral-wisdom", "integral-wisdom-cultivation"),
  COHERENCE("sacred_south", "resonant-coherence"),
  RESONANCE("sacred_east", "universal-interconnectedness", "empathic-resonance"),
  AGENCY("sacred_west", "evolutionary-progression"),
  VITALITY("sacred_center", "pan-sentient-flourishing"),
  MUTUALITY("sacred_above", "sacred-reciprocity"),
  NOVELTY("sacred_below", "infinite-play");

  /** The region of agents without a harmony. */
  public static final String NO_HARMONY_REGION = "genesis";

  private static final Map<String, Harmony> BY_WORD = new HashMap<>();

  static {
    for (Harmony harmony : values()) {
      BY_WORD.put(fold(harmony.name()), harmony);
      harmony.aliases.forEach(alias -> BY_WORD.put(fold(alias), harmony));
    }
  }

  private final String region;
  private final List<String> aliases;

  Harmony(String region, String... aliases) {
    this.region = region;
    this.aliases = List.of(aliases);
  }

  /** The legacy region of this harmony. */
  public String region() {
    return region;
  }

  /**
   * Reads a harmony by its name or an alias, whatever the case, hyphens or spaces; empty for
   * anything else.
   */
  public static Optional<Harmony> parse(@Nullable String written) {
    return written == null ? Optional.empty() : Optional.ofNullable(BY_WORD.get(fold(written)));
  }

  /** The legacy region of a harmony as it is written in a row. */
  public static String regionOf(@Nullable String written) {
    return parse(written).map(Harmony::region).orElse(NO_HARMONY_REGION);
  }

  private static String fold(String word) {
    return word.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
  }
}
