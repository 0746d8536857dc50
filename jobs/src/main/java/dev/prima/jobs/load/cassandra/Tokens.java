package dev.prima.jobs.load.cassandra;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import com.datastax.oss.driver.internal.core.metadata.token.Murmur3Token;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.datastax.oss.driver.internal.core.util.RoutingKey;
import dev.prima.jobs.cassandra.GlobalTable;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Tokens, by which a cluster of the default partitioner places rows. Good for putting rows in
 * order, which is all they are for here: no row goes elsewhere where the partitioner is another.
 */
final class Tokens {
  private static final UserDefinedFunction TOKEN =
      udf((UDF1<Row, Long>) Tokens::token, DataTypes.LongType);

  private static final Murmur3TokenFactory MURMUR3 = new Murmur3TokenFactory();

  private Tokens() {}

  /**
   * The token of each row.
   *
   * @param partitionKey none of them null, in the forms that {@link GlobalRows} gives
   */
  static Column of(List<GlobalTable.Column> partitionKey) {
    return TOKEN.apply(struct(partitionKey.stream().map(Tokens::bytes).toArray(Column[]::new)));
  }

  /** As Cassandra has the value, but for types that no key of ours has: these as text. */
  private static Column bytes(GlobalTable.Column column) {
    Column value = col(column.name());
    return switch (column.type()) {
      case TEXT, BLOB, INT, BIGINT, TIMESTAMP -> value.cast(DataTypes.BinaryType);
      case UUID -> GlobalRows.uuidBytes(value);
      case DOUBLE, BOOLEAN -> value.cast(DataTypes.StringType).cast(DataTypes.BinaryType);
    };
  }

  private static Long token(Row key) {
    ByteBuffer[] values = new ByteBuffer[key.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ByteBuffer.wrap(key.<byte[]>getAs(i));
    }
    return ((Murmur3Token) MURMUR3.hash(RoutingKey.compose(values))).getValue();
  }
}
