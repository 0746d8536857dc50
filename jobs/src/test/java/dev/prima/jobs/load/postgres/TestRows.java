package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows written by hand, as a staged part with its fates would give them. */
final class TestRows implements LoadRows, RowValues {
  private final TargetTable table;
  private final List<TestRow> rows = new ArrayList<>();
  private int at = -1;
  private int hookAt = -1;
  private Runnable hook;

  /** One row. Values are Long, Double, Boolean, String, byte[] or null. */
  static final class TestRow {
    final Object[] values;
    Action action = Action.LOAD;
    int occurrence = 1;
    byte[] identity = new byte[16];
    byte[] hash = new byte[16];
    byte[] replacedHash;
    byte[] legacyId;
    int source;

    private TestRow(Object[] values) {
      this.values = values;
    }

    TestRow action(Action newAction) {
      action = newAction;
      return this;
    }

    TestRow identity(byte[] newIdentity, int k) {
      identity = newIdentity;
      occurrence = k;
      return this;
    }

    TestRow hash(int newHash) {
      hash = hashOf(newHash);
      return this;
    }

    TestRow replaces(int oldHash) {
      action = Action.REPLACE;
      replacedHash = hashOf(oldHash);
      return this;
    }

    TestRow legacyId(String id) {
      legacyId = id.getBytes(StandardCharsets.UTF_8);
      return this;
    }

    TestRow source(int index) {
      source = index;
      return this;
    }
  }

  static byte[] hashOf(int number) {
    byte[] hash = new byte[16];
    hash[0] = (byte) (number >>> 8);
    hash[15] = (byte) number;
    return hash;
  }

  TestRows(TargetTable table) {
    this.table = table;
  }

  TestRow add(Object... values) {
    assert values.length == table.columns().size();
    TestRow row = new TestRow(values);
    rows.add(row);
    return row;
  }

  /** Something happens the first time that a row is reached. */
  void onceAt(int row, Runnable what) {
    hookAt = row;
    hook = what;
  }

  /** For {@link PartLoader#load}. */
  LoadRows open() {
    at = -1;
    return this;
  }

  @Override
  public boolean next() {
    if (++at == hookAt) {
      hookAt = -1;
      hook.run();
    }
    return at < rows.size();
  }

  @Override
  public RowValues row() {
    return this;
  }

  @Override
  public int rowNumber() {
    return at;
  }

  @Override
  public Action action() {
    return rows.get(at).action;
  }

  @Override
  public int occurrence() {
    return rows.get(at).occurrence;
  }

  @Override
  public byte[] identity() {
    return rows.get(at).identity;
  }

  @Override
  public byte[] contentHash() {
    return rows.get(at).hash;
  }

  @Override
  public byte[] replacedHash() {
    return rows.get(at).replacedHash;
  }

  @Override
  public byte[] legacyId() {
    return rows.get(at).legacyId;
  }

  @Override
  public int source() {
    return rows.get(at).source;
  }

  @Override
  public void close() {}

  private Object value(int column) {
    return rows.get(at).values[column];
  }

  @Override
  public boolean isNull(int column) {
    return value(column) == null;
  }

  @Override
  public long word(int column) {
    Object value = value(column);
    if (value instanceof Double real) {
      return Double.doubleToRawLongBits(real);
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return (Long) value;
  }

  @Override
  public byte[] array(int column) {
    Object value = value(column);
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (!table.columns().get(column).type().isBytes()) {
      throw new AssertionError(ColumnType.class);
    }
    return (byte[]) value;
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
