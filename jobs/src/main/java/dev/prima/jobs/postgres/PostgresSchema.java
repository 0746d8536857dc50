package dev.prima.jobs.postgres;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresCatalog.IndexState;
import dev.prima.jobs.postgres.PostgresCatalog.Leaf;
import dev.prima.jobs.postgres.PostgresTable.Column;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Prepares a node for a load: decides from the target tables and from what stands on the node which
 * statements are missing, and runs them in one transaction. Whatever stands already is left as it
 * is, so that doing it again does nothing.
 *
 * <p>Keys that resolved rows cannot break are left to {@link IndexBuild}, after the load.
 */
public final class PostgresSchema {
  private PostgresSchema() {}

  /**
   * Which partitions a node needs.
   *
   * @param shards that the node serves
   * @param months in UTC; rows of others go to the default partition
   */
  public record Partitions(SortedSet<Integer> shards, SortedSet<YearMonth> months) {
    public static final Partitions NONE = new Partitions(new TreeSet<>(), new TreeSet<>());
  }

  /**
   * The statements that a node lacks, in order.
   *
   * @param keys the statements by which {@link IndexBuild} finishes the node after the load, as far
   *     as can be told before it: for several connections, so that their order may be another
   */
  public record SchemaPlan(PostgresNode node, List<String> statements, List<String> keys) {
    public SchemaPlan {
      statements = List.copyOf(statements);
      keys = List.copyOf(keys);
    }
  }

  /**
   * Reads the node and says what would be done; writes nothing.
   *
   * @throws dev.prima.core.error.PrimaException {@link PostgresError#FOREIGN_OBJECTS}, {@link
   *     PostgresError#OTHER_SHAPE}
   */
  public static SchemaPlan plan(
      PostgresNode node, Collection<TargetTable> tables, Partitions partitions) {
    return node.call(
        "read the catalog",
        connection -> plan(node, new PostgresCatalog(connection), tables, partitions));
  }

  /** What would be done on a node on which nothing stands; asks no server. */
  public static SchemaPlan planOfEmpty(
      PostgresNode node, Collection<TargetTable> tables, Partitions partitions) {
    try {
      return plan(node, StandingCatalog.EMPTY, tables, partitions);
    } catch (SQLException e) {
      throw new IllegalStateException("Nothing was asked of a server", e);
    }
  }

  /** Does what a plan says, all or nothing. */
  public static void apply(SchemaPlan plan) {
    if (plan.statements().isEmpty()) {
      return;
    }
    plan.node()
        .transaction(
            "create tables",
            connection -> {
              try (Statement sql = connection.createStatement()) {
                for (String statement : plan.statements()) {
                  sql.execute(statement);
                }
              }
              return plan;
            });
  }

  private static SchemaPlan plan(
      PostgresNode node,
      StandingCatalog catalog,
      Collection<TargetTable> targets,
      Partitions partitions)
      throws SQLException {
    List<PostgresTable> tables = targets.stream().map(PostgresTable::new).toList();
    Set<String> names = new HashSet<>();
    for (PostgresTable table : tables) {
      if (!names.add(table.qualified())) {
        throw PostgresError.ONE_NAME.on(node.name(), "table " + table.title());
      }
    }
    List<String> statements = new ArrayList<>();
    Set<String> schemas = new TreeSet<>(Set.of(PostgresTable.OWN_SCHEMA));
    tables.forEach(t -> schemas.add(t.schema()));
    for (String schema : schemas) {
      PostgresCatalog.SchemaState state = catalog.schema(schema);
      if (NodeCheck.foreign(state)) {
        throw PostgresError.FOREIGN_OBJECTS.on(
            node.name(), "schema " + schema + ", " + state.objects() + " objects");
      }
      if (!state.exists()) {
        // Not IF NOT EXISTS: that asks for a grant on the database even where the schema stands.
        statements.add(PostgresDdl.schema(schema));
      }
      if (!PostgresDdl.MARK.equals(state.comment())) {
        statements.add(PostgresDdl.mark(schema));
      }
    }
    Set<String> own = catalog.tables(PostgresTable.OWN_SCHEMA);
    if (!own.containsAll(
        Set.of(
            "migration_ledger", "migration_sources", "moved_agents", "set_aside", "superseded"))) {
      statements.addAll(PostgresDdl.books());
    }
    SchemaObjects standing = catalog.objects(LegacyObjects.SCHEMA);
    LegacyObjects legacy = LegacyObjects.of(tables, standing);
    List<IndexBuild.Standing> finished = new ArrayList<>();
    List<String> widening = new ArrayList<>();
    for (PostgresTable table : tables) {
      Widening widened = new Widening(table, catalog, legacy.remade(table));
      finished.add(new TablePlan(node, catalog, table, partitions, statements).add(widened));
      widening.addAll(widened.statements());
    }
    legacy.inTheWay().forEach(c -> statements.addAll(SetAside.take(c)));
    // Checks are away by now.
    statements.addAll(widening);
    statements.addAll(legacy.loosened(node));
    legacy.guards().forEach(g -> statements.addAll(g.statements()));
    return new SchemaPlan(
        node, statements, IndexBuild.statements(finished, legacy.afterLoad(tables)));
  }

  /**
   * Looks whether tables that stand have the keys that these have.
   *
   * @throws dev.prima.core.error.PrimaException {@link PostgresError#OTHER_MERGE}
   */
  public static void requireSameMerge(PostgresNode node, Collection<TargetTable> targets) {
    node.call(
        "read the catalog",
        connection -> {
          PostgresCatalog catalog = new PostgresCatalog(connection);
          for (TargetTable target : targets) {
            PostgresTable table = new PostgresTable(target);
            if (!catalog.columns(table.schema(), table.name()).isEmpty()) {
              requireSameMerge(node, catalog, table);
            }
          }
          return targets;
        });
  }

  /** What one run told apart by its file another one would take for one row. */
  private static void requireSameMerge(
      PostgresNode node, StandingCatalog catalog, PostgresTable table) throws SQLException {
    String standing = catalog.comment(table.schema(), table.name(), table.lineage().name());
    String wanted = PostgresDdl.scopeMark(table);
    if (!wanted.equals(PostgresDdl.isScopeMark(standing) ? standing : "")) {
      throw PostgresError.OTHER_MERGE.on(node.name(), "table " + table.title());
    }
  }

  /** What one table lacks. */
  private record TablePlan(
      PostgresNode node,
      StandingCatalog catalog,
      PostgresTable table,
      Partitions partitions,
      List<String> statements) {

    /** Adds what is missing; gives what will stand then. */
    IndexBuild.Standing add(Widening widening) throws SQLException {
      Map<String, String> standing = catalog.columns(table.schema(), table.name());
      if (standing.isEmpty()) {
        statements.add(PostgresDdl.table(table));
        statements.addAll(PostgresDdl.scope(table));
        statements.addAll(PostgresDdl.comments(table));
      } else {
        if (!table.regional()) {
          requireSameMerge(node, catalog, table);
        }
        compare(standing, widening);
      }
      List<Leaf> leaves = catalog.leaves(table.schema(), table.name());
      List<String> made = partitions(leaves);
      for (Leaf leaf : leaves) {
        if (!leaf.quiet()) {
          statements.add("ALTER TABLE " + leaf.qualified() + " SET (autovacuum_enabled = false)");
        }
      }
      Map<String, List<IndexState>> indexes = catalog.indexes(table.schema());
      List<IndexState> own = indexes.getOrDefault(table.name(), List.of());
      List<TableKey> guards = new ArrayList<>();
      for (TableKey key : TableKey.of(table)) {
        if (key.guards() && own.stream().noneMatch(i -> i.satisfies(key))) {
          statements.add(key.ddl(table.qualified()));
          guards.add(key);
        }
      }
      return IndexBuild.Standing.expected(table, leaves, made, indexes, guards);
    }

    private void compare(Map<String, String> standing, Widening widening) throws SQLException {
      for (Column column : table.columns()) {
        String type = standing.get(column.name());
        boolean tagged = table.tagged(column);
        if (tagged && column.role() == PostgresTable.Role.TAGGED_CLASS) {
          continue;
        }
        if (tagged && type != null) {
          String why = widening.add(table.target().columns().get(column.ordinal()).name());
          if (!why.isEmpty()) {
            throw otherShape(column, why);
          }
        } else if (type == null
            && (table.schema().equals(LegacyObjects.SCHEMA) || !column.notNull())) {
          // Rows that stand have no value for it, whatever the files say that have it.
          add(column);
        } else if (!column.type().equals(type)) {
          throw otherShape(
              column, type == null ? " is missing" : " is " + type + ", not " + column.type());
        }
      }
    }

    /** The column, and that of its classes. */
    private void add(Column column) {
      if (!table.tagged(column)) {
        statements.add(PostgresDdl.addColumn(table, column));
        return;
      }
      String name = table.target().columns().get(column.ordinal()).name();
      table.physical(List.of(name)).forEach(c -> statements.add(PostgresDdl.addColumn(table, c)));
      if (table.landing(column).byDeclaration()) {
        statements.add(PostgresDdl.comment(table, column));
      }
    }

    private PrimaException otherShape(Column column, String why) {
      return PostgresError.OTHER_SHAPE.on(
          node.name(), "table " + table.title() + ", column " + column.name() + why);
    }

    /** The names of those that are made; of a table without partitions, that of the table. */
    private List<String> partitions(List<Leaf> leaves) throws SQLException {
      List<String> made = new ArrayList<>();
      Set<String> standing = new HashSet<>();
      leaves.forEach(l -> standing.add(l.name()));
      By by = table.shape().partitioning().by();
      if (by == By.SHARD) {
        for (int shard : partitions.shards()) {
          if (!standing.contains(PostgresDdl.partitionName(table, shard))) {
            statements.add(PostgresDdl.partition(table, shard));
            made.add(PostgresDdl.partitionName(table, shard));
          }
        }
      } else if (by == By.MONTH) {
        boolean hasDefault = standing.contains(PostgresDdl.defaultName(table));
        Set<YearMonth> inDefault = hasDefault ? catalog.months(table) : Set.of();
        for (YearMonth month : partitions.months()) {
          // Rows that stand in the default partition stay there, and so does their month.
          if (!inDefault.contains(month)
              && !standing.contains(PostgresDdl.partitionName(table, month))) {
            statements.add(PostgresDdl.partition(table, month));
            made.add(PostgresDdl.partitionName(table, month));
          }
        }
        if (!hasDefault) {
          statements.add(PostgresDdl.defaultPartition(table));
          made.add(PostgresDdl.defaultName(table));
        }
      } else if (leaves.isEmpty()) {
        made.add(table.name());
      }
      return made;
    }
  }
}
