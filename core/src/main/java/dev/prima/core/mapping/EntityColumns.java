package dev.prima.core.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What placing and field coherence look at of the sharded entity, beside its id; null for what it
 * does not have.
 *
 * @param harmony decides the region where regions go by harmony, and says who resonates
 * @param secondary further harmonies: a JSON array of names
 * @param region the region that its source gives it
 * @param regions what a value of that column stands for; empty where it is the region's name
 * @param coherence 0..100
 * @param status {@code active} for those who count for the coherence of the field
 */
public record EntityColumns(
    @Nullable String harmony,
    @Nullable String secondary,
    @Nullable String region,
    Map<String, String> regions,
    @Nullable String coherence,
    @Nullable String status)
    implements java.io.Serializable {
  /** Nothing. */
  public static final EntityColumns NONE =
      new EntityColumns(null, null, null, Map.of(), null, null);

  /** The status of those who count for the coherence of the field. */
  public static final String ACTIVE = "active";

  public EntityColumns {
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }

  /** The name of the region that a value of the region's column stands for. */
  public @Nullable String regionOf(@Nullable String value) {
    return value == null ? null : regions.isEmpty() ? value : regions.get(value);
  }
}
