package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.jobs.spark.FlatRows;
import dev.prima.jobs.spark.MetHashes;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The copies that are not alone: only these have a fate to decide, and in most sources they are
 * few. The others are plainly loaded, or plainly stand.
 *
 * <p>Rows are held against each other by two hashes of the id that they will have as first
 * occurrence. Those that come more than once are found first, by themselves: the rows that they are
 * looked for in need not be sorted then. Where one staged copy meets the row that stands, and they
 * are equal, as nearly all are when a file is migrated again, it is a duplicate without more ado.
 */
public final class Rivals implements AutoCloseable {
  /**
   * Beyond that many hashes it costs less to sort the rows than to give the hashes to each task.
   */
  private static final long MOST_EVERYWHERE = 1_000_000;

  private static final List<String> KEYS = List.of("_key1", "_key2");
  private static final StructType HASH = new StructType().add("hash", DataTypes.LongType, false);
  private static final Column OWN = not(col("_source").equalTo(Copies.TARGET));

  private final Dataset<Row> crowded;
  private final Dataset<Row> open;
  private final Dataset<Row> duplicates;
  private final Column madeIds;
  private final EarlierStates earlier;

  /**
   * @param crowded what the others are read from, and is kept until this is closed
   */
  private Rivals(
      Dataset<Row> crowded,
      Dataset<Row> open,
      Dataset<Row> duplicates,
      Column madeIds,
      EarlierStates earlier) {
    this.crowded = crowded;
    this.open = open;
    this.duplicates = duplicates;
    this.madeIds = madeIds;
    this.earlier = earlier;
  }

  /**
   * Staged copies with an equal, and the standing rows that they meet. Runs a job.
   *
   * @param staged shape {@link Copies}
   * @param about how many of these there are
   * @param standing rows of the targets in the same shape
   * @param madeIds true for rows of tables whose final ids are made from identities
   * @param earlier which standing rows are earlier states of staged ones
   */
  public static Rivals among(
      Dataset<Row> staged,
      long about,
      Dataset<Row> standing,
      Column madeIds,
      EarlierStates earlier) {
    return standing.isEmpty()
        ? amongThemselves(staged, about, madeIds, earlier)
        : amongThose(staged, standing, madeIds, earlier);
  }

  /**
   * Where nothing stands: occurrences of one content have the content alone in common. One hash
   * does, for whoever is taken for a rival and is none is found to be alone when rivals are
   * compared.
   */
  private static Rivals amongThemselves(
      Dataset<Row> staged, long about, Column madeIds, EarlierStates earlier) {
    Column hash = xxhash64(col("_table"), col("_identity"));
    JavaRDD<Row> repeated =
        MetHashes.of(staged.select(lit(0), lit(false), hash), about)
            .flatMap(met -> met.repeated().mapToObj(RowFactory::create).iterator());
    Dataset<Row> crowded =
        FlatRows.of(staged.sparkSession(), repeated, HASH).persist(StorageLevel.MEMORY_AND_DISK());
    long keys = crowded.count();
    Dataset<Row> open =
        keys == 0
            ? none(staged)
            : staged.join(
                keys > MOST_EVERYWHERE ? crowded : broadcast(crowded),
                hash.equalTo(crowded.col("hash")),
                "left_semi");
    return new Rivals(crowded, open, places(none(staged)), madeIds, earlier);
  }

  private static Rivals amongThose(
      Dataset<Row> staged, Dataset<Row> standing, Column madeIds, EarlierStates earlier) {
    Dataset<Row> all = keyed(staged.unionByName(standing), Resolver.id(madeIds, lit(1)));
    Dataset<Row> crowded = groups(all).filter("copies > 1").persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> duplicates = places(crowded.filter("settled"));
    Dataset<Row> undecided = crowded.filter(not(col("settled"))).select(key(0), key(1));
    long keys = undecided.count();
    if (keys == 0) {
      return new Rivals(crowded, none(staged), duplicates, madeIds, earlier);
    }
    Dataset<Row> rivals = in(all, keys > MOST_EVERYWHERE ? undecided : broadcast(undecided));
    Dataset<Row> open = withFurther(rivals, standing, madeIds).drop(KEYS.get(0), KEYS.get(1));
    return new Rivals(crowded, open, duplicates, madeIds, earlier);
  }

  private static Dataset<Row> places(Dataset<Row> rows) {
    return rows.select(
        col("_table"),
        col("_source").cast(DataTypes.IntegerType),
        col("_part"),
        col("_row").cast(DataTypes.IntegerType));
  }

  private static Dataset<Row> none(Dataset<Row> staged) {
    return staged.sparkSession().createDataFrame(List.of(), Copies.SCHEMA);
  }

  private static Column key(int k) {
    return col(KEYS.get(k));
  }

  private static Dataset<Row> keyed(Dataset<Row> copies, Column id) {
    return copies
        .withColumn(KEYS.get(0), xxhash64(col("_table"), id))
        .withColumn(KEYS.get(1), xxhash64(id, col("_table")));
  }

  /**
   * By key the number of copies, whether their fates are settled and, for those that are, where the
   * only staged one is: numbers alone, which are summed up without sorting.
   */
  private static Dataset<Row> groups(Dataset<Row> all) {
    Column content = xxhash64(col("_hash"), col("legacy_id"));
    Column again = xxhash64(col("legacy_id"), col("_hash"));
    return all.groupBy(key(0), key(1))
        .agg(
            count(lit(1)).as("copies"),
            sum(when(OWN, 1).otherwise(0)).as("own"),
            min(content).equalTo(max(content)).as("alike"),
            min(again).equalTo(max(again)).as("alike_again"),
            max(col("derived")).as("derived"),
            min("_table").as("_table"),
            sum(ofOwn("_source")).as("_source"),
            sum(ofOwn("_part")).as("_part"),
            sum(ofOwn("_row")).as("_row"))
        .withColumn(
            "settled", expr("copies = 2 AND own = 1 AND alike AND alike_again AND NOT derived"));
  }

  private static Column ofOwn(String place) {
    return when(OWN, col(place)).otherwise(0);
  }

  /** A row that stands as the second or a further occurrence is met by no first one. */
  private static Dataset<Row> withFurther(
      Dataset<Row> rivals, Dataset<Row> standing, Column madeIds) {
    Dataset<Row> further =
        keyed(
                rivals
                    .filter(madeIds.and(Resolver.byContent()))
                    .groupBy("_table", "_identity")
                    .count()
                    .filter("count > 1")
                    .select(
                        col("_table"),
                        col("_identity"),
                        explode(sequence(lit(2), col("count").cast("int"))).as("k")),
                Resolver.id(madeIds, col("k")))
            .select(key(0), key(1));
    Dataset<Row> standingAgain = keyed(standing.filter(madeIds), col("_identity"));
    return rivals.unionByName(in(standingAgain, further));
  }

  private static Dataset<Row> in(Dataset<Row> copies, Dataset<Row> keys) {
    return copies.join(
        keys,
        copies
            .col(KEYS.get(0))
            .equalTo(keys.col(KEYS.get(0)))
            .and(copies.col(KEYS.get(1)).equalTo(keys.col(KEYS.get(1)))),
        "left_semi");
  }

  /**
   * Those whose fate takes a comparison, each with it, see {@link Resolver#resolve}; to be used
   * before this is closed.
   */
  public Dataset<Row> resolved() {
    return Resolver.resolve(open, madeIds, earlier);
  }

  /**
   * The others, all of them duplicates of rows that stand: {@code _table, _source, _part, _row}; to
   * be used before this is closed.
   */
  Dataset<Row> duplicates() {
    return duplicates;
  }

  @Override
  public void close() {
    crowded.unpersist(false);
  }
}
