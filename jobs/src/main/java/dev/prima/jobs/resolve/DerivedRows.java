package dev.prima.jobs.resolve;

import dev.prima.core.mapping.CanonicalEncoder;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Makes staged rows of connections out of pairs of agents and what went between them. */
public final class DerivedRows {
  /**
   * Ranks above a derived connection that stands, for it was made of fewer messages or the same.
   */
  private static final double FRESH = 1;

  private DerivedRows() {}

  /**
   * @param pairs {@code a, b} in order, {@code n} messages, {@code first} and {@code last} time,
   *     {@code part}
   * @param source index under which derived rows are known
   */
  public static Iterator<Row> of(TargetTable connections, Iterator<Row> pairs, int source) {
    CanonicalEncoder content = new CanonicalEncoder(connections, connections.contentOrdinals());
    CanonicalEncoder key =
        new CanonicalEncoder(connections, connections.ordinals(connections.key().columns()));
    return new Iterator<>() {
      private int ordinal;

      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public Row next() {
        Row pair = pairs.next();
        Values values = new Values(connections);
        String a = pair.getString(0);
        String b = pair.getString(1);
        values.text("connection_id", DerivedConnections.id(a, b));
        values.text("connection_type", DerivedConnections.TYPE);
        values.text("agent1_id", a);
        values.text("agent2_id", b);
        values.word("interaction_count", pair.getLong(2));
        if (!pair.isNullAt(3)) {
          values.word("established_at", pair.getLong(3));
          values.word("last_interaction", pair.getLong(4));
        }
        return values.staged(
            pair.getLong(5), ordinal++, source, key.unorderedPair(values), content.hash128(values));
      }
    };
  }

  private static final class Values implements RowValues {
    private static final int TECHNICAL = 8;
    private final TargetTable table;
    private final @Nullable Object[] values;

    Values(TargetTable table) {
      this.table = table;
      values = new @Nullable Object[table.columns().size()];
    }

    void text(String column, String value) {
      values[table.ordinal(column)] = value;
    }

    void word(String column, long value) {
      values[table.ordinal(column)] = value;
    }

    Row staged(long part, int row, int source, byte[] identity, byte[] hash) {
      @Nullable Object[] staged = new @Nullable Object[TECHNICAL + values.length];
      staged[0] = part;
      staged[1] = row;
      staged[2] = source;
      staged[3] = identity;
      staged[4] = hash;
      staged[5] = FRESH;
      staged[6] = Double.NEGATIVE_INFINITY;
      staged[7] = Long.MIN_VALUE;
      System.arraycopy(values, 0, staged, TECHNICAL, values.length);
      return RowFactory.create(staged);
    }

    @Override
    public boolean isNull(int column) {
      return values[column] == null;
    }

    @Override
    public long word(int column) {
      Object value = values[column];
      if (value instanceof Long number && table.columns().get(column).type() != ColumnType.DOUBLE) {
        return number;
      }
      throw new IllegalStateException("Column " + column + " holds no word");
    }

    @Override
    public byte[] array(int column) {
      if (values[column] instanceof String text) {
        return text.getBytes(StandardCharsets.UTF_8);
      }
      throw new IllegalStateException("Column " + column + " holds no text");
    }

    @Override
    public int offset(int column) {
      return 0;
    }

    @Override
    public int length(int column) {
      return array(column).length;
    }
  }
}
