package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Tells connections that were derived from messages from those that a source holds. */
public final class DerivedConnections {
  /** The canonical name of the table that takes them. */
  public static final String TABLE = "connections";

  /** The {@code connection_type} of every derived connection. */
  public static final String TYPE = "derived";

  private static final String TYPE_COLUMN = "connection_type";
  private static final String ID_COLUMN = "connection_id";
  private static final String ID_PREFIX = "derived:";

  /** What a message's id is if it was made from an old id and not from content. */
  private static final UserDefinedFunction MADE_ID =
      udf(
          (UDF1<String, byte[]>) old -> old == null ? null : IdentityHash.version5("id:" + old),
          DataTypes.BinaryType);

  private DerivedConnections() {}

  /** Whether the id of a message that stands was made from an old id: only such ones count. */
  public static Column hasOldId(Column id, Column legacyId) {
    return coalesce(id.equalTo(MADE_ID.apply(legacyId)), lit(false));
  }

  /** The id of the connection between two agents, in the order of their ids. */
  public static String id(String first, String second) {
    return ID_PREFIX + first + "|" + second;
  }

  /** Whether a row of a target was derived: by its type and by the form of its id. */
  public static boolean isDerived(TargetTable table, RowValues row) {
    if (!table.name().equals(TABLE)) {
      return false;
    }
    int type = table.ordinal(TYPE_COLUMN);
    int id = table.ordinal(ID_COLUMN);
    return !row.isNull(type)
        && !row.isNull(id)
        && new String(row.bytes(type), java.nio.charset.StandardCharsets.UTF_8).equals(TYPE)
        && new String(row.bytes(id), java.nio.charset.StandardCharsets.UTF_8).startsWith(ID_PREFIX);
  }
}
