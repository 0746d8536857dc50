package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The fates of staged rows, kept only for rows that are not plainly loaded: in most files that is a
 * handful.
 *
 * <p>Shape on disk: Parquet in one folder per table and part ({@code _table=2/_part=7/}): {@code
 * _row}, {@code _source}, {@code fate}, {@code k}, {@code replaces}, {@code legacy_id} (set where
 * the oldest id is another row's), {@code winner} and {@code rule} of superseded rows.
 */
public final class Fates implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final StructType SCHEMA =
      new StructType()
          .add("_row", DataTypes.IntegerType)
          .add("_source", DataTypes.IntegerType)
          .add("fate", DataTypes.StringType)
          .add("k", DataTypes.IntegerType)
          .add("replaces", DataTypes.BooleanType)
          .add("legacy_id", DataTypes.StringType)
          .add("replaced_hash", DataTypes.BinaryType)
          .add("winner", DataTypes.IntegerType)
          .add("rule", DataTypes.StringType)
          .add("_part", DataTypes.LongType);

  /** The shape of all tables' fates, read at the root. */
  private static final StructType ALL = SCHEMA.add("_table", DataTypes.IntegerType);

  private final String folder;

  /**
   * @param root a Hadoop URI under which {@link #write} put the fates
   * @param table its number
   */
  public Fates(String root, int table) {
    folder = root + "/_table=" + table;
  }

  /** Keeps what is worth keeping of the copies of some tables; overwrites those. */
  public static void write(Rivals rivals, String root) {
    Column otherId =
        col("oldest_id").isNotNull().and(not(col("oldest_id").eqNullSafe(col("legacy_id"))));
    Column plain =
        col("fate")
            .equalTo(Resolver.LOADED)
            .and(col("k").equalTo(1))
            .and(not(col("replaces")))
            .and(not(otherId));
    rivals
        .resolved()
        .filter(not(col("fate").equalTo(Resolver.KEPT)).and(not(plain)))
        .select(
            col("_row"),
            col("_source"),
            col("fate"),
            col("k"),
            col("replaces"),
            when(otherId, col("oldest_id")).as("legacy_id"),
            when(col("replaces"), col("replaced_hash")).as("replaced_hash"),
            col("winner"),
            col("rule"),
            col("_part"),
            col("_table"))
        .unionByName(duplicates(rivals))
        // One writer per part: without it every task would leave a file in every folder.
        .repartition(col("_table"), col("_part"))
        .write()
        .mode(SaveMode.Overwrite)
        .option("partitionOverwriteMode", "dynamic")
        .partitionBy("_table", "_part")
        .parquet(root);
  }

  private static Dataset<Row> duplicates(Rivals rivals) {
    Map<String, Column> told =
        Map.of("fate", lit(Resolver.DUPLICATE), "k", lit(1), "replaces", lit(false));
    return rivals
        .duplicates()
        .select(Arrays.stream(ALL.fields()).map(f -> value(f, told)).toArray(Column[]::new));
  }

  private static Column value(StructField field, Map<String, Column> told) {
    return switch (field.name()) {
      case "_row", "_source", "_part", "_table" -> col(field.name());
      default -> told.getOrDefault(field.name(), lit(null)).cast(field.dataType()).as(field.name());
    };
  }

  /** All fates of the table that were kept. */
  public Dataset<Row> read(SparkSession spark) {
    return read(spark, folder, SCHEMA);
  }

  /** All fates of all tables that were kept, with {@code _table}. */
  public static Dataset<Row> all(SparkSession spark, String root) {
    return read(spark, root, ALL);
  }

  private static Dataset<Row> read(SparkSession spark, String folder, StructType schema) {
    boolean any = children(spark, folder).findAny().isPresent();
    return read(spark, folder, schema, any ? new String[] {folder} : new String[0]);
  }

  private static Dataset<Row> read(
      SparkSession spark, String root, StructType schema, String[] folders) {
    return folders.length > 0
        ? spark.read().schema(schema).option("basePath", root).parquet(folders)
        // Every row is plainly loaded.
        : spark.createDataFrame(List.of(), schema);
  }

  private static Stream<Path> children(SparkSession spark, String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      return fileSystem.exists(path)
          ? Arrays.stream(fileSystem.listStatus(path))
              .filter(FileStatus::isDirectory)
              .map(FileStatus::getPath)
          : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Staged rows that are to be loaded, with {@code k}, {@code replaces} and {@code oldest_id}. */
  public Dataset<Row> loaded(Dataset<Row> staged) {
    return loaded(staged, read(staged.sparkSession()));
  }

  /**
   * The same of rows of some parts: no fates of others are read.
   *
   * @param parts their ids
   */
  public Dataset<Row> loaded(Dataset<Row> staged, Set<Long> parts) {
    Set<String> names = parts.stream().map(Fates::part).collect(Collectors.toSet());
    SparkSession spark = staged.sparkSession();
    String[] folders =
        children(spark, folder)
            .filter(path -> names.contains(path.getName()))
            .map(Path::toString)
            .toArray(String[]::new);
    return loaded(staged, read(spark, folder, SCHEMA, folders));
  }

  private static String part(long id) {
    return "_part=" + id;
  }

  private static Dataset<Row> loaded(Dataset<Row> staged, Dataset<Row> all) {
    Dataset<Row> fates =
        all.select(
            col("_part").as("_fpart"),
            col("_row").as("_frow"),
            col("fate"),
            col("k"),
            col("replaces"),
            col("legacy_id").as("oldest_id"));
    return staged
        .join(
            fates,
            staged
                .col("_part")
                .equalTo(fates.col("_fpart"))
                .and(staged.col("_row").equalTo(fates.col("_frow"))),
            "left")
        .filter(col("fate").isNull().or(col("fate").equalTo(Resolver.LOADED)))
        .withColumn("k", coalesce(col("k"), lit(1)))
        .drop("_fpart", "_frow", "fate");
  }

  /** Staged rows that lost to a better copy. */
  public Dataset<Row> superseded(Dataset<Row> staged) {
    Dataset<Row> fates =
        read(staged.sparkSession())
            .filter(col("fate").equalTo(Resolver.SUPERSEDED))
            .select(col("_part").as("_fpart"), col("_row").as("_frow"));
    return staged.join(
        fates,
        staged
            .col("_part")
            .equalTo(fates.col("_fpart"))
            .and(staged.col("_row").equalTo(fates.col("_frow"))),
        "left_semi");
  }

  /** The fates of one part, read without Spark; empty where all its rows are plainly loaded. */
  public PartFates ofPart(long part, Configuration configuration) throws IOException {
    Path path = new Path(folder, part(part));
    FileSystem fileSystem = path.getFileSystem(configuration);
    return fileSystem.exists(path) ? PartFates.read(path, configuration) : PartFates.EMPTY;
  }
}
