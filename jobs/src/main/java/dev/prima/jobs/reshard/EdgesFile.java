package dev.prima.jobs.reshard;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.error.PrimaException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * A file of edges: CSV (also gzipped) or Parquet, columns {@code source, target} and, if there is
 * one, {@code weight}.
 *
 * <p>A CSV file may have a header: its first line is one if it names these columns, or if it holds
 * no number where the line after it does. Weights count to the third decimal; a row whose weight is
 * no positive number up to 10^12 does not count, nor does one without two ends.
 *
 * <p>Text is parsed once and kept by the executors until this is closed.
 */
public final class EdgesFile implements AutoCloseable {
  private static final String SOURCE = "source";
  private static final String TARGET = "target";
  private static final String WEIGHT = "weight";
  private static final List<String> NAMES = List.of(SOURCE, TARGET, WEIGHT);
  private static final Set<String> HEADER_WORDS =
      Set.of(SOURCE, TARGET, "from", "to", "src", "dst", "node_1", "node_2", "agent1_id");
  private static final double MOST = 1e12;
  private static final double UNITS = 1_000;

  private final Dataset<Row> rows;

  private EdgesFile(Dataset<Row> rows) {
    this.rows = rows;
  }

  /**
   * @param all rows of the file
   * @param counted rows that have two different ends and a positive weight
   */
  public record Rows(long all, long counted) {}

  /**
   * Whether there is a file of that name, before anything costly is started.
   *
   * @throws PrimaException if there is none
   */
  public static void check(Path file) {
    if (!Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new PrimaException(
          ReshardError.NO_EDGES_FILE, "There is no file of edges at " + file + "; name another");
    }
  }

  /**
   * Opens a file; its rows are read when they are needed.
   *
   * @throws PrimaException if it is not there, or has other columns
   */
  public static EdgesFile open(SparkSession spark, Path file) {
    check(file);
    boolean parquet = file.toString().endsWith(".parquet") || Files.isDirectory(file);
    return new EdgesFile(parquet ? parquet(spark, file) : csv(spark, file));
  }

  /** {@code source, target, weight}: text, text, long (thousandths); only rows that count. */
  public Dataset<Row> edges() {
    return rows.filter(counts());
  }

  /** {@code source, target} of all rows: also the ends of those that do not count are nodes. */
  public Dataset<Row> ends() {
    return rows.select(SOURCE, TARGET);
  }

  /** How many rows there are. */
  public Rows measure() {
    Row counted = rows.agg(count(lit(1)), sum(when(counts(), 1L).otherwise(0L))).first();
    return new Rows(counted.getLong(0), counted.isNullAt(1) ? 0 : counted.getLong(1));
  }

  private static Column counts() {
    return col(SOURCE)
        .isNotNull()
        .and(col(TARGET).isNotNull())
        .and(col(SOURCE).notEqual(col(TARGET)))
        .and(col(WEIGHT).gt(0));
  }

  private static Dataset<Row> parquet(SparkSession spark, Path file) {
    Dataset<Row> all = spark.read().parquet(file.toUri().toString());
    List<String> columns = Arrays.asList(all.columns());
    if (!columns.contains(SOURCE) || !columns.contains(TARGET)) {
      throw wrongColumns(file, "it has " + String.join(", ", columns));
    }
    return typed(all, columns.contains(WEIGHT) ? col(WEIGHT) : null);
  }

  private static Dataset<Row> csv(SparkSession spark, Path file) {
    List<String> first = firstLines(file);
    int columns = first.isEmpty() ? 2 : fields(first.get(0)).length;
    if (columns < 2 || columns > 3) {
      throw wrongColumns(file, "its first line has " + columns);
    }
    StructType schema = new StructType();
    for (String name : NAMES.subList(0, columns)) {
      schema = schema.add(name, DataTypes.StringType);
    }
    Dataset<Row> all =
        spark
            .read()
            .schema(schema)
            .option("header", hasHeader(first))
            .option("enforceSchema", true)
            .csv(file.toUri().toString());
    return typed(all, columns == 3 ? col(WEIGHT) : null)
        .persist(StorageLevel.MEMORY_AND_DISK_SER());
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  private static Dataset<Row> typed(Dataset<Row> all, @Nullable Column weight) {
    Column number =
        weight == null
            ? lit(1.0)
            : trim(weight.cast(DataTypes.StringType)).cast(DataTypes.DoubleType);
    Column units =
        when(
                number.gt(0).and(number.leq(MOST)),
                org.apache.spark.sql.functions.greatest(
                    lit(1L),
                    org.apache
                        .spark
                        .sql
                        .functions
                        .round(number.multiply(UNITS))
                        .cast(DataTypes.LongType)))
            .otherwise(0L);
    return all.select(
        trim(col(SOURCE).cast(DataTypes.StringType)).as(SOURCE),
        trim(col(TARGET).cast(DataTypes.StringType)).as(TARGET),
        units.as(WEIGHT));
  }

  private static boolean hasHeader(List<String> first) {
    if (first.isEmpty()) {
      return false;
    }
    String[] header = fields(first.get(0));
    if (HEADER_WORDS.contains(header[0].toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (first.size() < 2) {
      return false;
    }
    String[] row = fields(first.get(1));
    for (int c = 0; c < Math.min(header.length, row.length); c++) {
      if (!isNumber(header[c]) && isNumber(row[c])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNumber(String text) {
    try {
      return !Double.isNaN(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String[] fields(String line) {
    String[] fields = line.split(",", -1);
    for (int f = 0; f < fields.length; f++) {
      fields[f] = fields[f].strip().replaceAll("^\"|\"$", "");
    }
    return fields;
  }

  private static List<String> firstLines(Path file) {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).limit(2).toList();
    } catch (IOException e) {
      throw new PrimaException(
          ReshardError.NO_EDGES_FILE, "The file of edges " + file + " cannot be read", e);
    }
  }

  private static PrimaException wrongColumns(Path file, String found) {
    return new PrimaException(
        ReshardError.WRONG_COLUMNS,
        "Expected the columns source, target and, if wanted, weight in " + file + "; " + found);
  }
}
