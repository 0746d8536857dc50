package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.spark.connector.CassandraRowMetadata;
import com.datastax.spark.connector.ColumnRef;
import com.datastax.spark.connector.cql.TableDef;
import com.datastax.spark.connector.rdd.reader.RowReader;
import com.datastax.spark.connector.rdd.reader.RowReaderFactory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Turns rows of the driver into rows of Spark straight from their bytes: exact, where the
 * connector's own reader takes times through {@code java.sql.Timestamp}, and without a look-up of a
 * codec for each value.
 */
public final class CanonicalRowReader
    implements RowReader<org.apache.spark.sql.Row>,
        RowReaderFactory<org.apache.spark.sql.Row>,
        Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MICROS_PER_MILLI = 1000;

  private final CqlType[] types;

  /**
   * @param selected the columns of the rows, in their order
   */
  public CanonicalRowReader(List<GlobalTable.Column> selected) {
    types = selected.stream().map(GlobalTable.Column::type).toArray(CqlType[]::new);
  }

  @Override
  public RowReader<org.apache.spark.sql.Row> rowReader(
      TableDef table, IndexedSeq<ColumnRef> selectedColumns) {
    return this;
  }

  @Override
  public Class<org.apache.spark.sql.Row> targetClass() {
    return org.apache.spark.sql.Row.class;
  }

  @Override
  public Option<Seq<ColumnRef>> neededColumns() {
    return Option.empty();
  }

  @Override
  public org.apache.spark.sql.Row read(Row row, CassandraRowMetadata metadata) {
    return read(row);
  }

  /** The first columns of a row; further ones are passed over. */
  public org.apache.spark.sql.Row read(Row row) {
    @Nullable Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      ByteBuffer bytes = row.getBytesUnsafe(i);
      if (bytes != null) {
        values[i] = value(types[i], bytes);
      }
    }
    return RowFactory.create(values);
  }

  private static Object value(CqlType type, ByteBuffer bytes) {
    int at = bytes.position();
    return switch (type) {
      case BIGINT -> bytes.getLong(at);
      case INT -> bytes.getInt(at);
      case DOUBLE -> bytes.getDouble(at);
      case BOOLEAN -> bytes.get(at) != 0;
      case TIMESTAMP -> Math.multiplyExact(bytes.getLong(at), MICROS_PER_MILLI);
      case TEXT -> new String(array(bytes), StandardCharsets.UTF_8);
      case BLOB, UUID -> array(bytes);
    };
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(bytes.position(), array);
    return array;
  }
}
