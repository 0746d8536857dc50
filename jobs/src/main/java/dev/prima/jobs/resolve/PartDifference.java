package dev.prima.jobs.resolve;

import dev.prima.jobs.spark.SlicedRows;
import dev.prima.jobs.spark.StagedPartReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * What is in one state of a stretch of rows and not in the other: both are read side by side, and
 * rows that are alike fall away where they stand, or once the other is met.
 *
 * <p>Gives {@code _table}, the hash of the identity as {@link ChangedRows} has it, and three sums
 * over the copies of this state less those of the earlier one: of their number, and of two hashes.
 * A row may come more than once, and is the same if all sums are zero together. Not thread-safe.
 */
final class PartDifference implements SlicedRows.Slice {
  /** Rows of which the other is not met for so long are given away as they are. */
  private static final int MOST_HELD = 200_000;

  private final int table;
  private final int mostHeld;
  private final Cursor now;
  private final Cursor then;
  private final Map<Long, long[]> open = new HashMap<>();
  private Iterator<Map.Entry<Long, long[]>> given = Map.<Long, long[]>of().entrySet().iterator();
  private boolean read;

  /**
   * @param sources the number that a file has now, by that which it had then
   */
  PartDifference(Configuration configuration, PartPair pair, int[] sources) {
    this(configuration, pair, sources, MOST_HELD);
  }

  PartDifference(Configuration configuration, PartPair pair, int[] sources, int mostHeld) {
    this.mostHeld = mostHeld;
    table = pair.table();
    now = new Cursor(configuration, pair.now(), null);
    then = new Cursor(configuration, pair.then(), sources);
  }

  /** The rows of some parts, one after the other. */
  private static final class Cursor {
    private final Configuration configuration;
    private final Iterator<String> paths;
    private final int @Nullable [] sources;
    private @Nullable StagedPartReader reader;

    Cursor(Configuration configuration, List<String> paths, int @Nullable [] sources) {
      this.configuration = configuration;
      this.paths = paths.iterator();
      this.sources = sources;
    }

    boolean next() {
      while (true) {
        StagedPartReader open = reader;
        if (open == null) {
          if (!paths.hasNext()) {
            return false;
          }
          reader = StagedPartReader.copies(configuration, paths.next());
        } else if (open.next()) {
          return true;
        } else {
          close();
        }
      }
    }

    void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }

    private StagedPartReader row() {
      if (reader == null) {
        throw new NoSuchElementException();
      }
      return reader;
    }

    private int source() {
      int number = row().source();
      return sources == null ? number : sources[number];
    }

    boolean isLike(Cursor other) {
      StagedPartReader a = row();
      StagedPartReader b = other.row();
      return a.time() == b.time()
          && bits(a.love()) == bits(b.love())
          && bits(a.benefit()) == bits(b.benefit())
          && source() == other.source()
          && Arrays.equals(a.contentHash(), b.contentHash())
          && Arrays.equals(a.identity(), b.identity())
          && textIsLike(a, b, 0)
          && textIsLike(a, b, 1)
          && textIsLike(a, b, 2);
    }

    private static long bits(double value) {
      return Double.doubleToLongBits(value);
    }

    private static boolean textIsLike(StagedPartReader a, StagedPartReader b, int c) {
      if (a.row().isNull(c) || b.row().isNull(c)) {
        return a.row().isNull(c) && b.row().isNull(c);
      }
      int from = a.row().offset(c);
      int other = b.row().offset(c);
      return Arrays.equals(
          a.row().array(c),
          from,
          from + a.row().length(c),
          b.row().array(c),
          other,
          other + b.row().length(c));
    }

    long known() {
      return ChangedRows.known(row().identity());
    }

    /** Of all that decides about a copy but its identity. */
    long low() {
      StagedPartReader r = row();
      long hash = XXH64.hashLong(source(), ChangedRows.SEED);
      hash = hash(r.contentHash(), hash);
      hash = XXH64.hashLong(bits(r.love()), hash);
      hash = XXH64.hashLong(bits(r.benefit()), hash);
      hash = XXH64.hashLong(r.time(), hash);
      for (int c = 0; c < StagedPartReader.COPY_TEXTS; c++) {
        hash = r.row().isNull(c) ? XXH64.hashLong(c, hash) : text(r, c, hash);
      }
      return hash;
    }

    /** Of what tells most rows apart, once more. */
    long high() {
      StagedPartReader r = row();
      long hash = hash(r.identity(), hash(r.contentHash(), 0));
      return XXH64.hashLong(source(), XXH64.hashLong(r.time(), hash));
    }

    private static long text(StagedPartReader r, int c, long seed) {
      return XXH64.hashUnsafeBytes(
          r.row().array(c),
          (long) Platform.BYTE_ARRAY_OFFSET + r.row().offset(c),
          r.row().length(c),
          seed);
    }

    private static long hash(byte[] bytes, long seed) {
      return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
    }
  }

  @Override
  public @Nullable Row next() {
    while (!given.hasNext()) {
      if (read) {
        return null;
      }
      open.clear();
      advance();
      given = open.entrySet().iterator();
    }
    Map.Entry<Long, long[]> entry = given.next();
    long[] sums = entry.getValue();
    return RowFactory.create(table, entry.getKey(), sums[0], sums[1], sums[2]);
  }

  /** Reads until enough is held, or to the end. */
  private void advance() {
    boolean here = now.next();
    boolean there = then.next();
    while (here || there) {
      if (!(here && there && now.isLike(then))) {
        if (here) {
          add(now, 1);
        }
        if (there) {
          add(then, -1);
        }
        if (open.size() >= mostHeld) {
          return;
        }
      }
      here = here && now.next();
      there = there && then.next();
    }
    read = true;
  }

  private void add(Cursor row, int sign) {
    long known = row.known();
    long[] sums = open.computeIfAbsent(known, k -> new long[3]);
    sums[0] += sign;
    sums[1] += sign * row.low();
    sums[2] += sign * row.high();
    if (sums[0] == 0 && sums[1] == 0 && sums[2] == 0) {
      open.remove(known);
    }
  }

  @Override
  public void close() {
    now.close();
    then.close();
  }
}
