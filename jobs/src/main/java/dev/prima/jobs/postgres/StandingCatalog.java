package dev.prima.jobs.postgres;

import dev.prima.jobs.postgres.PostgresCatalog.IndexState;
import dev.prima.jobs.postgres.PostgresCatalog.Leaf;
import dev.prima.jobs.postgres.PostgresCatalog.SchemaState;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands on a node, as far as it decides which statements it is given. */
interface StandingCatalog {
  /** Of a node on which nothing of ours stands. */
  StandingCatalog EMPTY =
      new StandingCatalog() {
        @Override
        public SchemaState schema(String name) {
          return SchemaState.ABSENT;
        }

        @Override
        public Set<String> tables(String schema) {
          return Set.of();
        }

        @Override
        public Map<String, String> columns(String schema, String table) {
          return Map.of();
        }

        @Override
        public String comment(String schema, String table, String column) {
          return "";
        }

        @Override
        public Map<String, String> comments(String schema, String table) {
          return Map.of();
        }

        @Override
        public boolean isEmpty(PostgresTable table, PostgresTable.Column column) {
          return true;
        }

        @Override
        public List<Widening.Dependent> dependents(
            PostgresTable table, PostgresTable.Column column) {
          return List.of();
        }

        @Override
        public List<Leaf> leaves(String schema, String table) {
          return List.of();
        }

        @Override
        public Map<String, List<IndexState>> indexes(String schema) {
          return Map.of();
        }

        @Override
        public SchemaObjects objects(String schema) {
          return SchemaObjects.NONE;
        }

        @Override
        public Set<YearMonth> months(PostgresTable table) {
          return Set.of();
        }
      };

  SchemaState schema(String name) throws SQLException;

  /** Names of tables in a schema. */
  Set<String> tables(String schema) throws SQLException;

  /** Columns with their types as {@code format_type} writes them; empty if there is no table. */
  Map<String, String> columns(String schema, String table) throws SQLException;

  /** The comment on a column; empty for none. */
  String comment(String schema, String table, String column) throws SQLException;

  /** Comments of those columns that have one. */
  Map<String, String> comments(String schema, String table) throws SQLException;

  /** Whether no row has a value in a column. */
  boolean isEmpty(PostgresTable table, PostgresTable.Column column) throws SQLException;

  /** What depends on a column. */
  List<Widening.Dependent> dependents(PostgresTable table, PostgresTable.Column column)
      throws SQLException;

  /** The tables that hold the rows of a table, by name; empty if there is no such table. */
  List<Leaf> leaves(String schema, String table) throws SQLException;

  /** Whole, valid indexes on columns, by the name of their table in this schema. */
  Map<String, List<IndexState>> indexes(String schema) throws SQLException;

  /** What stands in a schema beside columns and rows. */
  SchemaObjects objects(String schema) throws SQLException;

  /** Months (UTC) of rows in the default partition of a table that has one. */
  Set<YearMonth> months(PostgresTable table) throws SQLException;
}
