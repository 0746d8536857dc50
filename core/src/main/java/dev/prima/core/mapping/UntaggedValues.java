package dev.prima.core.mapping;

import dev.prima.core.schema.TaggedValue;

/**
 * A staged row of tagged values, seen in the types that the census decided. A cursor: it follows
 * the row it was made of.
 */
public final class UntaggedValues implements RowValues {
  private final RowValues staged;
  private final ColumnType[] types;

  public UntaggedValues(RowValues staged, TargetTable typed) {
    this.staged = staged;
    types = typed.columns().stream().map(TargetColumn::type).toArray(ColumnType[]::new);
  }

  @Override
  public boolean isNull(int column) {
    return staged.isNull(column);
  }

  @Override
  public long word(int column) {
    return TaggedValue.word(staged.bytes(column));
  }

  @Override
  public byte[] array(int column) {
    return staged.array(column);
  }

  @Override
  public int offset(int column) {
    return staged.offset(column) + tag(column);
  }

  @Override
  public int length(int column) {
    return staged.length(column) - tag(column);
  }

  private int tag(int column) {
    return types[column] == ColumnType.TAGGED ? 0 : 1;
  }
}
