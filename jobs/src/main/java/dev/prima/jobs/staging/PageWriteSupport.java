package dev.prima.jobs.staging;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.TargetTable;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands the row at which a page stands to Parquet, in the columns of {@link StagingSchema}. */
final class PageWriteSupport extends WriteSupport<MappedPage> {
  private static final int FIRST = StagingSchema.TECHNICAL.size();

  private final TargetTable table;
  private final PartOrigin origin;
  private final ColumnType[] types;
  private final String[] names;
  private RecordConsumer out;
  private int position;

  @SuppressWarnings("NullAway.Init") // Parquet calls prepareForWrite before the first row.
  PageWriteSupport(TargetTable table, PartOrigin origin) {
    this.table = table;
    this.origin = origin;
    int columns = table.columns().size();
    types = new ColumnType[columns];
    names = new String[columns];
    for (int c = 0; c < columns; c++) {
      types[c] = table.columns().get(c).type();
      names[c] = StagingSchema.column(c);
    }
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(StagingSchema.of(table), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    out = recordConsumer;
  }

  @Override
  public void write(MappedPage row) {
    out.startMessage();
    technical(row);
    for (int c = 0; c < types.length; c++) {
      if (!row.isNull(c)) {
        out.startField(names[c], FIRST + c);
        value(row, c);
        out.endField(names[c], FIRST + c);
      }
    }
    out.endMessage();
  }

  private void technical(MappedPage row) {
    out.startField(StagingSchema.PART, 0);
    out.addLong(origin.part());
    out.endField(StagingSchema.PART, 0);
    out.startField(StagingSchema.ROW, 1);
    out.addInteger(position++);
    out.endField(StagingSchema.ROW, 1);
    out.startField(StagingSchema.SOURCE, 2);
    out.addInteger(origin.source());
    out.endField(StagingSchema.SOURCE, 2);
    out.startField(StagingSchema.IDENTITY, 3);
    out.addBinary(Binary.fromConstantByteArray(row.identity()));
    out.endField(StagingSchema.IDENTITY, 3);
    out.startField(StagingSchema.HASH, 4);
    out.addBinary(Binary.fromConstantByteArray(row.contentHash()));
    out.endField(StagingSchema.HASH, 4);
    out.startField(StagingSchema.LOVE, 5);
    out.addDouble(row.love());
    out.endField(StagingSchema.LOVE, 5);
    out.startField(StagingSchema.BENEFIT, 6);
    out.addDouble(row.benefit());
    out.endField(StagingSchema.BENEFIT, 6);
    out.startField(StagingSchema.TIME, 7);
    out.addLong(row.time());
    out.endField(StagingSchema.TIME, 7);
  }

  private void value(MappedPage row, int c) {
    switch (types[c]) {
      case BIGINT, TIMESTAMPTZ -> out.addLong(row.word(c));
      case DOUBLE -> out.addDouble(row.real(c));
      case BOOLEAN -> out.addBoolean(row.word(c) != 0);
      case TEXT, JSONB, BYTEA, UUID, TAGGED ->
          out.addBinary(Binary.fromConstantByteArray(row.array(c), row.offset(c), row.length(c)));
    }
  }
}
