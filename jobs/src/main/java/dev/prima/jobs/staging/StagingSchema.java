package dev.prima.jobs.staging;

import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of staged rows: the technical ones of {@link #TECHNICAL}, all required, then those of
 * the target table by ordinal as optional {@code c0}, {@code c1} and so on, for their own names may
 * be anything. Some bear field ids, see {@link CopyColumns}. Times are microseconds in a plain
 * INT64; text and JSON are annotated strings; other bytes are plain binary.
 */
public final class StagingSchema {
  /** Part id, INT64. */
  public static final String PART = "_part";

  /** Position in the part from 0, INT32. */
  public static final String ROW = "_row";

  /** Rank of the source file by path, INT32. */
  public static final String SOURCE = "_source";

  /** 16 bytes by a key, 32 by content. */
  public static final String IDENTITY = "_identity";

  /** 16 bytes over all that counts when copies are compared. */
  public static final String HASH = "_hash";

  public static final String LOVE = "_love";
  public static final String BENEFIT = "_benefit";

  /** Microseconds since the epoch, INT64. */
  public static final String TIME = "_time";

  /** The technical columns in their order. */
  public static final List<String> TECHNICAL =
      List.of(PART, ROW, SOURCE, IDENTITY, HASH, LOVE, BENEFIT, TIME);

  private StagingSchema() {}

  /** The staged name of a target column: {@code c7} for the one with ordinal 7. */
  public static String column(TargetTable table, String name) {
    return column(table.ordinal(name));
  }

  /** The staged name of the target column with this ordinal. */
  public static String column(int ordinal) {
    return "c" + ordinal;
  }

  /** The Parquet schema of a table's parts. */
  public static MessageType of(TargetTable table) {
    List<Type> fields = new ArrayList<>();
    fields.add(Types.required(PrimitiveTypeName.INT64).named(PART));
    fields.add(Types.required(PrimitiveTypeName.INT32).named(ROW));
    fields.add(Types.required(PrimitiveTypeName.INT32).named(SOURCE));
    fields.add(Types.required(PrimitiveTypeName.BINARY).named(IDENTITY));
    fields.add(Types.required(PrimitiveTypeName.BINARY).named(HASH));
    fields.add(Types.required(PrimitiveTypeName.DOUBLE).named(LOVE));
    fields.add(Types.required(PrimitiveTypeName.DOUBLE).named(BENEFIT));
    fields.add(Types.required(PrimitiveTypeName.INT64).named(TIME));
    for (int i = 0; i < table.columns().size(); i++) {
      Type field = field(table.columns().get(i), column(i));
      int id = CopyColumns.fieldId(table, i);
      fields.add(id == 0 ? field : field.withId(id));
    }
    return new MessageType("row", fields);
  }

  private static Type field(TargetColumn column, String name) {
    return switch (column.type()) {
      case BIGINT, TIMESTAMPTZ -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case TEXT, JSONB ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case BYTEA, UUID, TAGGED -> Types.optional(PrimitiveTypeName.BINARY).named(name);
    };
  }
}
