package dev.prima.core.reconcile;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tables and columns are not compared, and which values may be how far apart. Immutable.
 *
 * @param excluded tables, and columns as {@code table.column}
 * @param tolerances by {@code table.column}
 */
public record Leniency(Set<String> excluded, Map<String, Tolerance> tolerances)
    implements Serializable {
  public static final Leniency NONE = new Leniency(Set.of(), Map.of());

  public Leniency {
    excluded = new HashSet<>(excluded);
    tolerances = new HashMap<>(tolerances);
  }

  /**
   * What the config says of these tables.
   *
   * @throws PrimaException {@link ReconcileError#UNKNOWN} where it names a table or column that is
   *     none of them; {@link ReconcileError#TOLERANCE} for a tolerance that its column cannot have
   */
  public static Leniency of(ReconcileConfig config, List<TargetTable> tables) {
    return of(config.exclude(), config.tolerance(), tables);
  }

  private static Leniency of(
      List<String> exclude, Map<String, String> tolerance, List<TargetTable> tables) {
    Set<String> known = new HashSet<>();
    for (TargetTable table : tables) {
      table.columns().forEach(c -> known.add(table.name() + "." + c.name()));
    }
    List<String> named = new ArrayList<>(tolerance.keySet());
    exclude.stream()
        .filter(e -> tables.stream().noneMatch(t -> t.name().equals(e)))
        .forEach(named::add);
    for (String name : named) {
      if (!known.contains(name)) {
        throw new PrimaException(
            ReconcileError.UNKNOWN,
            "No table or column '"
                + name
                + "' to be treated leniently [reconcile.tolerance, reconcile.exclude]; name a table"
                + " of the target model, or one of its columns as table.column");
      }
    }
    Map<String, Tolerance> tolerances = new HashMap<>();
    for (TargetTable table : tables) {
      table
          .columns()
          .forEach(
              c -> {
                String name = table.name() + "." + c.name();
                String written = tolerance.get(name);
                if (written != null) {
                  tolerances.put(name, Tolerance.of(name, written, c));
                }
              });
    }
    return new Leniency(new HashSet<>(exclude), tolerances);
  }

  /**
   * Refuses what names no table or column of the model, before anything is read. Tables that no
   * profile claims are known by the sources alone: of these {@link #of} judges.
   *
   * @throws PrimaException as {@link #of} does
   */
  public static void check(ReconcileConfig config, List<TargetTable> model) {
    Map<String, String> tolerance = new HashMap<>(config.tolerance());
    tolerance.keySet().removeIf(Leniency::unclaimed);
    of(config.exclude().stream().filter(e -> !unclaimed(e)).toList(), tolerance, model);
  }

  private static boolean unclaimed(String name) {
    return name.startsWith(UnclaimedTable.PREFIX);
  }

  /** The same, and these tables are not compared either. */
  public Leniency without(Collection<String> tables) {
    Set<String> all = new HashSet<>(excluded);
    all.addAll(tables);
    return new Leniency(all, tolerances);
  }

  /** The tolerances as the config has them. */
  public Map<String, String> written() {
    Map<String, String> written = new HashMap<>();
    tolerances.forEach((column, tolerance) -> written.put(column, tolerance.written()));
    return written;
  }

  /** Whether a table is not compared at all. */
  public boolean excludes(TargetTable table) {
    return excluded.contains(table.name());
  }

  /** Whether some of a table's values may differ by a little. */
  public boolean concerns(TargetTable table) {
    return table.columns().stream()
        .anyMatch(c -> tolerances.containsKey(table.name() + "." + c.name()));
  }

  /** Whether a column is not compared. */
  public boolean excludes(TargetTable table, String column) {
    return excluded.contains(table.name() + "." + column);
  }

  /** Those of some columns of a table that are compared, in the same order. */
  public int[] compared(TargetTable table, int[] ordinals) {
    return Arrays.stream(ordinals)
        .filter(o -> !excludes(table, table.columns().get(o).name()))
        .toArray();
  }

  /**
   * Whether two values of a column that is compared may differ as they do.
   *
   * @param name of the table in the model
   * @param column its name in the model
   * @param ordinal of the column in both rows
   */
  public boolean allows(
      String name, String column, int ordinal, RowValues source, RowValues target) {
    String full = name + "." + column;
    Tolerance tolerance = tolerances.get(full);
    return tolerance != null
        && !source.isNull(ordinal)
        && !target.isNull(ordinal)
        && tolerance.covers(source, target, ordinal);
  }
}
