package dev.prima.jobs.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.staging.CopyColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of which a server sends no others: those with one of some made ids, those between two of
 * some agents, and all of some agents. Lets through more than is asked for, and never less.
 *
 * @param ids UUIDs as text
 * @param between agents; a row passes if both of its ends are among them
 * @param of agents; a row passes if either of its ends is among them
 */
public record RowFilter(List<String> ids, List<String> between, List<String> of)
    implements Serializable {
  public RowFilter {
    ids = List.copyOf(ids);
    between = List.copyOf(between);
    of = List.copyOf(of);
  }

  /** Whether rows of a table are identified by their ends: an id of its own they have none. */
  public static boolean keyedByEnds(TargetTable table) {
    List<String> ends = CopyColumns.ends(table);
    return ends.size() == 2
        && !table.key().made()
        && !table.separate()
        && Set.copyOf(table.key().columns()).equals(Set.copyOf(ends));
  }

  /** For a WHERE clause over the table; empty where all rows have to be sent. */
  Optional<String> condition(PostgresTable table) {
    TargetTable target = table.target();
    List<String> ends = CopyColumns.ends(target);
    boolean named = ends.stream().allMatch(e -> type(target, e) == ColumnType.TEXT);
    boolean identified = target.key().made() || keyedByEnds(target);
    if (!named || !identified || table.schema().equals(LegacyObjects.SCHEMA)) {
      return Optional.empty();
    }
    List<String> quoted = table.physical(ends).stream().map(c -> c.quoted()).toList();
    List<String> any = new ArrayList<>();
    if (target.key().made()) {
      any.add(table.key().get(0).quoted() + in(ids, "uuid"));
    }
    if (quoted.size() == 2) {
      any.add(
          quoted.stream()
              .map(end -> end + in(between, "text"))
              .collect(Collectors.joining(" AND ", "(", ")")));
    }
    quoted.forEach(end -> any.add(end + in(of, "text")));
    return Optional.of(String.join(" OR ", any));
  }

  private static ColumnType type(TargetTable table, String column) {
    return table.columns().get(table.ordinal(column)).type();
  }

  /** A list of constants, which the server looks values up in by hash. */
  static String in(Collection<String> values, String type) {
    return " = ANY (ARRAY["
        + values.stream().map(SqlName::literal).collect(Collectors.joining(", "))
        + "]::"
        + type
        + "[])";
  }
}
