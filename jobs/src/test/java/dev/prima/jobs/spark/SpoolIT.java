package dev.prima.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolIT {
  private static final int TASKS = 4;
  private static final List<String> PARTS = List.of("0..299", "300..599", "600..899", "900..1199");
  private static final StructType SCHEMA =
      new StructType()
          .add("number", DataTypes.IntegerType, false)
          .add("word", DataTypes.StringType, true)
          .add("bytes", DataTypes.BinaryType, false);

  @TempDir Path folder;

  private SparkSession spark;
  private LongAccumulator made;

  @BeforeEach
  void open() {
    spark =
        SparkSessions.open(
            "local[2]",
            folder.resolve("spark"),
            // Several batches in a partition.
            Map.of("spark.sql.inMemoryColumnarStorage.batchSize", "100"));
    made = spark.sparkContext().longAccumulator();
  }

  @AfterEach
  void stop() {
    SparkSessions.stop(spark);
  }

  @Test
  void eachPartitionIsReadOnce() {
    Spool spool = spool();

    Dataset<Row> kept = spool.keep("rows", rows(PARTS));

    assertThat(all(kept)).containsExactlyElementsOf(expected(0));
    assertThat(kept.filter(col("number").geq(700)).select("word").collectAsList())
        .extracting(r -> r.getString(0))
        .containsExactlyElementsOf(IntStream.range(700, 1200).mapToObj(SpoolIT::word).toList());
    assertThat(made.value()).isEqualTo(TASKS);
    assertThat(spool.found()).isFalse();
  }

  @Test
  void whatAnotherOneReadIsFound() {
    all(spool().keep("rows", rows(PARTS)));
    made.reset();

    Spool resumed = spool();
    Dataset<Row> kept = resumed.keep("rows", rows(PARTS, 1));

    assertThat(all(kept)).containsExactlyElementsOf(expected(0));
    assertThat(made.value()).isZero();
    assertThat(resumed.found()).isTrue();
  }

  @Test
  void partitionsThatAreMissingAreRead() throws IOException {
    all(spool().keep("rows", rows(PARTS)));
    made.reset();
    Files.delete(files().resolve("part-2"));

    assertThat(numbers(spool().keep("rows", rows(PARTS, 10_000))))
        .containsExactlyElementsOf(
            Stream.of(numbers(0, 600), numbers(10_600, 300), numbers(900, 300))
                .flatMap(List::stream)
                .toList());
    assertThat(made.value()).isEqualTo(1);
  }

  @Test
  void damagedPartitionsAreReadAgain() throws IOException {
    all(spool().keep("rows", rows(PARTS)));
    made.reset();
    Path data = one("data-part-1-");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    Path cut = one("data-part-3-");
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 100));
    Files.write(files().resolve("part-0"), new byte[] {0, 0, 0, 0});

    assertThat(all(spool().keep("rows", rows(PARTS)))).containsExactlyElementsOf(expected(0));
    assertThat(made.value()).isEqualTo(3);
  }

  @Test
  void rowsThatAreDividedOtherwiseAreReadAgain() {
    all(spool().keep("rows", rows(PARTS)));
    made.reset();

    Spool other = spool();
    Dataset<Row> kept =
        other.keep("rows", rows(List.of("0..299", "300..599", "600..899", "900..")));

    assertThat(all(kept)).containsExactlyElementsOf(expected(0));
    assertThat(made.value()).isEqualTo(TASKS);
    assertThat(other.found()).isFalse();
  }

  @Test
  void whatIsMadeOfTheRowsIsNotTakenForThem() {
    Dataset<Row> kept = spool().keep("rows", rows(PARTS));
    all(kept);

    Dataset<Row> some = kept.filter(col("number").lt(450)).persist();
    Dataset<Row> more = kept.withColumn("more", col("number").plus(1)).persist();
    Dataset<Row> same = kept.select(col("*")).persist();

    assertThat(numbers(some)).containsExactlyElementsOf(numbers(0, 450));
    assertThat(more.agg(sum("more")).first().getLong(0)).isEqualTo(1200L * 1201 / 2);
    assertThat(all(same)).containsExactlyElementsOf(expected(0));
    assertThat(all(kept)).containsExactlyElementsOf(expected(0));
    assertThat(made.value()).isEqualTo(TASKS);
  }

  @Test
  void otherRowsAreKeptAsEver() {
    Dataset<Row> rows = rows(PARTS).rows().persist();

    assertThat(all(rows)).containsExactlyElementsOf(expected(0));
    assertThat(all(rows)).containsExactlyElementsOf(expected(0));

    assertThat(made.value()).isEqualTo(TASKS);
    rows.unpersist();
  }

  private Spool spool() {
    return new Spool(folder.resolve("spool").toUri().toString(), new Configuration());
  }

  private Path files() throws IOException {
    return only(folder.resolve("spool"), "rows-");
  }

  private Path one(String prefix) throws IOException {
    return only(files(), prefix);
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private Divided rows(List<String> parts) {
    return rows(parts, 0);
  }

  /**
   * 1200 rows in four partitions.
   *
   * @param shift of their numbers
   */
  private Divided rows(List<String> parts, int shift) {
    LongAccumulator partitions = made;
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, 1200).boxed().toList(), TASKS)
            .mapPartitions(
                (Iterator<Integer> numbers) -> {
                  partitions.add(1);
                  List<Row> made = new ArrayList<>();
                  numbers.forEachRemaining(n -> made.add(row(n + shift)));
                  return made.iterator();
                });
    return new Divided(FlatRows.of(spark, rows, SCHEMA), parts);
  }

  private static Row row(int number) {
    return RowFactory.create(number, word(number), new byte[] {(byte) number, 7});
  }

  private static String word(int number) {
    return number % 5 == 0 ? null : "word " + number;
  }

  private static List<String> expected(int shift) {
    return IntStream.range(shift, shift + 1200).mapToObj(n -> text(row(n))).toList();
  }

  private static List<String> all(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(SpoolIT::text).toList();
  }

  private static String text(Row row) {
    byte[] bytes = row.getAs(2);
    return row.getInt(0) + " " + row.getString(1) + " " + bytes[0] + " " + bytes.length;
  }

  private static List<Integer> numbers(Dataset<Row> rows) {
    return rows.select("number").collectAsList().stream().map(r -> r.getInt(0)).toList();
  }

  private static List<Integer> numbers(int from, int count) {
    return IntStream.range(from, from + count).boxed().toList();
  }
}
