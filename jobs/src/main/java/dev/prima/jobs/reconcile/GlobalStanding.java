package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.lit;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import dev.prima.core.mapping.CanonicalEncoder;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.cassandra.CassandraScan;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.GlobalRowValues;
import dev.prima.jobs.resolve.KeyFilter;
import dev.prima.jobs.resolve.MilliTimes;
import dev.prima.jobs.resolve.Pace;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.spark.Divided;
import dev.prima.jobs.spark.FlatRows;
import dev.prima.jobs.spark.SlicedRows;
import dev.prima.jobs.spark.SparkSessions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
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

/**
 * The rows that stand in Cassandra, under the keys and with the hashes of {@link GlobalExpected}.
 */
final class GlobalStanding {
  private static final long LEAST_ROWS_PER_TASK = 50_000;
  private static final long ROWS_PER_TASK = 1_000_000;

  private static final StructType SCHEMA =
      new StructType()
          .add("_table", DataTypes.IntegerType, false)
          .add("key", DataTypes.BinaryType, false)
          .add("hash", DataTypes.BinaryType, false)
          .add("region_id", DataTypes.StringType, true)
          .add("shard_id", DataTypes.IntegerType, true)
          .add("source_id", DataTypes.IntegerType, true)
          .add("derived", DataTypes.BooleanType, false)
          .add("agent_id", DataTypes.StringType, true);
  private static final StructType WITH_ROW =
      SCHEMA.add(StandingRows.ROW, DataTypes.BinaryType, true);

  private final SparkSession spark;
  private final Inputs inputs;
  private final Leniency leniency;
  private final Set<String> tables;

  GlobalStanding(SparkSession spark, Inputs inputs, Leniency leniency) {
    this.leniency = leniency;
    this.spark = spark;
    this.inputs = inputs;
    try (CqlSession session = inputs.stores().cassandra().session()) {
      tables =
          session
              .getMetadata()
              .getKeyspace(
                  CqlIdentifier.fromInternal(inputs.stores().cassandra().keyspace().name()))
              .map(
                  k ->
                      k.getTables().keySet().stream()
                          .map(CqlIdentifier::asInternal)
                          .collect(Collectors.toUnmodifiableSet()))
              .orElse(Set.of());
    }
  }

  /** Shape: that of a {@link Side}, and {@code agent_id}; no row of a table that is not there. */
  Dataset<Row> of(List<Numbered> numbered) {
    return told(read(numbered, null), SCHEMA);
  }

  /**
   * The same, divided by the rows that are expected: what the nodes estimate changes from minute to
   * minute, and decides only where a table is far larger.
   */
  Divided of(List<Numbered> numbered, ToLongFunction<Numbered> expected) {
    List<Numbered> held = numbered.stream().filter(this::holds).toList();
    long all = held.stream().mapToLong(expected).sum();
    long few = all / SlicedRows.fewTasks(spark);
    long each = Math.max(LEAST_ROWS_PER_TASK, Math.min(ROWS_PER_TASK, few));
    JavaRDD<Row> rows = JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
    List<String> parts = new ArrayList<>();
    for (Numbered table : held) {
      long ranges = Math.max(estimated(table), expected.applyAsLong(table) / each);
      JavaRDD<Row> its = rows(scan(table).dividedInto((int) ranges).rows(spark), table, null);
      rows = rows.union(CassandraScan.inOrder(its));
      parts.add(table.number() + " " + GlobalTable.of(table.table()).name());
      parts.addAll(CassandraScan.ranges(its));
    }
    return new Divided(told(rows, SCHEMA), parts);
  }

  /** A power of two, so that slightly more rows are divided as those before; 1 of few rows. */
  private int estimated(Numbered table) {
    if (SparkSessions.suitsFew(spark)) {
      return 1;
    }
    int ranges = scan(table).partitions(spark);
    int least = 2 * spark.sparkContext().defaultParallelism() + 1;
    return ranges <= least ? 1 : Integer.highestOneBit(2 * ranges - 1);
  }

  /**
   * The same of rows under certain keys, each found by its key.
   *
   * @param keys as {@link CassandraScan#rows(Dataset)} takes them
   */
  Dataset<Row> under(Numbered table, Dataset<Row> keys) {
    return of(table, scan(table).rows(keys));
  }

  /**
   * The same of rows that may stand.
   *
   * @param rows in the shape of {@link CassandraScan}
   */
  Dataset<Row> of(Numbered table, Dataset<Row> rows) {
    return told(rows(rows, table, null), SCHEMA);
  }

  /** Whether a table stands. */
  boolean holds(Numbered table) {
    return tables.contains(GlobalTable.of(table.table()).name());
  }

  /** Of chosen rows all values too, in {@value StandingRows#ROW}: see {@link GlobalRows}. */
  Dataset<Row> withValues(List<Numbered> numbered, Broadcast<KeyFilter> keys) {
    int row = WITH_ROW.fieldIndex(StandingRows.ROW);
    return told(read(numbered, keys).filter(r -> !r.isNullAt(row)), WITH_ROW);
  }

  private Dataset<Row> told(JavaRDD<Row> rows, StructType schema) {
    return FlatRows.of(spark, rows, schema)
        .withColumn("node", lit(null).cast(DataTypes.StringType))
        .withColumn("own", PostgresRows.own(inputs.lineage()))
        .withColumn("gone", PostgresRows.earlier(inputs.lineage()))
        .withColumn("left", PostgresRows.left(inputs.lineage()));
  }

  private JavaRDD<Row> read(List<Numbered> numbered, @Nullable Broadcast<KeyFilter> chosen) {
    JavaRDD<Row> rows = JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
    for (Numbered table : numbered) {
      if (holds(table)) {
        rows = rows.union(rows(scan(table).rows(spark), table, chosen));
      }
    }
    return rows.coalesce(Math.max(1, SlicedRows.tasks(spark, rows.getNumPartitions())));
  }

  private CassandraScan scan(Numbered table) {
    return CassandraScan.of(inputs.stores().cassandra(), GlobalTable.of(table.table()));
  }

  private JavaRDD<Row> rows(
      Dataset<Row> scanned, Numbered table, @Nullable Broadcast<KeyFilter> chosen) {
    StructType schema = scanned.schema();
    Pace pace = Pace.of(spark, inputs.maxRowsPerSecond());
    Leniency lenient = leniency;
    return scanned
        .toJavaRDD()
        .mapPartitions(found -> new Rows(pace.of(found), table, schema, lenient, chosen));
  }

  private static final class Rows implements Iterator<Row> {
    private final Iterator<Row> found;
    private final int number;
    private final TargetTable table;
    private final GlobalShape shape;
    private final StructType schema;
    private final GlobalRowValues values;
    private final MilliTimes times;
    private final IdentityHash identity;
    private final CanonicalEncoder content;
    private final int made;
    private final int end;
    private final int peer;
    private final int region;
    private final int shard;
    private final int source;
    private final int agent;
    private final GlobalRows whole;
    private final @Nullable Broadcast<KeyFilter> chosen;

    Rows(
        Iterator<Row> found,
        Numbered numbered,
        StructType schema,
        Leniency leniency,
        @Nullable Broadcast<KeyFilter> chosen) {
      this.chosen = chosen;
      this.found = found;
      number = numbered.number();
      table = numbered.table();
      this.schema = schema;
      shape = table.stores().global().orElseThrow();
      values = new GlobalRowValues(table, shape, schema);
      times = new MilliTimes(table);
      identity =
          new IdentityHash(table, new Identity.Key(table.key().columns(), table.key().unordered()));
      content = CopyShape.globalEncoder(table, shape, leniency);
      made = table.key().made() ? table.ordinal(table.key().columns().get(0)) : -1;
      end = field(Origin.End.class);
      peer = field(Origin.Peer.class);
      region = field(Origin.Region.class);
      shard = field(Origin.Shard.class);
      source = schema.fieldIndex(GlobalTable.SOURCE);
      agent = agentField();
      whole = new GlobalRows(table);
    }

    private int agentField() {
      if (!(table.placement() instanceof Placement.Distribute distribute)) {
        return -1;
      }
      Origin id = new Origin.Column(distribute.column());
      return shape.columns().stream()
          .filter(c -> c.origin().equals(id))
          .mapToInt(c -> schema.fieldIndex(c.name()))
          .findFirst()
          .orElse(-1);
    }

    private int field(Class<? extends Origin> origin) {
      return shape.columns().stream()
          .filter(c -> origin.isInstance(c.origin()))
          .mapToInt(c -> schema.fieldIndex(c.name()))
          .findFirst()
          .orElse(-1);
    }

    @Override
    public boolean hasNext() {
      return found.hasNext();
    }

    @Override
    public Row next() {
      Row row = found.next();
      values.at(row);
      ByteArrayOutputStream key = new ByteArrayOutputStream();
      key.writeBytes(made >= 0 ? values.bytes(made) : identity.of(values));
      text(row, end, key);
      ByteArrayOutputStream hash = new ByteArrayOutputStream();
      hash.writeBytes(content.hash128(times.at(values)));
      text(row, peer, hash);
      wrongBucket(row, hash);
      @Nullable Object[] told = {
        number,
        key.toByteArray(),
        hash.toByteArray(),
        region < 0 || GlobalRows.NONE.equals(row.getString(region)) ? null : row.getString(region),
        shard < 0 || row.isNullAt(shard) ? null : row.getInt(shard),
        row.isNullAt(source) ? null : row.getInt(source),
        DerivedConnections.isDerived(table, values),
        agent < 0 ? null : row.getString(agent)
      };
      return RowFactory.create(chosen == null ? told : withRow(told, row, key.toByteArray()));
    }

    private @Nullable Object[] withRow(@Nullable Object[] told, Row row, byte[] key) {
      @Nullable Object[] more = Arrays.copyOf(told, told.length + 1);
      if (chosen != null && chosen.value().mightHold(key)) {
        more[told.length] = whole.standing(row);
      }
      return more;
    }

    private static void text(Row row, int field, ByteArrayOutputStream out) {
      if (field >= 0 && !row.isNullAt(field)) {
        out.writeBytes(row.getString(field).getBytes(StandardCharsets.UTF_8));
      }
    }

    /** A row whose month or day is not that of its time is like no row that is expected. */
    private void wrongBucket(Row row, ByteArrayOutputStream hash) {
      for (GlobalColumn column : shape.columns()) {
        int time = GlobalRows.bucketed(table, column.origin());
        if (time >= 0) {
          String stored = row.getString(schema.fieldIndex(column.name()));
          if (!stored.equals(GlobalRows.NONE)
              && !stored.equals(GlobalRows.bucket(column.origin(), values.word(time)))) {
            hash.writeBytes(stored.getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }
}
