package dev.prima.jobs.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what stands on a node from the server's own tables. Uses the connection it is given. */
final class PostgresCatalog implements StandingCatalog {
  private final Connection connection;

  PostgresCatalog(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param comment its comment, null for none
   * @param objects how many objects it has
   */
  record SchemaState(boolean exists, @Nullable String comment, long objects) {
    static final SchemaState ABSENT = new SchemaState(false, null, 0);
  }

  /**
   * A table that holds rows itself: one without partitions, or a partition.
   *
   * @param rows as the server estimates them, -1 where it never looked
   */
  record Leaf(
      long oid, String schema, String name, long bytes, double rows, long pages, boolean quiet) {
    /** One that will be made, with autovacuum off. */
    static Leaf fresh(String schema, String name) {
      return new Leaf(0, schema, name, 0, -1, 0, true);
    }

    /** This with autovacuum off. */
    Leaf quieted() {
      return new Leaf(oid, schema, name, bytes, rows, pages, true);
    }

    String qualified() {
      return SqlName.quote(schema, name);
    }
  }

  record IndexState(
      List<String> columns, boolean primary, boolean unique, boolean constraint, boolean nullsOne) {
    /** The index that a key's own statement makes. */
    static IndexState of(TableKey key) {
      return new IndexState(
          key.columns(),
          key.kind() == TableKey.Kind.PRIMARY,
          key.unique(),
          key.constraint(),
          key.kind() == TableKey.Kind.UNIQUE);
    }

    boolean satisfies(TableKey key) {
      return columns.equals(key.columns())
          && switch (key.kind()) {
            // A table whose rows once lacked a part of the key has a unique constraint instead.
            case PRIMARY -> primary || unique && constraint && !nullsOne;
            case UNIQUE -> unique && constraint && nullsOne;
            case UNIQUE_INDEX -> unique;
            case INDEX -> true;
          };
    }
  }

  @Override
  public SchemaState schema(String name) throws SQLException {
    String sql =
        "SELECT obj_description(n.oid, 'pg_namespace'), (SELECT count(*) FROM pg_depend d"
            + " WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid)"
            + " FROM pg_namespace n WHERE n.nspname = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new SchemaState(true, row.getString(1), row.getLong(2))
            : SchemaState.ABSENT;
      }
    }
  }

  @Override
  public Set<String> tables(String schema) throws SQLException {
    String sql =
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relkind IN ('r', 'p')";
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
    }
    return tables;
  }

  @Override
  public Map<String, String> columns(String schema, String table) throws SQLException {
    String sql =
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            + " WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped"
            + " ORDER BY a.attnum";
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SqlName.quote(schema, table));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), row.getString(2));
        }
      }
    }
    return columns;
  }

  @Override
  public Map<String, String> comments(String schema, String table) throws SQLException {
    Map<String, String> comments = new LinkedHashMap<>();
    each(
        "SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a"
            + " WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped"
            + " AND col_description(a.attrelid, a.attnum) IS NOT NULL",
        SqlName.quote(schema, table),
        row -> comments.put(row.getString(1), row.getString(2)));
    return comments;
  }

  @Override
  public boolean isEmpty(PostgresTable table, PostgresTable.Column column) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM "
                    + table.qualified()
                    + " WHERE "
                    + column.quoted()
                    + " IS NOT NULL)")) {
      row.next();
      return !row.getBoolean(1);
    }
  }

  @Override
  public List<Widening.Dependent> dependents(PostgresTable table, PostgresTable.Column column)
      throws SQLException {
    List<Widening.Dependent> dependents = new ArrayList<>();
    String sql =
        "SELECT CASE WHEN d.classid = 'pg_attrdef'::regclass AND f.adnum = a.attnum AND"
            + " a.attgenerated = '' THEN 'DEFAULT' WHEN x.contype = 'c' THEN 'CHECK'"
            + " WHEN i.indexrelid IS NOT NULL AND NOT i.indisunique THEN 'INDEX' ELSE 'OTHER' END,"
            + " coalesce(x.conname, c.relname, ''),"
            + " pg_describe_object(d.classid, d.objid, d.objsubid)"
            + " FROM pg_attribute a JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass"
            + " AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum"
            + " LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid"
            + " LEFT JOIN pg_constraint x ON d.classid = 'pg_constraint'::regclass"
            + " AND x.oid = d.objid"
            + " LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"
            + " LEFT JOIN pg_index i ON i.indexrelid = c.oid"
            + " WHERE a.attrelid = to_regclass(?) AND a.attname = "
            + SqlName.literal(column.name())
            + " AND x.contype IS DISTINCT FROM 'n' ORDER BY 1, 2";
    each(
        sql,
        table.qualified(),
        row ->
            dependents.add(
                new Widening.Dependent(
                    Widening.Dependent.Kind.valueOf(row.getString(1)),
                    row.getString(2),
                    row.getString(3))));
    return dependents;
  }

  @Override
  public List<Leaf> leaves(String schema, String table) throws SQLException {
    String sql =
        "SELECT c.oid, n.nspname, c.relname, pg_relation_size(c.oid), c.reltuples, c.relpages,"
            + " coalesce(array_to_string(c.reloptions, ',') ~ 'autovacuum_enabled=(false|off)', false)"
            // By their ids, for to look at all of ten thousand tables for each of them takes
            // minutes.
            + " FROM (SELECT to_regclass(?)::oid AS id"
            + " UNION SELECT relid FROM pg_partition_tree(to_regclass(?))) leaf"
            + " JOIN pg_class c ON c.oid = leaf.id JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind = 'r' ORDER BY c.relname COLLATE \"C\"";
    List<Leaf> leaves = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SqlName.quote(schema, table));
      query.setString(2, SqlName.quote(schema, table));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          leaves.add(
              new Leaf(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getLong(4),
                  row.getDouble(5),
                  row.getLong(6),
                  row.getBoolean(7)));
        }
      }
    }
    return leaves;
  }

  @Override
  public String comment(String schema, String table, String column) throws SQLException {
    String sql =
        "SELECT col_description(a.attrelid, a.attnum) FROM pg_attribute a JOIN pg_class c ON"
            + " c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ? AND a.attname = ? AND NOT a.attisdropped";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, schema);
      query.setString(2, table);
      query.setString(3, column);
      try (ResultSet row = query.executeQuery()) {
        String comment = row.next() ? row.getString(1) : null;
        return comment == null ? "" : comment;
      }
    }
  }

  @Override
  public Map<String, List<IndexState>> indexes(String schema) throws SQLException {
    String sql =
        "SELECT c.relname, ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, o)"
            + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.o),"
            + " i.indisprimary, i.indisunique, i.indnullsnotdistinct,"
            + " EXISTS (SELECT 1 FROM pg_constraint x WHERE x.conindid = i.indexrelid"
            + " AND x.contype IN ('p', 'u'))"
            + " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL";
    Map<String, List<IndexState>> indexes = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Array names = row.getArray(2);
          indexes
              .computeIfAbsent(row.getString(1), t -> new ArrayList<>())
              .add(
                  new IndexState(
                      List.copyOf(Arrays.asList((String[]) names.getArray())),
                      row.getBoolean(3),
                      row.getBoolean(4),
                      row.getBoolean(6),
                      row.getBoolean(5)));
        }
      }
    }
    return indexes;
  }

  @Override
  public SchemaObjects objects(String schema) throws SQLException {
    Map<String, String> owners = new LinkedHashMap<>();
    String relations =
        "SELECT c.relname, CASE WHEN i.indisprimary THEN c.relname ELSE coalesce(t.relname,"
            + " c.relname) END FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " LEFT JOIN pg_index i ON i.indexrelid = c.oid"
            + " LEFT JOIN pg_class t ON t.oid = i.indrelid WHERE n.nspname = ?";
    each(relations, schema, row -> owners.put(row.getString(1), row.getString(2)));
    List<SchemaObjects.Constraint> constraints = new ArrayList<>();
    each(
        "SELECT t.relname, x.conname, coalesce(p.relname, ''), x.convalidated,"
            + " regexp_replace(pg_get_constraintdef(x.oid), ' NOT VALID$', '')"
            + " FROM pg_constraint x JOIN pg_class t ON t.oid = x.conrelid"
            + " JOIN pg_namespace n ON n.oid = t.relnamespace"
            + " LEFT JOIN pg_class p ON p.oid = x.confrelid"
            + " WHERE n.nspname = ? AND x.contype IN ('c', 'f') ORDER BY 1, 2",
        schema,
        row ->
            constraints.add(
                new SchemaObjects.Constraint(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getString(5))));
    List<SchemaObjects.Constraint> aside = new ArrayList<>();
    if (tables(PostgresTable.OWN_SCHEMA).contains("set_aside")) {
      each(
          "SELECT table_name, constraint_name, definition FROM prima.set_aside"
              + " WHERE ? = 'legacy' ORDER BY 1, 2",
          schema,
          row ->
              aside.add(
                  new SchemaObjects.Constraint(
                      row.getString(1), row.getString(2), "", true, row.getString(3))));
    }
    Set<String> computed = new HashSet<>();
    Set<String> required = new HashSet<>();
    Set<String> keyed = new HashSet<>();
    each(
        "SELECT c.relname, a.attname, a.atthasdef OR a.attidentity <> '', a.attnotnull,"
            + " EXISTS (SELECT 1 FROM pg_constraint x WHERE x.conrelid = c.oid AND x.contype = 'p'"
            + " AND a.attnum = ANY (x.conkey)) FROM pg_attribute a JOIN pg_class c ON c.oid ="
            + " a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ?"
            + " AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped",
        schema,
        row -> {
          String column = SchemaObjects.column(row.getString(1), row.getString(2));
          if (row.getBoolean(3)) {
            computed.add(column);
          }
          if (row.getBoolean(4)) {
            required.add(column);
          }
          if (row.getBoolean(5)) {
            keyed.add(column);
          }
        });
    return new SchemaObjects(owners, constraints, aside, computed, required, keyed);
  }

  private interface EachRow {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, String parameter, EachRow taker) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          taker.take(row);
        }
      }
    }
  }

  @Override
  public Set<YearMonth> months(PostgresTable table) throws SQLException {
    String column = PostgresDdl.month(table);
    Set<YearMonth> months = new HashSet<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT DISTINCT extract(year FROM "
                    + column
                    + " AT TIME ZONE 'UTC')::int, extract(month FROM "
                    + column
                    + " AT TIME ZONE 'UTC')::int FROM "
                    + SqlName.quote(table.schema(), PostgresDdl.defaultName(table))
                    + " WHERE isfinite("
                    + column
                    + ")")) {
      while (row.next()) {
        // The server has a year -1 but no year 0; neither is ever a partition's.
        months.add(YearMonth.of(row.getInt(1), row.getInt(2)));
      }
    }
    return months;
  }
}
