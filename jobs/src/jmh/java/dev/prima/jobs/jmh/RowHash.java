package dev.prima.jobs.jmh;

import dev.prima.core.mapping.CanonicalEncoder;
import dev.prima.core.mapping.MappedPage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The hash by which copies of a row are told apart: its canonical form, and SHA-256 over that. */
@State(Scope.Thread)
public class RowHash {
  private CanonicalEncoder encoder;

  @Setup
  public void make(LegacyMessages messages) {
    encoder = new CanonicalEncoder(messages.target(), messages.target().contentOrdinals());
  }

  @Benchmark
  public void hash(LegacyMessages messages, Rows counted, Blackhole hole) {
    for (MappedPage page : messages.pages()) {
      for (int r = 0; r < page.rows(); r++) {
        hole.consume(encoder.hash128(page.at(r)));
      }
      counted.rows += page.rows();
    }
  }
}
