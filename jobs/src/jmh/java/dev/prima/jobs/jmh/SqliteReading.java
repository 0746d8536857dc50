package dev.prima.jobs.jmh;

import dev.prima.core.mapping.RowMapper;
import dev.prima.core.schema.RowPage;
import dev.prima.jobs.source.RowReader;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** From SQLite's pages to columns in memory, storage classes kept; and from there to the target. */
public class SqliteReading {
  @Benchmark
  public void byPages(LegacyMessages messages, Rows counted, Blackhole hole) throws IOException {
    read(messages.byPages(), counted, hole);
  }

  @Benchmark
  public void bySqlite(LegacyMessages messages, Rows counted, Blackhole hole) {
    read(messages.bySqlite(), counted, hole);
  }

  private static void read(RowReader rows, Rows counted, Blackhole hole) {
    try (rows) {
      for (RowPage page = rows.next(); page != null; page = rows.next()) {
        counted.rows += page.rows();
        hole.consume(page);
      }
    }
  }

  /** With mapping, which checks and converts each value, hashes each row twice and ranks it. */
  @Benchmark
  public void readAndMap(LegacyMessages messages, Rows counted, Blackhole hole) throws IOException {
    RowMapper mapper = messages.mapper();
    try (RowReader rows = messages.byPages()) {
      for (RowPage page = rows.next(); page != null; page = rows.next()) {
        counted.rows += page.rows();
        hole.consume(mapper.map(page));
      }
    }
  }
}
