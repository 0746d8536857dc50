package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.resolve.SupersededLines;
import dev.prima.jobs.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Keeps rows that lost for people: {@code superseded/TABLE.jsonl} in the run's folder. */
final class Superseded {
  private Superseded() {}

  static void write(RunState state) {
    state.spark().sparkContext().setJobDescription("keep superseded rows");
    // Side by side: each is planned and written in less time than Spark takes to begin with it.
    Concurrently.run(
        state.tableNames().stream()
            .filter(t -> state.fateCounts().superseded(state.number(t), s -> true) > 0)
            .map(t -> writing(state, t))
            .toList());
  }

  private static Runnable writing(RunState state, String table) {
    List<String> files = state.files().stream().map(SourceFile::path).toList();
    TargetTable staged = state.staged(table);
    Dataset<Row> rows = state.fates(table).superseded(state.rows(table));
    Path folder = new Path(state.stagingFolder("superseded", table));
    Configuration configuration = state.layout().configuration();
    java.nio.file.Path file = state.context().folder().superseded(table);
    return () -> {
      rows.mapPartitions(
              (MapPartitionsFunction<Row, String>) mine -> SupersededLines.of(staged, mine, files),
              Encoders.STRING())
          .write()
          .mode(SaveMode.Overwrite)
          .text(folder.toString());
      try {
        join(configuration, folder, file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Streams the files that tasks wrote into one. */
  private static void join(Configuration configuration, Path folder, java.nio.file.Path file)
      throws IOException {
    FileSystem fileSystem = folder.getFileSystem(configuration);
    FileStatus[] parts = fileSystem.listStatus(folder, p -> p.getName().startsWith("part-"));
    Arrays.sort(parts);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (FileStatus part : parts) {
        try (InputStream in = fileSystem.open(part.getPath())) {
          in.transferTo(out);
        }
      }
    }
  }
}
