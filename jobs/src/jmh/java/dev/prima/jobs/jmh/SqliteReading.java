package dev.prima.jobs.jmh;

import dev.prima.core.schema.RowPage;
import dev.prima.jobs.source.SqliteRowReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** From SQLite's pages to columns in memory, storage classes kept; and from there to the target. */
public class SqliteReading {
  @Benchmark
  public void read(LegacyMessages messages, Rows counted, Blackhole hole) {
    try (SqliteRowReader reader = messages.reader()) {
      for (RowPage page = reader.next(); page != null; page = reader.next()) {
        counted.rows += page.rows();
        hole.consume(page);
      }
    }
  }

  /** With mapping, which checks and converts each value, hashes each row twice and ranks it. */
  @Benchmark
  public void readAndMap(LegacyMessages messages, Rows counted, Blackhole hole) {
    var mapper = messages.mapper();
    try (SqliteRowReader reader = messages.reader()) {
      for (RowPage page = reader.next(); page != null; page = reader.next()) {
        counted.rows += page.rows();
        hole.consume(mapper.map(page));
      }
    }
  }
}
