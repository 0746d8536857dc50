package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.load.postgres.Deletion;
import dev.prima.jobs.load.postgres.Deletion.Gone;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.resolve.Departed;
import dev.prima.jobs.resolve.KeyFilter;
import dev.prima.jobs.resolve.Pace;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.resolve.StandingRows.Manner;
import dev.prima.jobs.resolve.StandingRows.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Takes {@link DeletedRows} away from the nodes. Their keys are read from the nodes themselves, for
 * no source has them any more.
 */
final class DeletedFromNodes {
  /** What one transaction takes. */
  private static final long ROWS_PER_UNIT = 20_000;

  private static final StructType KEYED =
      new StructType()
          .add("node", DataTypes.StringType, false)
          .add("_table", DataTypes.IntegerType, false)
          .add("_identity", DataTypes.BinaryType, false)
          .add("_hash", DataTypes.BinaryType, false)
          .add("source_id", DataTypes.IntegerType, false)
          .add("key", DataTypes.BinaryType, false);

  private DeletedFromNodes() {}

  /**
   * Takes them away from the nodes, where they are propagated. Returns how often transactions were
   * tried again, by node.
   */
  static Map<String, Integer> carryOut(RunState state) {
    List<Numbered> tables =
        DeletedRows.propagated(state).stream()
            .filter(t -> t.stores().postgres().isPresent())
            .map(t -> new Numbered(t, state.number(t.name())))
            .toList();
    if (tables.isEmpty()) {
      return Map.of();
    }
    Dataset<Row> gone = DeletedRows.read(state);
    long units = (gone.count() + ROWS_PER_UNIT - 1) / ROWS_PER_UNIT;
    Broadcast<KeyFilter> identities = KeyFilter.of(gone.select("_identity"));
    state.spark().sparkContext().setJobDescription("take away what sources no longer hold");
    List<PostgresNode> nodes = state.destinations().nodes();
    Map<Integer, TargetTable> byNumber = new HashMap<>();
    tables.forEach(t -> byNumber.put(t.number(), t.table()));
    Map<Integer, Deletion> deletions = new HashMap<>();
    tables.forEach(
        t ->
            deletions.put(
                t.number(), new Deletion(PostgresStep.target(state, t.table(), Set.of()))));
    Dataset<Row> standing =
        StandingRows.withValues(
            state.spark(),
            nodes.stream().map(n -> new Moment(n, null)).toList(),
            tables,
            new Manner(Pace.UNLIMITED, Leniency.NONE),
            identities);
    Dataset<Row> keys =
        state
            .spark()
            .createDataFrame(
                Departed.only(standing, gone)
                    .select("node", "_table", "_identity", "_hash", "source_id", StandingRows.ROW)
                    .toJavaRDD()
                    .map(row -> keyed(byNumber, row)),
                KEYED);
    return keys
        .withColumn("unit", pmod(xxhash64(col("_identity")), lit(units)))
        .repartition(
            state.context().config().load().connectionsPerNode(),
            col("node"),
            col("_table"),
            col("unit"))
        .sortWithinPartitions("node", "_table", "unit", "_identity")
        .toJavaRDD()
        .mapPartitions(rows -> new Units(nodes, deletions).carryOut(rows).entrySet().iterator())
        .collect()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  private static Row keyed(Map<Integer, TargetTable> tables, Row row) {
    TargetTable table = tables.get(row.getInt(1));
    if (table == null) {
      throw new IllegalStateException("No table " + row.getInt(1));
    }
    HeldRow whole = new HeldRow(table.columns().size(), row.<byte[]>getAs(5));
    return RowFactory.create(
        row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), Deletion.key(table, whole));
  }

  /** Collects the rows of one unit after the other. */
  private record Units(List<PostgresNode> nodes, Map<Integer, Deletion> deletions) {
    Map<String, Integer> carryOut(Iterator<Row> rows) {
      Map<String, Integer> retried = new TreeMap<>();
      List<Gone> unit = new ArrayList<>();
      Row previous = null;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (previous != null && !sameUnit(previous, row)) {
          carryOut(previous, unit, retried);
          unit.clear();
        }
        unit.add(new Gone(row.getAs(5), row.getAs(2), row.getAs(3), row.getInt(4)));
        previous = row;
      }
      if (previous != null) {
        carryOut(previous, unit, retried);
      }
      return retried;
    }

    private static boolean sameUnit(Row a, Row b) {
      return a.getString(0).equals(b.getString(0))
          && a.getInt(1) == b.getInt(1)
          && a.getLong(6) == b.getLong(6);
    }

    private void carryOut(Row of, List<Gone> rows, Map<String, Integer> retried) {
      PostgresNode node =
          nodes.stream().filter(n -> n.name().equals(of.getString(0))).findFirst().orElseThrow();
      Deletion deletion = deletions.get(of.getInt(1));
      if (deletion == null) {
        throw new IllegalStateException("No table " + of.getInt(1));
      }
      int again = deletion.carryOut(node, of.getLong(6), List.copyOf(rows));
      if (again > 0) {
        retried.merge(node.name(), again, Integer::sum);
      }
    }
  }
}
