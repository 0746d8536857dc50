package dev.prima.core.mapping;

import dev.prima.core.schema.SourceTable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The target model and the profiles that fill it. Immutable.
 *
 * <p>A profile claims a table by its name and its columns, for other programs have an {@code
 * agents} table too.
 */
public final class MappingCatalog {
  private final Map<String, TargetTable> targets = new LinkedHashMap<>();
  private final List<Profile> profiles;

  public MappingCatalog(List<TargetTable> targets, List<Profile> profiles) {
    targets.forEach(t -> this.targets.put(t.name(), t));
    this.profiles = List.copyOf(profiles);
  }

  /** The tables of the target model in load order: the entity of the shard map first. */
  public List<TargetTable> targets() {
    return List.copyOf(targets.values());
  }

  public TargetTable target(String name) {
    TargetTable target = targets.get(name);
    if (target == null) {
      throw new IllegalArgumentException("No target table " + name);
    }
    return target;
  }

  /** The table of this name, where the model has it. */
  public Optional<TargetTable> find(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  /** The entity of the shard map. */
  public TargetTable entity() {
    return targets.values().stream()
        .filter(t -> t.placement() instanceof Placement.Distribute)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The target model has no sharded entity"));
  }

  /** The tables whose rows are edges of this kind. */
  public List<TargetTable> connecting(Class<? extends Edges> kind) {
    return targets.values().stream().filter(t -> t.edges(kind) != null).toList();
  }

  public List<Profile> profiles() {
    return profiles;
  }

  /** What leaves a table out, and why; empty for one that is not left out. */
  public Optional<String> skipped(SourceTable table) {
    for (Profile profile : profiles) {
      for (Profile.SkippedTable skipped : profile.skipped()) {
        if (skipped.source().equals(table.name())) {
          return Optional.of("mapping " + profile.name() + " (" + skipped.reason() + ")");
        }
      }
    }
    return Optional.empty();
  }

  /** The claim on a table; empty for a table that is carried over as it stands. */
  public Optional<TableClaim> claim(SourceTable table) {
    for (Profile profile : profiles) {
      for (TableClaim claim : profile.claims()) {
        if (claim.source().equals(table.name())
            && new HashSet<>(table.columnNames()).containsAll(claim.requires())) {
          return Optional.of(claim);
        }
      }
    }
    return Optional.empty();
  }
}
