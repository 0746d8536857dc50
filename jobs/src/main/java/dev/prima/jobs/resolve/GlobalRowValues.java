package dev.prima.jobs.resolve;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A row of a Cassandra table, seen as the row of the target table that it came from; columns that
 * the Cassandra table leaves out are null. The ends of a pair are taken from the agent and its
 * peer.
 */
public final class GlobalRowValues implements RowValues {
  private static final int ABSENT = -1;

  private final TargetTable table;
  private final int[] fields;
  private final int[] keyTimeBucket;
  // Where the first end is a column of its own: that, and under which agent the row stands.
  private int ownFirstEnd = ABSENT;
  private int secondEnd = ABSENT;
  private int standsUnder = ABSENT;
  private byte[][] bytes = new byte[0][];
  private @Nullable Row row;

  public GlobalRowValues(TargetTable table, GlobalShape shape, StructType schema) {
    this.table = table;
    fields = new int[table.columns().size()];
    keyTimeBucket = new int[fields.length];
    Arrays.fill(fields, ABSENT);
    Arrays.fill(keyTimeBucket, ABSENT);
    int bucket = ABSENT;
    for (GlobalColumn column : shape.columns()) {
      if (column.origin() instanceof Origin.Month || column.origin() instanceof Origin.Day) {
        bucket = schema.fieldIndex(column.name());
      }
    }
    for (GlobalColumn column : shape.columns()) {
      int field = schema.fieldIndex(column.name());
      if (column.origin() instanceof Origin.Column origin) {
        fields[table.ordinal(origin.name())] = field;
      } else if (column.origin() instanceof Origin.KeyTime time) {
        fields[table.ordinal(time.column())] = field;
        keyTimeBucket[table.ordinal(time.column())] = bucket;
      } else if (column.origin() instanceof Origin.End && !shape.ends().isEmpty()) {
        standsUnder = field;
        take(table.ordinal(shape.ends().get(0)), field);
      } else if (column.origin() instanceof Origin.Peer) {
        secondEnd = table.ordinal(shape.ends().get(1));
        take(secondEnd, field);
      }
    }
    if (!shape.ends().isEmpty()) {
      int first = fields[table.ordinal(shape.ends().get(0))];
      ownFirstEnd = first == standsUnder ? ABSENT : first;
    }
  }

  private void take(int ordinal, int field) {
    if (fields[ordinal] == ABSENT) {
      fields[ordinal] = field;
    }
  }

  /** Moves to a row. */
  public GlobalRowValues at(Row newRow) {
    row = newRow;
    bytes = new byte[fields.length][];
    return this;
  }

  /** Under its second end, a row's peer is the first one. */
  private int fieldOf(int column) {
    boolean reversed =
        column == secondEnd
            && ownFirstEnd != ABSENT
            && !row().isNullAt(ownFirstEnd)
            && !row().getString(ownFirstEnd).equals(row().getString(standsUnder));
    return reversed ? standsUnder : fields[column];
  }

  private Row row() {
    return java.util.Objects.requireNonNull(row, "no row yet");
  }

  @Override
  public boolean isNull(int column) {
    int field = fields[column];
    int bucket = keyTimeBucket[column];
    return field == ABSENT
        || row().isNullAt(field)
        || bucket != ABSENT && row().getString(bucket).equals("none");
  }

  @Override
  public long word(int column) {
    int field = fields[column];
    return switch (table.columns().get(column).type()) {
      case DOUBLE -> Double.doubleToRawLongBits(row().getDouble(field));
      case BOOLEAN -> row().getBoolean(field) ? 1 : 0;
      default -> row().getLong(field);
    };
  }

  @Override
  public byte[] array(int column) {
    if (bytes[column] == null) {
      ColumnType type = table.columns().get(column).type();
      Object value = row().get(fieldOf(column));
      bytes[column] =
          type == ColumnType.TEXT || type == ColumnType.JSONB
              ? ((String) value).getBytes(StandardCharsets.UTF_8)
              : (byte[]) value;
    }
    return bytes[column];
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
