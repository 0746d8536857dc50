package dev.prima.jobs.mapping;

import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Clustering;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a table in Cassandra can be made of a table of the mapping, and keeps its rows apart. */
final class GlobalCheck {
  private final TargetTable table;
  private final GlobalShape shape;
  private final YamlValue place;
  private final Problems problems;
  private final Columns columns;

  GlobalCheck(TargetTable table, YamlValue place, Problems problems) {
    this.table = table;
    this.place = place;
    this.problems = problems;
    shape = table.stores().global().orElseThrow();
    columns = new Columns(table.name(), table.columns());
  }

  void check() {
    Set<String> names = new HashSet<>();
    for (GlobalColumn column : shape.columns()) {
      if (!names.add(column.name())) {
        problem(column.name() + " stands twice");
      }
      column(column.origin()).ifPresent(c -> problems.check(() -> columns.column(place, c)));
      if (isTime(column.origin())) {
        column(column.origin()).ifPresent(c -> problems.check(() -> columns.time(place, c)));
      }
    }
    if (shape.crossingOnly() && table.stores().postgres().isEmpty()) {
      problem("rows that stand in Cassandra alone cannot be those that cross regions alone");
    }
    shape.ends().forEach(end -> problems.check(() -> columns.entity(end(end))));
    boolean sides = has(Origin.End.class) || has(Origin.Peer.class);
    if (shape.ends().isEmpty() ? sides || shape.crossingOnly() : shape.ends().size() != 2) {
      problem("$end, $peer and rows: crossing need ends: [COLUMN, COLUMN]");
    }
    keys(names);
    if (table.placement() instanceof Placement.Distribute entity
        && !(has(Origin.Region.class)
            && has(Origin.Shard.class)
            && taken().contains(entity.column()))) {
      problem("the directory of the entity holds its id, $region and $shard");
    }
  }

  private void keys(Set<String> names) {
    List<String> key =
        Stream.concat(
                shape.partitionKey().stream(), shape.clustering().stream().map(Clustering::column))
            .toList();
    if (shape.partitionKey().isEmpty()) {
      problem("the partition key has no column");
    }
    for (String name : key) {
      if (!names.contains(name)) {
        problem("the key names " + name + ", which is none of its columns " + names);
      }
    }
    List<Origin> origins =
        shape.columns().stream()
            .filter(c -> key.contains(c.name()))
            .map(GlobalColumn::origin)
            .toList();
    for (Origin origin : origins) {
      if (origin instanceof Origin.Column named && !neverNull(named.name())) {
        problem(
            "the key holds "
                + named.name()
                + ", which may be NULL: make it not-null, or a part of the identity");
      }
    }
    // Under ends, the two agents tell rows apart as far as they identify them.
    Set<String> told = new HashSet<>();
    for (Origin origin : origins) {
      if (origin instanceof Origin.Column named) {
        told.add(named.name());
      } else if (origin instanceof Origin.End || origin instanceof Origin.Peer) {
        told.addAll(shape.ends());
      }
    }
    List<String> missing = table.key().columns().stream().filter(c -> !told.contains(c)).toList();
    if (!missing.isEmpty()) {
      problem(
          "rows with different "
              + missing
              + " would be one row of "
              + shape.table()
              + ": its key must hold what identifies them");
    }
  }

  private boolean neverNull(String column) {
    return table.key().columns().contains(column)
        || columns.find(column).map(c -> c.notNull()).orElse(true);
  }

  private Set<String> taken() {
    Set<String> taken = new HashSet<>();
    shape.columns().forEach(c -> column(c.origin()).ifPresent(taken::add));
    return taken;
  }

  private boolean has(Class<? extends Origin> origin) {
    return shape.columns().stream().anyMatch(c -> origin.isInstance(c.origin()));
  }

  private static boolean isTime(Origin origin) {
    return origin instanceof Origin.Month
        || origin instanceof Origin.Day
        || origin instanceof Origin.KeyTime;
  }

  private static Optional<String> column(Origin origin) {
    if (origin instanceof Origin.Column column) {
      return Optional.of(column.name());
    }
    if (origin instanceof Origin.Month month) {
      return Optional.of(month.column());
    }
    if (origin instanceof Origin.Day day) {
      return Optional.of(day.column());
    }
    return origin instanceof Origin.KeyTime time ? Optional.of(time.column()) : Optional.empty();
  }

  private YamlValue end(String name) {
    return place.isMap() && place.entries().containsKey("ends")
        ? place.entries().get("ends").list().stream()
            .filter(v -> v.text().equals(name))
            .findFirst()
            .orElse(place)
        : place;
  }

  private void problem(String what) {
    problems.add(place.problem(what));
  }
}
