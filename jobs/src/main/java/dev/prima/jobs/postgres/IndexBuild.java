package dev.prima.jobs.postgres;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.postgres.PostgresCatalog.IndexState;
import dev.prima.jobs.postgres.PostgresCatalog.Leaf;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finishes a node after a load: makes the keys and indexes that are missing, partition by partition
 * over several connections, then those of the partitioned tables (which adopt their partitions'),
 * collects statistics, and turns autovacuum on again.
 *
 * <p>Idempotent; what an interrupted one left undone is done by the next.
 */
public final class IndexBuild {
  private IndexBuild() {}

  /** What a server says where rows break a constraint, or are too long for an index. */
  private static final Pattern OF_ROWS = Pattern.compile("(22|23|54).*|42710");

  /**
   * Statements of one connection, in order.
   *
   * @param weight bytes of the table that they go over; 0 where that is not known
   */
  private record Task(String doing, long weight, List<String> statements, Failing failing) {
    Task(String doing, long weight, List<String> statements) {
      this(doing, weight, statements, Failing.ENDS);
    }

    static Task lenient(LegacyObjects.Group group) {
      return new Task(group.doing(), 0, group.statements(), Failing.LEAVES_OUT);
    }
  }

  /** What a statement does that fails because of the rows. */
  private enum Failing {
    ENDS,
    /** It is left out; the report says what does not stand, from the catalog. */
    LEAVES_OUT
  }

  /**
   * The tasks of a node.
   *
   * @param onLeaves partition by partition, several at once
   * @param onParents partitioned tables, one after the other
   * @param onLegacy what tables that no profile claims have beside, one after the other
   * @param last once all indexes stand
   */
  private record Tasks(
      List<Task> onLeaves, List<Task> onParents, List<Task> onLegacy, List<Task> last) {
    Tasks() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(LegacyObjects legacy) {
      legacy.indexes().forEach(g -> onLeaves.add(Task.lenient(g)));
      legacy.rest().forEach(g -> onLegacy.add(Task.lenient(g)));
    }
  }

  /** A table as it stands or will stand once its schema has been made. */
  record Standing(PostgresTable table, List<Leaf> leaves, Map<String, List<IndexState>> indexes) {
    static Standing now(PostgresTable table, PostgresCatalog catalog) throws SQLException {
      return new Standing(
          table, catalog.leaves(table.schema(), table.name()), catalog.indexes(table.schema()));
    }

    /**
     * @param made names of leaves that will be made; they adopt the indexes of their table
     * @param guards keys that will be made
     */
    static Standing expected(
        PostgresTable table,
        List<Leaf> leaves,
        List<String> made,
        Map<String, List<IndexState>> indexes,
        List<TableKey> guards) {
      List<Leaf> all = new ArrayList<>();
      leaves.forEach(leaf -> all.add(leaf.quieted()));
      made.forEach(name -> all.add(Leaf.fresh(table.schema(), name)));
      Map<String, List<IndexState>> expected = new HashMap<>(indexes);
      List<IndexState> inherited = indexes.getOrDefault(table.name(), List.of());
      made.forEach(name -> expected.put(name, inherited));
      List<IndexState> guarding = guards.stream().map(IndexState::of).toList();
      Stream.concat(Stream.of(table.name()), all.stream().map(Leaf::name))
          .distinct()
          .forEach(
              name ->
                  expected.merge(
                      name, guarding, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
      return new Standing(table, List.copyOf(all), expected);
    }
  }

  /** The statements that finish these tables, group by group. */
  static List<String> statements(List<Standing> tables, LegacyObjects legacy) {
    Tasks tasks = new Tasks();
    tables.forEach(table -> plan(table, tasks));
    tasks.add(legacy);
    return Stream.of(tasks.onLeaves, tasks.onParents, tasks.onLegacy, tasks.last)
        .flatMap(List::stream)
        .flatMap(task -> task.statements().stream())
        .toList();
  }

  /**
   * Finishes these tables on a node.
   *
   * @param connections how many at once
   * @return how many indexes were made
   * @throws PrimaException {@link PostgresError#NOT_UNIQUE} where rows break a key
   */
  public static int finish(PostgresNode node, Collection<TargetTable> targets, int connections) {
    List<PostgresTable> tables = targets.stream().map(PostgresTable::new).toList();
    Tasks tasks = new Tasks();
    node.call(
        "read the catalog",
        connection -> {
          PostgresCatalog catalog = new PostgresCatalog(connection);
          for (PostgresTable table : tables) {
            plan(Standing.now(table, catalog), tasks);
          }
          tasks.add(LegacyObjects.of(tables, catalog.objects(LegacyObjects.SCHEMA)));
          return tables;
        });
    run(node, connections, tasks.onLeaves);
    run(node, 1, tasks.onParents);
    run(node, 1, tasks.onLegacy);
    run(node, connections, tasks.last);
    return tasks.onLeaves.stream().mapToInt(t -> t.statements().size()).sum();
  }

  private static void plan(Standing standing, Tasks tasks) {
    PostgresTable table = standing.table();
    Map<String, List<IndexState>> indexes = standing.indexes();
    List<Leaf> leaves = standing.leaves();
    List<TableKey> keys = TableKey.of(table);
    long bytes = 0;
    List<String> wake = new ArrayList<>();
    for (Leaf leaf : leaves) {
      bytes += leaf.bytes();
      // Constraints lock the table against each other, so they share a connection.
      List<String> constraints = new ArrayList<>();
      for (TableKey key : keys) {
        if (missing(key, indexes.getOrDefault(leaf.name(), List.of()))) {
          String ddl = key.ddl(leaf.qualified());
          if (key.constraint()) {
            constraints.add(ddl);
          } else {
            tasks.onLeaves.add(new Task("index " + table.title(), leaf.bytes(), List.of(ddl)));
          }
        }
      }
      if (!constraints.isEmpty()) {
        tasks.onLeaves.add(new Task("index " + table.title(), 2 * leaf.bytes(), constraints));
      }
      if (leaf.quiet()) {
        wake.add("ALTER TABLE " + leaf.qualified() + " RESET (autovacuum_enabled)");
      }
    }
    boolean partitioned = !(leaves.size() == 1 && leaves.get(0).name().equals(table.name()));
    List<String> parent = new ArrayList<>();
    for (TableKey key : keys) {
      if (partitioned && missing(key, indexes.getOrDefault(table.name(), List.of()))) {
        parent.add(key.ddl(table.qualified()));
      }
    }
    if (!parent.isEmpty()) {
      tasks.onParents.add(new Task("index " + table.title(), bytes, parent));
    }
    wake.add("ANALYZE " + table.qualified());
    tasks.last.add(new Task("analyze " + table.title(), bytes, wake));
  }

  private static boolean missing(TableKey key, List<IndexState> standing) {
    return standing.stream().noneMatch(i -> i.satisfies(key));
  }

  private static void run(PostgresNode node, int connections, List<Task> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    // The largest first, so that no long one is left alone at the end.
    List<Task> queue = new ArrayList<>(tasks);
    if (connections > 1) {
      queue.sort(Comparator.comparingLong(Task::weight).reversed());
    }
    java.util.Iterator<Task> next = queue.iterator();
    int threads = Math.min(connections, queue.size());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> work(node, next)));
      }
      for (Future<Boolean> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PrimaException failure) {
        throw failure;
      }
      throw new IllegalStateException("Cannot finish " + node, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while finishing " + node, e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean work(PostgresNode node, java.util.Iterator<Task> next) {
    return node.call(
        "open a connection",
        connection -> {
          while (true) {
            Task task;
            synchronized (next) {
              if (!next.hasNext()) {
                return true;
              }
              task = next.next();
            }
            execute(node, connection, task);
          }
        });
  }

  private static void execute(PostgresNode node, Connection connection, Task task) {
    try (Statement sql = connection.createStatement()) {
      sql.execute(SortMemory.statement(task.weight()));
      for (String statement : task.statements()) {
        execute(sql, statement, task.failing());
      }
    } catch (SQLException e) {
      if ("23505".equals(e.getSQLState())) {
        throw PostgresError.NOT_UNIQUE.on(node.name(), task.doing());
      }
      throw PostgresError.of(node.name(), task.doing(), e);
    }
  }

  private static void execute(Statement sql, String statement, Failing failing)
      throws SQLException {
    try {
      sql.execute(statement);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (failing == Failing.ENDS || !OF_ROWS.matcher(state).matches()) {
        throw e;
      }
    }
  }
}
