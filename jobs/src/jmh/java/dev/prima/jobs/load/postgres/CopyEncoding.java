package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.RowValues;
import dev.prima.jobs.jmh.LegacyMessages;
import dev.prima.jobs.jmh.Rows;
import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.postgres.PostgresTable;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From mapped rows to PostgreSQL's binary COPY, with the id that is made of a row's content. */
@State(Scope.Thread)
public class CopyEncoding {
  private static final byte[] REGION = "sacred_center".getBytes(StandardCharsets.UTF_8);
  private static final int BUFFER_BYTES = 1 << 20;

  private CopyEncoder encoder;

  @Setup
  public void make(LegacyMessages messages) {
    encoder = new CopyEncoder(new PostgresTable(messages.target()), Trailer.NONE);
  }

  @Benchmark
  public void encode(LegacyMessages messages, Rows counted, Blackhole hole) {
    for (MappedPage page : messages.pages()) {
      PageRows rows = new PageRows(page);
      while (rows.next()) {
        encoder.append(rows, 0, REGION, 1, 1, null);
        if (encoder.size() > BUFFER_BYTES) {
          hole.consume(encoder.size());
          encoder.clear();
        }
      }
      counted.rows += page.rows();
    }
    hole.consume(encoder.size());
    encoder.clear();
  }

  /** Rows of a page, every one to be loaded. */
  private static final class PageRows implements LoadRows {
    private final MappedPage page;
    private int at = -1;

    PageRows(MappedPage page) {
      this.page = page;
    }

    @Override
    public boolean next() {
      at++;
      if (at == page.rows()) {
        return false;
      }
      page.at(at);
      return true;
    }

    @Override
    public RowValues row() {
      return page;
    }

    @Override
    public int rowNumber() {
      return at;
    }

    @Override
    public Action action() {
      return Action.LOAD;
    }

    @Override
    public int occurrence() {
      return 1;
    }

    @Override
    public byte[] identity() {
      return page.identity();
    }

    @Override
    public byte[] contentHash() {
      return page.contentHash();
    }

    @Override
    public byte[] replacedHash() {
      return null;
    }

    @Override
    public byte[] legacyId() {
      return null;
    }

    @Override
    public int source() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
