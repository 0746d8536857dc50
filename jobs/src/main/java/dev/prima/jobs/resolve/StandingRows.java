package dev.prima.jobs.resolve;

import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.RowFilter;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.spark.Beside;
import dev.prima.jobs.spark.Divided;
import dev.prima.jobs.spark.FlatRows;
import dev.prima.jobs.spark.SlicedRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads rows that stand in PostgreSQL as {@link Copies}. */
public final class StandingRows {
  /** The name of the node on which a row stands. */
  public static final String NODE = "node";

  /** All values of a row, as {@link HeldRow} packs them. */
  public static final String ROW = "row";

  private static final long ROWS_PER_SLICE = 250_000;

  /** Of rows most of which the server passes over. */
  private static final long ROWS_PER_FILTERED_SLICE = 4_000_000;

  private static final int IDENTITY = Copies.SCHEMA.fieldIndex("_identity");

  /** In place of a row that is not chosen: it was read all the same, and the pace counts it. */
  private static final Row PASSED_OVER = RowFactory.create();

  private static final StructType WITH_NODE = Copies.SCHEMA.add(NODE, DataTypes.StringType, false);
  private static final StructType WITH_ROW = WITH_NODE.add(ROW, DataTypes.BinaryType, true);

  private StandingRows() {}

  /**
   * A node at a moment.
   *
   * @param snapshotId of a {@link dev.prima.jobs.postgres.ScanSnapshot}; null for the moment at
   *     which each slice is read
   */
  public record Moment(PostgresNode node, @Nullable String snapshotId) implements Serializable {}

  /**
   * How rows are read.
   *
   * @param leniency says which columns are not part of what is hashed
   * @param choice null for all rows
   */
  public record Manner(Pace pace, Leniency leniency, @Nullable StandingChoice choice)
      implements Serializable {
    /** Of all rows. */
    public Manner(Pace pace, Leniency leniency) {
      this(pace, leniency, null);
    }

    boolean looksAt(int table) {
      return choice == null || choice.looksAt(table);
    }

    /** What the server need not send; where it must not read too fast it sends all. */
    Optional<RowFilter> filter(int table) {
      return choice == null || !pace.equals(Pace.UNLIMITED)
          ? Optional.empty()
          : choice.filter(table);
    }
  }

  private record Slice(Moment moment, Numbered table, ScanRange range) implements Serializable {
    String told() {
      return moment.node().name() + " " + table.number() + " " + range.told();
    }
  }

  /**
   * The rows of tables on these nodes; no row where a table does not stand. Of a table with a copy
   * on every node, those of the first.
   *
   * @param choice null for all rows
   */
  public static Dataset<Row> of(
      SparkSession spark,
      List<PostgresNode> nodes,
      List<Numbered> tables,
      @Nullable StandingChoice choice) {
    Manner manner = new Manner(Pace.UNLIMITED, Leniency.NONE, choice);
    List<Moment> now = nodes.stream().map(n -> new Moment(n, null)).toList();
    List<Numbered> copied = tables.stream().filter(t -> t.table().everywhere()).toList();
    List<Numbered> others = tables.stream().filter(t -> !t.table().everywhere()).toList();
    Dataset<Row> rows = withNodes(spark, now, others, manner).rows();
    return (copied.isEmpty()
            ? rows
            : rows.unionByName(withNodes(spark, now.subList(0, 1), copied, manner).rows()))
        .drop(NODE);
  }

  /** The same with the name of the node, {@value #NODE}, as the last column. */
  public static Divided withNodes(
      SparkSession spark, List<Moment> nodes, List<Numbered> tables, Manner manner) {
    List<Slice> slices = slices(nodes, tables, manner);
    JavaRDD<Row> rows =
        read(spark, slices, manner.pace(), slice -> new OpenSlice(slice, manner, null));
    return new Divided(
        FlatRows.of(spark, rows, WITH_NODE),
        Stream.concat(
                Stream.of(rows.getNumPartitions() + " tasks"), slices.stream().map(Slice::told))
            .toList());
  }

  /** Of chosen rows all values too: {@value #ROW} comes after {@value #NODE}. */
  public static Dataset<Row> withValues(
      SparkSession spark,
      List<Moment> nodes,
      List<Numbered> tables,
      Manner manner,
      Broadcast<KeyFilter> identities) {
    return FlatRows.of(
        spark,
        read(
                spark,
                slices(nodes, tables, manner),
                manner.pace(),
                slice -> new OpenSlice(slice, manner, identities))
            .filter(row -> !row.isNullAt(WITH_ROW.fieldIndex(ROW))),
        WITH_ROW);
  }

  private static List<Slice> slices(List<Moment> nodes, List<Numbered> all, Manner manner) {
    List<Numbered> tables = all.stream().filter(t -> manner.looksAt(t.number())).toList();
    List<Slice> slices = new ArrayList<>();
    List<TargetTable> targets = tables.stream().map(Numbered::table).toList();
    List<List<List<ScanRange>>> ofNodes = ranges(nodes, targets);
    for (int n = 0; n < nodes.size(); n++) {
      Moment node = nodes.get(n);
      List<List<ScanRange>> ranges = ofNodes.get(n);
      for (int t = 0; t < tables.size(); t++) {
        Numbered table = tables.get(t);
        List<ScanRange> its = ranges.get(t);
        if (RowFilter.suits(table.table()) && manner.filter(table.number()).isPresent()) {
          its = PostgresScan.joined(table.table(), its, ROWS_PER_FILTERED_SLICE);
        }
        its.forEach(range -> slices.add(new Slice(node, table, range)));
      }
    }
    return slices;
  }

  private static JavaRDD<Row> read(
      SparkSession spark, List<Slice> slices, Pace pace, Opening open) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (slices.isEmpty()) {
      return context.emptyRDD();
    }
    return context
        .parallelize(slices, SlicedRows.tasks(spark, slices.size()))
        .mapPartitions(mine -> pace.of(new SlicedRows(opened(mine, open))))
        .filter(row -> row.length() > 0);
  }

  /** Of each node those of each table; asked side by side, for each is a server of its own. */
  private static List<List<List<ScanRange>>> ranges(List<Moment> nodes, List<TargetTable> targets) {
    List<Beside<List<List<ScanRange>>>> asked =
        nodes.stream()
            .map(
                node ->
                    Beside.start(() -> PostgresScan.ranges(node.node(), targets, ROWS_PER_SLICE)))
            .toList();
    try {
      return asked.stream().map(Beside::get).toList();
    } finally {
      asked.forEach(Beside::close);
    }
  }

  private static Iterator<Supplier<SlicedRows.Slice>> opened(Iterator<Slice> slices, Opening open) {
    List<Supplier<SlicedRows.Slice>> opened = new ArrayList<>();
    slices.forEachRemaining(slice -> opened.add(() -> open.call(slice)));
    return opened.iterator();
  }

  /** How a slice is opened, on an executor. */
  private interface Opening extends Serializable {
    SlicedRows.Slice call(Slice slice);
  }

  private static final class OpenSlice implements SlicedRows.Slice {
    private final TargetRowReader reader;
    private final TargetTable table;
    private final CopyShape shape;
    private final String node;
    private final @Nullable StandingChoice choice;
    private final @Nullable Broadcast<KeyFilter> chosen;
    private final Map<Integer, String> files;

    /**
     * @param chosen rows of which all values are told; null for none
     */
    OpenSlice(Slice slice, Manner manner, @Nullable Broadcast<KeyFilter> chosen) {
      choice = manner.choice();
      this.chosen = chosen;
      table = slice.table().table();
      Moment moment = slice.moment();
      reader =
          TargetRowReader.open(
              moment.node(),
              table,
              slice.range(),
              moment.snapshotId(),
              manner.filter(slice.table().number()));
      shape = new CopyShape(table, slice.table().number(), manner.leniency());
      node = moment.node().name();
      files = table.separate() ? SourceIds.files(moment.node()) : Map.of();
    }

    @Override
    public @Nullable Row next() {
      if (!reader.next()) {
        return null;
      }
      String file = files.get(reader.sourceId());
      CopyShape.Known known = shape.known(reader, file);
      if (choice != null && !choice.takes(known)) {
        return PASSED_OVER;
      }
      CopyShape.Place place =
          new CopyShape.Place(
              reader.regionId(),
              reader.shardId() < 0 ? null : reader.shardId(),
              reader.sourceId(),
              file);
      return appended(shape.ofTarget(reader, place, known));
    }

    private Row appended(Row copy) {
      @Nullable Object[] values =
          new @Nullable Object[chosen == null ? WITH_NODE.length() : WITH_ROW.length()];
      for (int i = 0; i < copy.length(); i++) {
        values[i] = copy.get(i);
      }
      values[copy.length()] = node;
      if (chosen != null && chosen.value().mightHold(copy.<byte[]>getAs(IDENTITY))) {
        values[copy.length() + 1] = HeldRow.pack(table, reader);
      }
      return RowFactory.create(values);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
