package dev.prima.jobs.spark;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.staging.Publishing;
import dev.prima.jobs.staging.StagingError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was made of the rows of a {@link Spool} and fits the driver: each in a file of JSON, with a
 * checksum.
 */
final class SpoolAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolAnswers.class);
  private static final String ANSWER = "answer";
  private static final String CRC = "crc32c";

  private final FileSystem files;
  private final Path folder;

  SpoolAnswers(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** The one that was kept, if it is whole: a machine that went down may have lost some. */
  <T> Optional<T> find(String name, JsonForm<T> form) {
    Path file = file(name);
    try {
      return files.exists(file) ? Optional.of(form.read().apply(read(file))) : Optional.empty();
    } catch (IOException
        | FSError
        | JsonException
        | ArithmeticException
        | IllegalArgumentException e) {
      LOG.warn("{} is damaged; what it held is made again", file, e);
      return Optional.empty();
    }
  }

  private JsonValue read(Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      JsonObject told =
          Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).asObject();
      JsonValue answer = told.get(ANSWER);
      if (crc(answer) != told.get(CRC).asLong()) {
        throw new IOException("Other bytes than were written, in " + file);
      }
      return answer;
    }
  }

  <T> void keep(String name, T answer, JsonForm<T> form) {
    Path file = file(name);
    // Of its own, lest a process that is thought to be dead writes into it.
    Path unfinished = new Path(folder, "unfinished-" + name + "-" + UUID.randomUUID());
    JsonValue json = form.write().apply(answer);
    JsonObject told = JsonObject.builder().put(ANSWER, json).put(CRC, crc(json)).build();
    try {
      try (FSDataOutputStream out = files.create(unfinished, true)) {
        out.write(Json.write(told).getBytes(StandardCharsets.UTF_8));
      }
      Publishing.publish(files, unfinished, file);
    } catch (IOException | FSError e) {
      throw new PrimaException(StagingError.WRITE_FAILED, file + " cannot be written", e);
    }
  }

  private static long crc(JsonValue answer) {
    CRC32C crc = new CRC32C();
    crc.update(Json.write(answer).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private Path file(String name) {
    return new Path(folder, name + ".json");
  }
}
