package dev.prima.jobs.repair;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.mapping.ColumnType;
import dev.prima.jobs.cassandra.CanonicalRowReader;
import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraError;
import dev.prima.jobs.cassandra.CqlType;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.repair.RowChange.Standing;
import dev.prima.jobs.resolve.SupersededLines;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes of rows of the global store. Done again with the same write time they change nothing
 * more. Not thread-safe.
 */
final class GlobalChanges implements AutoCloseable {
  private final CassandraCluster cluster;
  private final CqlSession session;
  private long newest;

  GlobalChanges(CassandraCluster cluster) {
    this.cluster = cluster;
    session = cluster.session();
  }

  /**
   * The newest write time of any row that was looked at, in microseconds; 0 where there is none.
   */
  long newest() {
    return newest;
  }

  /** Whether all rows of a change stand as they did before it, or as they do after it. */
  boolean stands(GlobalTable table, RowChange change) {
    Map<List<Object>, @Nullable JsonObject> before = new LinkedHashMap<>();
    Map<List<Object>, @Nullable JsonObject> after = new LinkedHashMap<>();
    note(table, change.before(), before, after);
    note(table, change.after(), after, before);
    boolean same = true;
    for (Map.Entry<List<Object>, @Nullable JsonObject> entry : before.entrySet()) {
      String now = text(standing(table, entry.getKey()));
      same &= now.equals(text(entry.getValue())) || now.equals(text(after.get(entry.getKey())));
    }
    return same;
  }

  private static void note(
      GlobalTable table,
      @Nullable Standing row,
      Map<List<Object>, @Nullable JsonObject> there,
      Map<List<Object>, @Nullable JsonObject> elsewhere) {
    if (row != null) {
      List<Object> key = values(table, table.key(), row.row());
      there.put(key, row.row());
      elsewhere.putIfAbsent(key, null);
    }
  }

  private static String text(@Nullable JsonObject row) {
    return row == null ? "" : Json.canonical(Json.write(row));
  }

  private @Nullable JsonObject standing(GlobalTable table, List<Object> key) {
    List<String> plain =
        table.columns().stream()
            .map(GlobalTable.Column::name)
            .filter(c -> !table.key().contains(c))
            .toList();
    String times =
        plain.stream().map(c -> ", writetime(" + quoted(c) + ")").collect(Collectors.joining());
    Row row =
        doing(
            () ->
                session
                    .execute(
                        SimpleStatement.newInstance(
                            "SELECT "
                                + list(names(table))
                                + times
                                + " FROM "
                                + qualified(table)
                                + where(table),
                            key.toArray()))
                    .one());
    if (row == null) {
      return null;
    }
    for (int i = 0; i < plain.size(); i++) {
      int at = table.columns().size() + i;
      newest = Math.max(newest, row.isNull(at) ? 0 : row.getLong(at));
    }
    org.apache.spark.sql.Row read = new CanonicalRowReader(table.columns()).read(row);
    JsonObject.Builder image = JsonObject.builder();
    for (int c = 0; c < table.columns().size(); c++) {
      Object value = read.get(c);
      if (value != null) {
        CqlType type = table.columns().get(c).type();
        image.put(
            table.columns().get(c).name(),
            SupersededLines.json(
                type(type), value instanceof Integer number ? number.longValue() : value));
      }
    }
    return image.build();
  }

  /**
   * Makes a change.
   *
   * @param timeMicros of what is put there; removals are one older
   */
  void make(GlobalTable table, RowChange change, long timeMicros) {
    Standing before = change.before();
    if (before != null) {
      execute(
          "DELETE FROM " + qualified(table) + " USING TIMESTAMP " + (timeMicros - 1) + where(table),
          values(table, table.key(), before.row()));
    }
    Standing after = change.after();
    if (after != null) {
      List<String> given = names(table).stream().filter(c -> after.row().find(c) != null).toList();
      execute(
          "INSERT INTO "
              + qualified(table)
              + " ("
              + list(given)
              + ") VALUES ("
              + given.stream().map(c -> "?").collect(Collectors.joining(", "))
              + ") USING TIMESTAMP "
              + timeMicros,
          values(table, given, after.row()));
    }
  }

  private void execute(String statement, List<Object> values) {
    doing(() -> session.execute(SimpleStatement.newInstance(statement, values.toArray())));
  }

  private <T> @Nullable T doing(Supplier<@Nullable T> work) {
    try {
      return work.get();
    } catch (DriverException e) {
      throw new PrimaException(
          CassandraError.WRITE_FAILED,
          "Rows of keyspace "
              + cluster.keyspace().name()
              + " could not be repaired: "
              + e.getMessage()
              + ". Give the same command again when the cluster is well",
          e);
    }
  }

  private static List<String> names(GlobalTable table) {
    return table.columns().stream().map(GlobalTable.Column::name).toList();
  }

  private String qualified(GlobalTable table) {
    return quoted(cluster.keyspace().name()) + "." + quoted(table.name());
  }

  private static String where(GlobalTable table) {
    return table.key().stream()
        .map(k -> quoted(k) + " = ?")
        .collect(Collectors.joining(" AND ", " WHERE ", ""));
  }

  private static String list(List<String> columns) {
    return columns.stream().map(GlobalChanges::quoted).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return CqlIdentifier.fromInternal(name).asCql(true);
  }

  private static List<Object> values(GlobalTable table, List<String> columns, JsonObject row) {
    List<Object> values = new ArrayList<>();
    for (String name : columns) {
      GlobalTable.Column column =
          table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
      values.add(value(column.type(), row.get(name)));
    }
    return values;
  }

  /** In the form in which the driver takes it. */
  private static Object value(CqlType type, JsonValue json) {
    Object value = SupersededLines.parse(type(type), json);
    return switch (type) {
      case INT -> Math.toIntExact((Long) value);
      case TIMESTAMP -> Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
      case BLOB -> ByteBuffer.wrap((byte[]) value);
      case UUID -> StandingColumns.uuid((byte[]) value);
      default -> Objects.requireNonNull(value);
    };
  }

  private static ColumnType type(CqlType type) {
    return switch (type) {
      case BIGINT, INT -> ColumnType.BIGINT;
      case DOUBLE -> ColumnType.DOUBLE;
      case BOOLEAN -> ColumnType.BOOLEAN;
      case TIMESTAMP -> ColumnType.TIMESTAMPTZ;
      case TEXT -> ColumnType.TEXT;
      case BLOB -> ColumnType.BYTEA;
      case UUID -> ColumnType.UUID;
    };
  }

  @Override
  public void close() {
    session.close();
  }
}
