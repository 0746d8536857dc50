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
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Keeps rows that lost for people: {@code superseded/TABLE.jsonl} in the run's folder. */
final class Superseded {
  private Superseded() {}

  static void write(RunState state) {
    List<String> files = state.files().stream().map(SourceFile::path).toList();
    for (String table : state.tableNames()) {
      if (state.fateCounts().superseded(state.number(table), s -> true) == 0) {
        continue;
      }
      TargetTable staged = state.staged(table);
      Dataset<Row> rows = state.fates(table).superseded(state.rows(table));
      String folder = state.stagingFolder("superseded", table);
      state.spark().sparkContext().setJobDescription("keep superseded rows of " + table);
      rows.mapPartitions(
              (org.apache.spark.api.java.function.MapPartitionsFunction<Row, String>)
                  mine -> SupersededLines.of(staged, mine, files),
              Encoders.STRING())
          .write()
          .mode(SaveMode.Overwrite)
          .text(folder);
      try {
        join(state, new Path(folder), state.context().folder().superseded(table));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Streams the files that tasks wrote into one. */
  private static void join(RunState state, Path folder, java.nio.file.Path file)
      throws IOException {
    FileSystem fileSystem = folder.getFileSystem(state.layout().configuration());
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
