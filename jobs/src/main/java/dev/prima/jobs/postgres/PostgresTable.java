package dev.prima.jobs.postgres;

import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A target table as it stands in PostgreSQL: names, types and keys of what is written and read.
 *
 * <p>Shape: the columns of the target table in their order, one of mixed classes as two (the value
 * as text, {@code NAME#class} beside it), then {@code region_id} and {@code shard_id} in schema
 * {@code prima}, then {@code source_id} ({@code prima_source_id} where the table has a column of
 * that name). Names that PostgreSQL cannot have (over 63 bytes, or those of its system columns) are
 * altered in a way that depends on the name alone.
 *
 * <p>Immutable.
 */
public final class PostgresTable implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String OWN_SCHEMA = "prima";
  private static final String REGION = "region_id";
  private static final String SHARD = "shard_id";
  private static final String SOURCE = "source_id";
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "xmin", "cmin", "xmax", "cmax", "tableoid");

  /** What a column of the server holds. */
  public enum Role {
    VALUE,
    /** The value of a column of mixed classes as text. */
    TAGGED_TEXT,
    /** The storage class of a value of such a column: integer, real, text or blob. */
    TAGGED_CLASS,
    REGION,
    SHARD,
    SOURCE
  }

  /**
   * @param name unquoted
   * @param type as DDL has it, without collation
   * @param ordinal of the target column, -1 for our own
   * @param key whether a key or an index has it, or the table is none of ours
   */
  public record Column(
      String name, String type, boolean notNull, Role role, int ordinal, boolean key)
      implements Serializable {
    String quoted() {
      return SqlName.quote(name);
    }
  }

  private final TargetTable target;
  private final PostgresShape shape;
  private final String name;
  private final List<Column> columns;

  public PostgresTable(TargetTable target) {
    this.target = target;
    shape =
        target
            .stores()
            .postgres()
            .orElseThrow(
                () -> new IllegalArgumentException(target.name() + " is not kept in PostgreSQL"));
    String prefix = shape.schema() + ".";
    name =
        SqlName.fit(
            target.name().startsWith(prefix)
                ? target.name().substring(prefix.length())
                : target.name());
    columns = List.copyOf(columnsOf());
  }

  private List<Column> columnsOf() {
    List<Column> all = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    Map<Integer, String> valueNames = new HashMap<>();
    for (int i = 0; i < target.columns().size(); i++) {
      valueNames.put(i, free(legal(target.columns().get(i).name()), taken));
    }
    Set<String> primary = Set.copyOf(shape.primaryKey());
    Set<String> keyed = keyed();
    for (int i = 0; i < target.columns().size(); i++) {
      TargetColumn column = target.columns().get(i);
      String columnName = valueNames.getOrDefault(i, column.name());
      boolean notNull = column.notNull() || primary.contains(column.name());
      // As in SQLite, texts of any table are ordered byte by byte.
      boolean key = keyed.contains(column.name()) || !regional();
      if (column.type() == ColumnType.TAGGED && !column.landed().equals(Landing.MIXED)) {
        String type = column.landed().sqlType();
        all.add(new Column(columnName, type, notNull, Role.VALUE, i, key));
      } else if (column.type() == ColumnType.TAGGED) {
        String tag = free(SqlName.fit(columnName + "#class"), taken);
        all.add(new Column(columnName, "text", notNull, Role.TAGGED_TEXT, i, key));
        all.add(new Column(tag, "text", notNull, Role.TAGGED_CLASS, i, key));
      } else {
        all.add(new Column(columnName, type(column.type()), notNull, Role.VALUE, i, key));
      }
    }
    if (regional()) {
      boolean needsShard =
          primary.contains(SHARD) || shape.partitioning().by() == PostgresShape.By.SHARD;
      all.add(new Column(free(REGION, taken), "text", false, Role.REGION, -1, false));
      all.add(new Column(free(SHARD, taken), "integer", needsShard, Role.SHARD, -1, false));
    }
    String source = taken.contains(SOURCE) ? free("prima_" + SOURCE, taken) : SOURCE;
    all.add(new Column(source, "integer", true, Role.SOURCE, -1, false));
    return all;
  }

  private Set<String> keyed() {
    Set<String> keyed = new HashSet<>(target.key().columns());
    keyed.addAll(shape.primaryKey());
    shape.unique().forEach(keyed::addAll);
    shape.indexes().forEach(i -> keyed.addAll(i.columns()));
    return keyed;
  }

  private static String legal(String column) {
    return SYSTEM_COLUMNS.contains(column) ? column + "_" : SqlName.fit(column);
  }

  private static String free(String wanted, Set<String> taken) {
    String free = wanted;
    while (!taken.add(free)) {
      free = SqlName.fit(free + "_");
    }
    return free;
  }

  /** How the values of a server's column stand that hold a tagged value. */
  public Landing landing(Column column) {
    return target.columns().get(column.ordinal()).landed();
  }

  /** Whether a server's column holds a tagged value, or its class. */
  public boolean tagged(Column column) {
    return column.ordinal() >= 0
        && target.columns().get(column.ordinal()).type() == ColumnType.TAGGED;
  }

  /** As {@code format_type} of the server writes it. */
  private static String type(ColumnType type) {
    return switch (type) {
      case BIGINT -> "bigint";
      case DOUBLE -> "double precision";
      case BOOLEAN -> "boolean";
      case TIMESTAMPTZ -> "timestamp with time zone";
      case TEXT, TAGGED -> "text";
      case JSONB -> "jsonb";
      case BYTEA -> "bytea";
      case UUID -> "uuid";
    };
  }

  public TargetTable target() {
    return target;
  }

  public PostgresShape shape() {
    return shape;
  }

  public String schema() {
    return shape.schema();
  }

  public String name() {
    return name;
  }

  /** Schema and name for people: {@code prima.agents}. */
  public String title() {
    return schema() + "." + name;
  }

  /** Schema and name, quoted. */
  public String qualified() {
    return SqlName.quote(schema(), name);
  }

  /** The name of a column, quoted. */
  public static String quoted(Column column) {
    return column.quoted();
  }

  /** Whether rows carry their region and shard. */
  public boolean regional() {
    return shape.schema().equals(OWN_SCHEMA);
  }

  /** What is written and read, without generated columns. */
  public List<Column> columns() {
    return columns;
  }

  /** The columns, quoted, with commas between them. */
  public String columnList() {
    return columnList("");
  }

  /**
   * @param alias of the table with a dot, or empty
   */
  public String columnList(String alias) {
    return columns.stream()
        .map(c -> isAbsent(c) ? "NULL::text AS " + c.quoted() : alias + c.quoted())
        .collect(Collectors.joining(", "));
  }

  private boolean isAbsent(Column column) {
    return tagged(column) && landing(column).equals(Landing.ABSENT);
  }

  /**
   * The server's columns for columns of the target table or our own, two for one of mixed classes.
   */
  public List<Column> physical(List<String> targetColumns) {
    List<Column> found = new ArrayList<>();
    for (String wanted : targetColumns) {
      int before = found.size();
      if (wanted.equals(PostgresShape.LINEAGE)) {
        found.add(lineage());
        continue;
      }
      for (Column column : columns) {
        boolean own = column.ordinal() < 0;
        if (own
            ? column.name().equals(wanted) && !target.has(wanted)
            : target.columns().get(column.ordinal()).name().equals(wanted)) {
          found.add(column);
        }
      }
      if (found.size() == before) {
        throw new IllegalArgumentException("No column " + wanted + " in " + title());
      }
    }
    return found;
  }

  /** The columns by which a row of the target is identified. */
  public List<Column> key() {
    List<Column> key = physical(target.key().columns());
    if (target.separate() && !key.isEmpty()) {
      key.add(lineage());
    }
    return key;
  }

  /** The column that says of a row which source it came from. */
  public Column lineage() {
    return columns.stream()
        .filter(c -> c.role() == Role.SOURCE)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(title() + " has no lineage"));
  }

  @Override
  public String toString() {
    return title();
  }
}
