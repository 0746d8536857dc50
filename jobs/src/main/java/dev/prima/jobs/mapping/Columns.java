package dev.prima.jobs.mapping;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetColumn;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The columns of a target table, to be named by the rest of what is said of it. */
record Columns(String table, List<TargetColumn> all) {
  private static final Set<ColumnType> NUMBERS = Set.of(ColumnType.BIGINT, ColumnType.DOUBLE);

  Columns {
    all = List.copyOf(all);
  }

  Optional<TargetColumn> find(String name) {
    return all.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /** The name of a column that there is. */
  String name(YamlValue value) {
    return column(value, value.text()).name();
  }

  /** The same, one that names an entity of the shard map. */
  String entity(YamlValue value) {
    TargetColumn column = column(value, value.text());
    if (column.type() != ColumnType.TEXT) {
      throw value.problem(
          column.name()
              + " of "
              + table
              + " names an entity of the shard map, which is known by a text: give it type text"
              + " (and convert legacy-id, where the ids are numbers)");
    }
    return column.name();
  }

  /** A column of numbers. */
  void number(YamlValue place, String name) {
    if (!NUMBERS.contains(column(place, name).type())) {
      throw place.problem(name + " of " + table + " is no number (bigint or double)");
    }
  }

  /** A column of times. */
  void time(YamlValue place, String name) {
    if (column(place, name).type() != ColumnType.TIMESTAMPTZ) {
      throw place.problem(name + " of " + table + " is no timestamptz");
    }
  }

  TargetColumn column(YamlValue place, String name) {
    return find(name)
        .orElseThrow(
            () ->
                place.problem(
                    "no column "
                        + name
                        + " in target table "
                        + table
                        + "; there are "
                        + all.stream().map(TargetColumn::name).toList()));
  }
}
