package dev.prima.jobs.resolve;

import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;

/** Tells connections that were derived from messages from those that a source holds. */
public final class DerivedConnections {
  /** The canonical name of the table that takes them. */
  public static final String TABLE = "connections";

  /** The {@code connection_type} of every derived connection. */
  public static final String TYPE = "derived";

  private static final String TYPE_COLUMN = "connection_type";
  private static final String ID_COLUMN = "connection_id";
  private static final String ID_PREFIX = "derived:";

  private DerivedConnections() {}

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
