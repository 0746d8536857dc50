package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.Standing.Numbered;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.spark.Schemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a {@code discrepancies.jsonl} lists, looked for again in sources and targets, with
 * all their values.
 *
 * <p>Shape: a row per line; {@value #LINE}; {@value #KIND}, null where what the line says is so no
 * more: then nothing else is there; {@code _table}; of the row as its source says it {@code
 * e_source} (the index of the file), {@code e_node, e_region_id, e_shard_id} and what {@link
 * #expected} takes; of the row as it stands {@code a_row} (a {@link HeldRow} in the columns of the
 * store's table), {@code a_node, a_region_id, a_shard_id, a_source_id}.
 */
public final class ListedRows {
  public static final String LINE = "line";
  public static final String KIND = "kind";

  private static final String TABLE = "_table";
  private static final String KEY = "key";
  private static final String LOOK = "look";
  private static final String NUMBER = "n";
  private static final String LEGACY_ID = "legacy_id";
  private static final String GAP = "|";
  private static final String[] SAME_LINE = {TABLE, KEY, LOOK, NUMBER};
  private static final String[] SAME_KEY = {TABLE, KEY};
  private static final StructType LISTED =
      new StructType()
          .add(TABLE, DataTypes.IntegerType, false)
          .add(KEY, DataTypes.BinaryType, false)
          .add(LOOK, DataTypes.StringType, false)
          .add(LINE, DataTypes.StringType, false);

  private final SparkSession spark;
  private final Reading reading;
  private final Store store;

  private ListedRows(SparkSession spark, Reading reading, Store store) {
    this.spark = spark;
    this.reading = reading;
    this.store = store;
  }

  /**
   * Of one store.
   *
   * @param list readable by the executors
   */
  public static Dataset<Row> of(SparkSession spark, Reading reading, Store store, Path list) {
    return new ListedRows(spark, reading, store).found(list);
  }

  private Dataset<Row> found(Path list) {
    Dataset<Row> listed = numbered(listed(list));
    Dataset<Row> keys = listed.select(TABLE, KEY).distinct();
    Dataset<Row> expected = reading.expected(store).join(keys, SAME_KEY, "left_semi");
    Dataset<Row> standing =
        reading.standing(store).ofSources().rows().join(keys, SAME_KEY, "left_semi");
    Dataset<Row> now =
        JudgedRows.faulty(Comparison.judged(expected, standing)).withColumn(LOOK, look());
    Dataset<Row> found =
        listed
            .join(numbered(now), SAME_LINE, "left_outer")
            .join(
                expected.select(
                    col(TABLE), col(KEY), col(LEGACY_ID), col("_source").as("e_source")),
                SAME_KEY,
                "left_outer");
    return withStanding(withExpected(found), keys);
  }

  /** Lines of this store. */
  private Dataset<Row> listed(Path list) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Numbered table : reading.tables().all()) {
      numbers.put(table.table().name(), table.number());
    }
    String word = store.word();
    FilterFunction<String> ofStore = line -> text(parsed(line), "store").equals(word);
    MapFunction<String, Row> read = line -> listed(numbers, line);
    return spark
        .read()
        .textFile(list.toAbsolutePath().toUri().toString())
        .filter(ofStore)
        .map(read, Encoders.row(LISTED));
  }

  private static JsonObject parsed(String line) {
    return Json.parse(line).asObject();
  }

  private static Row listed(Map<String, Integer> numbers, String line) {
    JsonObject json = parsed(line);
    JsonValue expected = json.find("expected");
    String look =
        String.join(
            GAP,
            text(json, KIND),
            place(json),
            expected == null ? place(JsonObject.builder().build()) : place(expected.asObject()),
            text(json, "sourceHash"),
            text(json, "targetHash"));
    return RowFactory.create(
        numbers.getOrDefault(text(json, "table"), -1),
        HexFormat.of().parseHex(text(json, "identity")),
        look,
        line);
  }

  private static String place(JsonObject json) {
    JsonValue shard = json.find("shard");
    return String.join(
        GAP,
        text(json, "node"),
        text(json, "region"),
        shard == null ? "" : Long.toString(shard.asLong()));
  }

  private static String text(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? "" : value.asString();
  }

  /** What a line would say of a row that was judged, as {@link #listed} words it. */
  private static Column look() {
    Column kind = col(KIND);
    Column missing = kind.equalTo("missing");
    Column misplaced = kind.equalTo("misplaced");
    return concat_ws(
        GAP,
        kind,
        told(when(missing, col("e_node")).otherwise(col("a_node"))),
        told(when(missing, col("e_region_id")).otherwise(col("a_region_id"))),
        told(when(missing, col("e_shard_id")).otherwise(col("a_shard_id"))),
        told(when(misplaced, col("e_node"))),
        told(when(misplaced, col("e_region_id"))),
        told(when(misplaced, col("e_shard_id"))),
        told(when(not(kind.equalTo("unexpected")), lower(hex(col("e_hash"))))),
        told(lower(hex(col("a_hash")))));
  }

  private static Column told(Column value) {
    return coalesce(value.cast(DataTypes.StringType), lit(""));
  }

  /** Lines that say the same are told apart by a number. */
  private static Dataset<Row> numbered(Dataset<Row> rows) {
    return rows.withColumn(
        NUMBER, row_number().over(Window.partitionBy(TABLE, KEY, LOOK).orderBy(lit(0))));
  }

  private Dataset<Row> withExpected(Dataset<Row> found) {
    Column read =
        coalesce(
            col(KIND)
                .isin("missing", "mismatched")
                .or(lit(store == Store.CASSANDRA).and(col(KIND).equalTo("misplaced"))),
            lit(false));
    return new JudgedRows(reading, store).withExpected(JudgedRows.placed(found), read);
  }

  /** Rows that are the same in all that is compared are told apart by a number. */
  private Dataset<Row> withStanding(Dataset<Row> found, Dataset<Row> keys) {
    WindowSpec alike =
        Window.partitionBy(TABLE, "a_key", "a_hash", "a_node", "a_region_id", "a_shard_id")
            .orderBy(LINE, NUMBER);
    WindowSpec standingAlike =
        Window.partitionBy("s_table", "s_key", "s_hash", "s_node", "s_region", "s_shard")
            .orderBy("a_source_id", "a_row");
    return found
        .withColumn("m", row_number().over(alike))
        .join(
            new JudgedRows(reading, store)
                .standing(keys)
                .withColumn("s_m", row_number().over(standingAlike)),
            JudgedRows.same().and(col("m").equalTo(col("s_m"))),
            "left_outer");
  }

  /**
   * All that the source says of a row, in the columns of the store's table.
   *
   * @param model the table in the model
   * @param found a row of {@link #of}; null where it does not tell
   */
  public static @Nullable RowValues expected(TargetTable model, Store store, Row found) {
    byte[] packed = found.getAs(StandingRows.ROW);
    if (packed == null) {
      return null;
    }
    RowValues read = new HeldRow(model.columns().size(), packed);
    Cells cells = new Cells(model);
    for (int c = 0; c < model.columns().size(); c++) {
      cells.set(c, Schemas.value(model, read, c));
    }
    if (model.key().made()) {
      cells.set(model.ordinal(model.key().columns().get(0)), found.<byte[]>getAs("id"));
    }
    String legacyId = found.getAs(LEGACY_ID);
    if (model.has(LEGACY_ID) && legacyId != null) {
      cells.set(model.ordinal(LEGACY_ID), legacyId.getBytes(StandardCharsets.UTF_8));
    }
    return store == Store.POSTGRES
        ? cells
        : new HeldRow(
            GlobalRows.shape(model).columns().size(), new GlobalRows(model).expected(found, cells));
  }

  /** Names of the tables by their numbers. */
  public static List<TargetTable> models(Reading reading) {
    return reading.tables().all().stream().map(Numbered::table).toList();
  }
}
