package dev.prima.jobs.mapping;

import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.Index;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.Through;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the target and the claim of a table that is its own target. */
final class OwnTarget {
  private static final String DIRECTORY = "_directory";
  private static final String SCHEMA = "prima";

  private final OwnTable table;
  private final Columns columns;
  private final Problems problems;

  OwnTarget(OwnTable table, Problems problems) {
    this.table = table;
    this.problems = problems;
    columns = new Columns(table.name(), table.columns());
  }

  /** Of a table that is placed by itself. */
  OwnModel.Made made() {
    PlacementReader.Read read = PlacementReader.read(table.placement(), columns);
    if (read.placement() instanceof Placement.Distribute entity
        && !table.identity().equals(new Identity.Key(List.of(entity.column()), false))) {
      throw table
          .placement()
          .problem("the entity stands once: its identity is { key: [" + entity.column() + "] }");
    }
    return made(read.placement(), read.edges(), null);
  }

  /** Of one whose column names the entity. */
  OwnModel.Made following(YamlValue column) {
    return made(new Placement.Follow(columns.entity(column)), null, null);
  }

  /** Of one that finds the entity on a way over others. */
  OwnModel.Made following(Through through, String column) {
    return made(new Placement.Follow(column), null, through);
  }

  private OwnModel.Made made(
      Placement placement, @Nullable Edges edges, @Nullable Through through) {
    Map<String, YamlValue> entries = table.entries();
    Precedence precedence = Precedence.NONE;
    YamlValue told = entries.get("precedence");
    if (told != null) {
      precedence = TargetModelReader.precedence(told);
      check(told, precedence);
    }
    GlobalShape global = global(placement);
    TargetTable target =
        new TargetTable(
            table.name(),
            table.columns(),
            new TargetKey(table.key(), unordered(), table.made() != null),
            precedence,
            placement,
            new Stores(inCassandraAlone() ? null : postgres(placement, edges), global),
            edges);
    if (global != null) {
      new GlobalCheck(target, entries.getOrDefault("global", table.value()), problems).check();
    }
    YamlValue requires = entries.get("requires");
    TableClaim claim =
        new TableClaim(
            table.profile(),
            table.source(),
            requires == null ? List.of() : requires.texts(),
            table.name(),
            table.identity(),
            table.rules(),
            table.extent(),
            through);
    return new OwnModel.Made(target, claim);
  }

  private boolean unordered() {
    return table.identity() instanceof Identity.Key key && key.unordered();
  }

  private boolean inCassandraAlone() {
    return table.placement().isText() && table.placement().text().equals("global");
  }

  private void check(YamlValue place, Precedence precedence) {
    String love = precedence.love();
    if (love != null) {
      problems.check(() -> columns.number(place, love));
    }
    precedence.benefit().stream()
        .flatMap(List::stream)
        .forEach(c -> problems.check(() -> columns.number(place, c)));
    precedence.time().stream()
        .flatMap(List::stream)
        .forEach(c -> problems.check(() -> columns.time(place, c)));
  }

  private PostgresShape postgres(Placement placement, @Nullable Edges edges) {
    Map<String, YamlValue> entries = table.entries();
    List<List<String>> indexes = new ArrayList<>(lists("indexes"));
    for (String owner : owners(placement, edges)) {
      List<String> index = List.of(owner);
      if (!table.key().get(0).equals(owner) && !indexes.contains(index)) {
        indexes.add(index);
      }
    }
    PostgresShape.Partitioning partitioning =
        TargetModelReader.partitioning(entries.get("partition-by"));
    if (partitioning.by() != PostgresShape.By.NOTHING) {
      throw table
          .value()
          .problem("partition-by is for the tables of the built-in model; leave it out");
    }
    return new PostgresShape(
        SCHEMA,
        table.key(),
        lists("unique"),
        indexes.stream().map(i -> new Index(i, false)).toList(),
        partitioning,
        TargetModelReader.generated(entries.get("generated")));
  }

  /** The columns by which rows are found when an entity moves. */
  private static List<String> owners(Placement placement, @Nullable Edges edges) {
    if (edges != null) {
      return List.of(edges.first(), edges.second());
    }
    return placement instanceof Placement.Follow follow ? List.of(follow.column()) : List.of();
  }

  private List<List<String>> lists(String key) {
    YamlValue value = table.entries().get(key);
    if (value == null) {
      return List.of();
    }
    value.list().forEach(l -> l.list().forEach(c -> problems.check(() -> columns.name(c))));
    return value.textLists();
  }

  /** With all columns: what stands nowhere else must be kept there. */
  private GlobalShape whole(GlobalShape shape) {
    List<GlobalColumn> all = new ArrayList<>(shape.columns());
    table.columns().stream()
        .map(c -> new GlobalColumn(c.name(), new Origin.Column(c.name())))
        .filter(c -> all.stream().noneMatch(a -> a.origin().equals(c.origin())))
        .forEach(all::add);
    return new GlobalShape(
        shape.table(),
        shape.partitionKey(),
        shape.clustering(),
        shape.ends(),
        shape.crossingOnly(),
        all);
  }

  private @Nullable GlobalShape global(Placement placement) {
    YamlValue told = table.entries().get("global");
    if (placement instanceof Placement.Everywhere && told != null) {
      throw told.problem("a reference table has a copy on every node, and none in Cassandra");
    }
    if (told != null) {
      GlobalShape shape = TargetModelReader.global(told, table.columns());
      return shape == null || !inCassandraAlone() ? shape : whole(shape);
    }
    if (inCassandraAlone()) {
      throw table
          .placement()
          .problem("what is global says in global: its table, partition-key and columns");
    }
    if (placement instanceof Placement.Distribute distribute) {
      // Rows are held against the directory of the entity, so there is one.
      return new GlobalShape(
          table.name() + DIRECTORY,
          List.of(distribute.column()),
          List.of(),
          List.of(),
          false,
          List.of(
              new GlobalColumn(distribute.column(), new Origin.Column(distribute.column())),
              new GlobalColumn("region_id", new Origin.Region()),
              new GlobalColumn("shard_id", new Origin.Shard())));
    }
    return null;
  }
}
