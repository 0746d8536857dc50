package dev.prima.jobs.spark;

import dev.prima.core.error.PrimaException;
import dev.prima.jobs.staging.StagingError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which rows that are read more than once are kept, partition by partition as they
 * come, and what was made of them. Another process that reads the same goes on with what it finds
 * there.
 *
 * <p>Needs the session of {@link SparkSessions}; with another one rows are kept for as long as it
 * lasts. Thread-safe.
 */
public final class Spool {
  private static final String FOLDER = "prima.spool";
  private static final String PARTS = "parts";

  /** Not empty metadata, for Spark drops a column that is another one but for that. */
  private static final String NOWHERE = "";

  private final Path root;
  private final FileSystem files;
  private final SpoolAnswers answers;
  private final Deque<Dataset<Row>> kept = new ConcurrentLinkedDeque<>();
  private volatile boolean found;

  /**
   * @param root a Hadoop URI; nothing else may stand there
   */
  public Spool(String root, Configuration configuration) {
    this.root = new Path(root);
    try {
      files = this.root.getFileSystem(configuration);
    } catch (IOException e) {
      throw new PrimaException(StagingError.READ_FAILED, root + " cannot be opened", e);
    }
    answers = new SpoolAnswers(files, new Path(this.root, "answers"));
  }

  /**
   * The same rows, each partition of which is read once.
   *
   * @param name with which its folder begins
   */
  public Dataset<Row> keep(String name, Divided rows) {
    String parts = text(rows);
    // A folder for each division: what still writes by another one cannot get among these.
    Path folder = new Path(root, name + "-" + Integer.toHexString(parts.hashCode()));
    try {
      prepare(folder, parts);
    } catch (IOException e) {
      throw new PrimaException(StagingError.WRITE_FAILED, folder + " cannot be made", e);
    }
    Dataset<Row> spooled = told(rows.rows(), folder.toString()).persist(StorageLevel.DISK_ONLY());
    kept.push(spooled);
    // What is made of these rows and kept as well must not be taken for them.
    return told(spooled, NOWHERE);
  }

  private static Dataset<Row> told(Dataset<Row> rows, String folder) {
    return rows.withMetadata(
        rows.columns()[0], new MetadataBuilder().putString(FOLDER, folder).build());
  }

  /**
   * What another process made of the rows that are kept; what is made of them now, where none did.
   *
   * <p>It stands when the rows are divided otherwise by then and read again.
   *
   * @param name unlike that of any other answer
   * @param make from these rows, and from what is the same for as long as they stand
   */
  public <T> T answer(String name, Supplier<T> make, JsonForm<T> form) {
    Optional<T> before = answers.find(name, form);
    if (before.isPresent()) {
      found = true;
      return before.get();
    }
    T answer = make.get();
    answers.keep(name, answer, form);
    return answer;
  }

  /** Whether anything was there that another process had read. */
  public boolean found() {
    return found;
  }

  /** Lets Spark forget the rows; their files stand. */
  public void release() {
    kept.forEach(d -> d.unpersist(false));
    kept.clear();
  }

  private static String text(Divided rows) {
    SparkSession spark = rows.rows().sparkSession();
    return Stream.concat(
            Stream.of(
                rows.rows().schema().toDDL(),
                "shuffled into " + spark.conf().get("spark.sql.shuffle.partitions"),
                SparkSessions.suitsFew(spark) ? "packed" : "as they come"),
            rows.parts().stream())
        .collect(Collectors.joining("\n"));
  }

  /** What was kept of other parts goes. */
  private void prepare(Path folder, String parts) throws IOException {
    Path file = new Path(folder, PARTS);
    if (files.exists(file) && parts.equals(read(file))) {
      if (files.listStatus(folder).length > 1) {
        found = true;
      }
      return;
    }
    files.delete(folder, true);
    try (FSDataOutputStream out = files.create(file)) {
      out.write(parts.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Where rows of these columns are kept; null where they are not. */
  static @Nullable String folder(Iterable<Metadata> columns) {
    for (Metadata column : columns) {
      if (column.contains(FOLDER) && !column.getString(FOLDER).equals(NOWHERE)) {
        return column.getString(FOLDER);
      }
    }
    return null;
  }
}
