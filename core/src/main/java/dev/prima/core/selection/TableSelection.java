package dev.prima.core.selection;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.ShardingConfig.Rebalance;
import dev.prima.core.config.SourceConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tables a run takes, by canonical names; {@code *} in a name that begins with {@code
 * legacy.} stands for any characters. Case of ASCII letters does not count, as in SQLite.
 * Immutable.
 *
 * @param tables those that are taken; empty for all
 * @param excluded those that are left out, whatever {@code tables} says
 */
public record TableSelection(List<String> tables, List<String> excluded) {
  private static final String TABLES = "source.tables";
  private static final String EXCLUDED = "source.exclude-tables";

  /** Every table. */
  public static final TableSelection ALL = new TableSelection(List.of(), List.of());

  public TableSelection {
    tables = List.copyOf(tables);
    excluded = List.copyOf(excluded);
  }

  /** What the config says. */
  public static TableSelection of(SourceConfig source) {
    return new TableSelection(source.tables(), source.excludeTables());
  }

  /** Whether a table is taken. */
  public boolean takes(String table) {
    return (tables.isEmpty() || tables.stream().anyMatch(name -> matches(name, table)))
        && excluded.stream().noneMatch(name -> matches(name, table));
  }

  /** The key by which a table is left out. */
  public String rule(String table) {
    return excluded.stream().anyMatch(name -> matches(name, table)) ? EXCLUDED : TABLES;
  }

  /** Tables of the model that are left out, in its order. */
  public List<String> leftOut(MappingCatalog model) {
    return names(model, table -> !takes(table.name()));
  }

  /**
   * Refuses names that no table can have, before anything is read.
   *
   * @throws PrimaException {@link SelectionError#UNKNOWN}
   */
  public void check(MappingCatalog model) {
    List<String> known = names(model, table -> true);
    List<String> unknown =
        named()
            .filter(name -> !isLegacy(name))
            .filter(name -> known.stream().noneMatch(table -> matches(name, table)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new PrimaException(
          SelectionError.UNKNOWN,
          "No such table: "
              + String.join(", ", unknown)
              + " ["
              + TABLES
              + ", "
              + EXCLUDED
              + "]; name tables as report.json does: "
              + String.join(", ", known)
              + ", and legacy.NAME for a table that no profile claims");
    }
  }

  /**
   * Refuses to migrate rows without the agents beside whom they are placed.
   *
   * @throws PrimaException {@link SelectionError#NEEDED}
   */
  public void checkPlaces(MappingCatalog model, PrimaConfig config) {
    List<String> agents =
        names(model, t -> t.placement() instanceof Placement.Distribute && !this.takes(t.name()));
    if (agents.isEmpty()) {
      return;
    }
    List<String> following =
        names(model, t -> t.placement() instanceof Placement.Follow && this.takes(t.name()));
    if (!following.isEmpty()) {
      throw new PrimaException(
          SelectionError.NEEDED,
          "Table "
              + agents.get(0)
              + " cannot be left out while "
              + String.join(", ", following)
              + " are migrated, whose rows stand where their agents live ["
              + rule(agents.get(0))
              + "]; take it too (agents that stand already are left alone), or leave these out as"
              + " well");
    }
    if (config.sharding().rebalance() == Rebalance.FULL) {
      throw new PrimaException(
          SelectionError.NEEDED,
          "Table "
              + agents.get(0)
              + " is left out ["
              + rule(agents.get(0))
              + "], and sharding.rebalance: full would move its rows; take it too, or leave"
              + " sharding.rebalance as it is by default");
    }
  }

  /**
   * Refuses names of tables that the sources turn out not to have; a pattern may match none.
   *
   * @param unclaimed canonical names of the tables that no profile claims
   * @param taken whether any table of the sources is taken
   * @throws PrimaException {@link SelectionError#NOT_IN_SOURCES}
   */
  public void checkHeld(Collection<String> unclaimed, Taken taken) {
    List<String> absent =
        named()
            .filter(name -> isLegacy(name) && !name.contains("*"))
            .filter(name -> unclaimed.stream().noneMatch(table -> matches(name, table)))
            .toList();
    if (!absent.isEmpty()) {
      throw notInSources(
          "No source holds " + String.join(", ", absent),
          unclaimed.isEmpty()
              ? "they hold no table that no profile claims"
              : "tables that no profile claims are " + String.join(", ", unclaimed));
    }
    if (taken == Taken.NONE) {
      throw notInSources(
          "No table of the sources is left to be migrated", "all that they hold is left out");
    }
  }

  /** How many tables of the sources are taken. */
  public enum Taken {
    NONE,
    SOME
  }

  private static PrimaException notInSources(String what, String why) {
    return new PrimaException(
        SelectionError.NOT_IN_SOURCES,
        what
            + " ["
            + TABLES
            + ", "
            + EXCLUDED
            + "]: "
            + why
            + ". No target was touched; mend the names and start again, or resume with them");
  }

  private Stream<String> named() {
    return Stream.concat(tables.stream(), excluded.stream()).distinct();
  }

  private static List<String> names(MappingCatalog model, Predicate<TargetTable> chosen) {
    return model.targets().stream().filter(chosen).map(TargetTable::name).toList();
  }

  private static boolean isLegacy(String name) {
    return MergedTable.folded(name).startsWith(UnclaimedTable.PREFIX);
  }

  private static boolean matches(String name, String table) {
    String wanted = MergedTable.folded(name);
    String folded = MergedTable.folded(table);
    if (!isLegacy(name) || !name.contains("*")) {
      return wanted.equals(folded);
    }
    String regex =
        Arrays.stream(wanted.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.DOTALL).matcher(folded).matches();
  }
}
