package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.resolve.MilliTimes;
import dev.prima.jobs.spark.Schemas;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Cassandra has them, in the columns of its table: those that stand, and those that should.
 */
public final class GlobalRows {
  /** Stands in a key where there is no region or no time. */
  static final String NONE = "none";

  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;
  private static final int MONTH_CHARACTERS = 7;

  private final TargetTable table;
  private final TargetTable global;
  private final GlobalShape shape;
  private final MilliTimes times;

  public GlobalRows(TargetTable table) {
    this.table = table;
    shape = GlobalTable.of(table).shape();
    global = shape(table);
    times = new MilliTimes(table);
  }

  /** The table in Cassandra, as if it were one of the model: its columns and its key. */
  public static TargetTable shape(TargetTable table) {
    GlobalTable standing = GlobalTable.of(table);
    return new TargetTable(
        table.name(),
        standing.shape().columns().stream()
            .map(c -> new TargetColumn(c.name(), type(table, c.origin()), false, true))
            .toList(),
        new TargetKey(standing.key(), false, false),
        table.precedence(),
        table.placement(),
        table.stores());
  }

  private static ColumnType type(TargetTable table, Origin origin) {
    if (origin instanceof Origin.Column column) {
      return table.columns().get(table.ordinal(column.name())).type();
    }
    if (origin instanceof Origin.Shard) {
      return ColumnType.BIGINT;
    }
    return origin instanceof Origin.KeyTime ? ColumnType.TIMESTAMPTZ : ColumnType.TEXT;
  }

  /**
   * A row that should stand.
   *
   * @param expected one that {@link GlobalExpected} gives
   * @param row all that its source says of it, in the columns of the model's table
   */
  byte[] expected(Row expected, RowValues row) {
    times.at(row);
    Cells cells = new Cells(global);
    for (int c = 0; c < shape.columns().size(); c++) {
      cells.set(c, value(shape.columns().get(c).origin(), expected));
    }
    return HeldRow.pack(global, cells);
  }

  private @Nullable Object value(Origin origin, Row expected) {
    if (origin instanceof Origin.Column column) {
      int ordinal = table.ordinal(column.name());
      boolean made = table.key().made() && table.key().columns().contains(column.name());
      return made ? expected.<byte[]>getAs("id") : Schemas.value(table, times, ordinal);
    }
    if (origin instanceof Origin.KeyTime time) {
      Object at = Schemas.value(table, times, table.ordinal(time.column()));
      return at == null ? Long.valueOf(0) : at;
    }
    if (origin instanceof Origin.End) {
      return expected.getAs("end");
    }
    if (origin instanceof Origin.Peer) {
      return expected.getAs("peer");
    }
    if (origin instanceof Origin.Region) {
      String region = expected.getAs("region_id");
      return region == null ? NONE : region;
    }
    return origin instanceof Origin.Shard ? expected.getAs("shard_id") : bucket(origin);
  }

  private String bucket(Origin origin) {
    int time = bucketed(table, origin);
    return times.isNull(time) ? NONE : bucket(origin, times.word(time));
  }

  /** The column whose month or day this is; -1 for other origins. */
  static int bucketed(TargetTable table, Origin origin) {
    if (origin instanceof Origin.Month month) {
      return table.ordinal(month.column());
    }
    return origin instanceof Origin.Day day ? table.ordinal(day.column()) : -1;
  }

  /** The month or the day of a time. */
  static String bucket(Origin origin, long micros) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY));
    boolean month = origin instanceof Origin.Month;
    if (day.getYear() < 0 || day.getYear() > LAST_YEAR_OF_FOUR_DIGITS) {
      return month
          ? String.format("%04d-%02d", day.getYear(), day.getMonthValue())
          : String.format(
              "%04d-%02d-%02d", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }
    // The same, and done for every row.
    String text = day.toString();
    return month ? text.substring(0, MONTH_CHARACTERS) : text;
  }

  /**
   * A row that stands.
   *
   * @param scanned as {@link dev.prima.jobs.cassandra.CassandraScan} gives it
   */
  byte[] standing(Row scanned) {
    Cells cells = new Cells(global);
    List<GlobalColumn> columns = shape.columns();
    for (int c = 0; c < columns.size(); c++) {
      cells.set(c, scanned.get(c));
    }
    return HeldRow.pack(global, cells);
  }
}
