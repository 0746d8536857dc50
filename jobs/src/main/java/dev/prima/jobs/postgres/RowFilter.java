package dev.prima.jobs.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.CopyColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of which a server sends no others: those with one of some made ids, those between two of
 * some agents, and all of some agents; of agents themselves some. Of rows that are identified by
 * their ends those between two of others. Lets through more than is asked for, and never less.
 *
 * @param ids UUIDs as text
 * @param ends agents; a row that is identified by its ends passes if both are among them
 * @param between agents; a row passes if both of its first two ends are among them
 * @param touching agents; a row passes if any of its ends is among them
 * @param agents whose own rows pass
 */
public record RowFilter(
    List<String> ids,
    List<String> ends,
    List<String> between,
    List<String> touching,
    List<String> agents)
    implements Serializable {
  public RowFilter {
    ids = List.copyOf(ids);
    ends = List.copyOf(ends);
    between = List.copyOf(between);
    touching = List.copyOf(touching);
    agents = List.copyOf(agents);
  }

  /** Whether rows of a table are identified by their ends: an id of its own they have none. */
  public static boolean keyedByEnds(TargetTable table) {
    List<String> ends = CopyColumns.ends(table);
    return ends.size() == 2
        && !table.key().made()
        && !table.separate()
        && Set.copyOf(table.key().columns()).equals(Set.copyOf(ends));
  }

  /** Whether rows of a table are agents, by an id that is their key. */
  private static boolean holdsAgents(TargetTable table) {
    return table.placement() instanceof Placement.Distribute
        && !table.key().made()
        && !table.separate()
        && table.key().columns().equals(CopyColumns.ends(table).subList(0, 1));
  }

  /** How many values a server is told, at most. */
  public long size() {
    return (long) ids.size() + ends.size() + between.size() + touching.size() + agents.size();
  }

  /** Whether a server can tell rows of a table apart by it; else all have to be sent. */
  public static boolean suits(TargetTable target) {
    return (target.key().made() || keyedByEnds(target) || holdsAgents(target))
        && CopyColumns.ends(target).stream().allMatch(e -> type(target, e) == ColumnType.TEXT)
        && !new PostgresTable(target).schema().equals(LegacyObjects.SCHEMA);
  }

  /** For a WHERE clause over the table; empty where all rows have to be sent. */
  Optional<String> condition(PostgresTable table) {
    TargetTable target = table.target();
    if (!suits(target)) {
      return Optional.empty();
    }
    List<String> quoted =
        table.physical(CopyColumns.ends(target)).stream().map(c -> c.quoted()).toList();
    if (holdsAgents(target)) {
      return Optional.of(quoted.get(0) + SqlName.among(agents, "text"));
    }
    List<String> any = new ArrayList<>();
    if (target.key().made()) {
      any.add(table.key().get(0).quoted() + SqlName.among(ids, "uuid"));
    }
    if (keyedByEnds(target)) {
      any.add(both(quoted, ends));
    }
    if (quoted.size() >= 2 && !between.isEmpty()) {
      any.add(both(quoted, between));
    }
    if (!touching.isEmpty()) {
      quoted.forEach(end -> any.add(end + SqlName.among(touching, "text")));
    }
    return Optional.of(String.join(" OR ", any));
  }

  private static String both(List<String> ends, List<String> agents) {
    return ends.subList(0, 2).stream()
        .map(end -> end + SqlName.among(agents, "text"))
        .collect(Collectors.joining(" AND ", "(", ")"));
  }

  private static ColumnType type(TargetTable table, String column) {
    return table.columns().get(table.ordinal(column)).type();
  }
}
