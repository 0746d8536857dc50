package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Standing.Numbered;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;

/**
 * The tables that are compared, each with a number that its rows bear. All go through the same
 * queries, for a query of its own costs a small table far more than its rows.
 */
final class Tables {
  private final List<TargetTable> tables;
  private final IntPredicate taken;

  Tables(List<TargetTable> tables) {
    this(tables, n -> true);
  }

  private Tables(List<TargetTable> tables, IntPredicate taken) {
    this.tables = tables;
    this.taken = taken;
  }

  /** Some of them, under the same numbers. */
  Tables only(int... numbers) {
    return new Tables(tables, n -> Arrays.stream(numbers).anyMatch(m -> m == n));
  }

  /** Of the model or as it stands. */
  TargetTable table(int number) {
    return tables.get(number);
  }

  List<Numbered> all() {
    return where(t -> true);
  }

  List<Numbered> where(Predicate<TargetTable> chosen) {
    return IntStream.range(0, tables.size())
        .filter(taken)
        .filter(n -> chosen.test(tables.get(n)))
        .mapToObj(n -> new Numbered(tables.get(n), n))
        .toList();
  }

  /** Whether a row is of such a table. */
  Column rowsOf(Predicate<TargetTable> chosen) {
    List<Numbered> found = where(chosen);
    return found.isEmpty()
        ? lit(false)
        : col("_table").isin(found.stream().map(Numbered::number).toArray());
  }

  /** Whether a row is of a table whose global form is such. */
  Column rowsOfGlobal(Predicate<GlobalShape> chosen) {
    return rowsOf(t -> t.stores().global().filter(chosen).isPresent());
  }

  /** Whether rows of a table are told apart by content alone. */
  static boolean keyless(TargetTable table) {
    return table.key().columns().isEmpty();
  }

  Optional<Numbered> find(String name) {
    return where(t -> t.name().equals(name)).stream().findFirst();
  }

  /** The table of agents. */
  Numbered entity() {
    return where(t -> t.placement() instanceof Placement.Distribute).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No table of agents among the targets"));
  }
}
