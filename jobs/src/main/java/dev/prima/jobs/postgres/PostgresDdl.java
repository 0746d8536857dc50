package dev.prima.jobs.postgres;

import dev.prima.core.mapping.PostgresShape;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that make our schemas and tables, as text. Decides nothing about what stands. */
final class PostgresDdl {
  /** The comment by which a schema is known as ours. */
  static final String MARK = "made by PRIMA Migrate, schema 1";

  private static final String SCOPE_MARK = "PRIMA Migrate, source.merge: ";

  /** Autovacuum in the middle of a load costs bursts of I/O; it is turned on again at the end. */
  private static final String QUIET = " WITH (autovacuum_enabled = false)";

  private PostgresDdl() {}

  static String schema(String schema) {
    return "CREATE SCHEMA " + SqlName.quote(schema);
  }

  static String mark(String schema) {
    return "COMMENT ON SCHEMA " + SqlName.quote(schema) + " IS " + SqlName.literal(MARK);
  }

  /** The tables in which a migration keeps its books on a node. */
  static List<String> books() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS "prima"."migration_ledger" (
          run_id text NOT NULL,
          table_name text NOT NULL,
          unit bigint NOT NULL,
          rows bigint NOT NULL DEFAULT 0,
          replaced bigint NOT NULL DEFAULT 0,
          superseded bigint NOT NULL DEFAULT 0,
          failed bigint NOT NULL DEFAULT 0,
          regions jsonb NOT NULL DEFAULT '{}',
          failures jsonb NOT NULL DEFAULT '[]',
          loaded_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (run_id, table_name, unit))""",
        """
        CREATE TABLE IF NOT EXISTS "prima"."migration_sources" (
          source_id int PRIMARY KEY,
          file text NOT NULL,
          sha256 text NOT NULL,
          profiles text NOT NULL,
          run_id text NOT NULL,
          first_seen timestamptz NOT NULL DEFAULT now(),
          UNIQUE (file, sha256))""",
        """
        CREATE TABLE IF NOT EXISTS "prima"."superseded" (
          table_name text NOT NULL,
          content_hash bytea NOT NULL,
          key text NOT NULL,
          source_id int NOT NULL,
          run_id text NOT NULL,
          superseded_at timestamptz NOT NULL DEFAULT now(),
          reason text NOT NULL CHECK (reason IN ('superseded', 'replaced')),
          row jsonb NOT NULL)""",
        // Where agents were before a run moved them, so that it can be undone; null where nobody
        // knew them yet.
        """
        CREATE TABLE IF NOT EXISTS "prima"."moved_agents" (
          run_id text NOT NULL,
          agent_id text COLLATE "C" NOT NULL,
          region_id text COLLATE "C",
          shard_id int,
          PRIMARY KEY (run_id, agent_id))""",
        // Checks and foreign keys that a load took away, until they are put back.
        """
        CREATE TABLE IF NOT EXISTS "prima"."set_aside" (
          table_name text NOT NULL,
          constraint_name text NOT NULL,
          definition text NOT NULL,
          PRIMARY KEY (table_name, constraint_name))""",
        // Equal rows that stand several times lose several times: the key tells them apart. Its
        // hash, for a key may be longer than an index takes.
        """
        CREATE UNIQUE INDEX IF NOT EXISTS "superseded_once"
          ON "prima"."superseded" (table_name, content_hash, md5(key))""");
  }

  static String table(PostgresTable table) {
    List<String> lines = new ArrayList<>();
    table.columns().forEach(c -> lines.add(column(c)));
    for (PostgresShape.Generated generated : table.shape().generated()) {
      lines.add(
          SqlName.quote(generated.name())
              + " "
              + generated.type()
              + " GENERATED ALWAYS AS ("
              + generated.expression()
              + ") STORED");
    }
    PostgresShape.Partitioning partitioning = table.shape().partitioning();
    String tail =
        switch (partitioning.by()) {
          case NOTHING -> QUIET;
          case SHARD -> " PARTITION BY LIST (\"shard_id\")";
          case MONTH -> " PARTITION BY RANGE (" + month(table) + ")";
        };
    return lines.stream()
        .collect(
            Collectors.joining(
                ",\n  ", "CREATE TABLE IF NOT EXISTS " + table.qualified() + " (\n  ", ")" + tail));
  }

  /** How far the keys of a table reach is known later by the comment on its lineage. */
  static List<String> scope(PostgresTable table) {
    String mark = scopeMark(table);
    return mark.isEmpty()
        ? List.of()
        : List.of(
            "COMMENT ON COLUMN "
                + table.qualified()
                + "."
                + table.lineage().quoted()
                + " IS "
                + SqlName.literal(mark));
  }

  /** Empty where a key is as in the sources. */
  static String scopeMark(PostgresTable table) {
    return switch (table.target().key().scope()) {
      case ALL_FILES -> "";
      case CONTENT -> SCOPE_MARK + "content";
      case EACH_FILE -> SCOPE_MARK + "separate";
    };
  }

  static boolean isScopeMark(String comment) {
    return comment.startsWith(SCOPE_MARK);
  }

  static String column(PostgresTable.Column column) {
    return nullable(column) + (column.notNull() ? " NOT NULL" : "");
  }

  private static String nullable(PostgresTable.Column column) {
    // Ids are compared byte by byte: a quarter cheaper, and the same on every server.
    boolean bytewise = column.key() && column.type().equals("text");
    return column.quoted() + " " + column.type() + (bytewise ? " COLLATE \"C\"" : "");
  }

  /** Says what a column of an unclaimed table holds, or takes away what was said. */
  static String comment(PostgresTable table, PostgresTable.Column column) {
    String text = table.landing(column).sql().comment(column.quoted());
    return "COMMENT ON COLUMN "
        + table.qualified()
        + "."
        + column.quoted()
        + " IS "
        + (text.isEmpty() ? "NULL" : SqlName.literal(text));
  }

  /** Of all columns of which there is something to say. */
  static List<String> comments(PostgresTable table) {
    return table.columns().stream()
        .filter(c -> table.tagged(c) && table.landing(c).byDeclaration())
        .map(c -> comment(table, c))
        .toList();
  }

  /** A column of a table that stands; it takes NULL. */
  static String addColumn(PostgresTable table, PostgresTable.Column column) {
    return "ALTER TABLE " + table.qualified() + " ADD COLUMN IF NOT EXISTS " + nullable(column);
  }

  /** The column, quoted, whose month decides. */
  static String month(PostgresTable table) {
    String column = table.shape().partitioning().month();
    if (column == null) {
      throw new IllegalArgumentException(table.title() + " is partitioned by the month of nothing");
    }
    return table.physical(List.of(column)).get(0).quoted();
  }

  static String partitionName(PostgresTable table, int shard) {
    return SqlName.fit(table.name() + "_s" + shard);
  }

  static String partitionName(PostgresTable table, YearMonth month) {
    return SqlName.fit(
        table.name() + String.format("_%04d_%02d", month.getYear(), month.getMonthValue()));
  }

  static String defaultName(PostgresTable table) {
    return SqlName.fit(table.name() + "_default");
  }

  static String partition(PostgresTable table, int shard) {
    return partition(table, partitionName(table, shard), "FOR VALUES IN (" + shard + ")");
  }

  static String partition(PostgresTable table, YearMonth month) {
    return partition(
        table,
        partitionName(table, month),
        "FOR VALUES FROM ('" + start(month) + "') TO ('" + start(month.plusMonths(1)) + "')");
  }

  static String defaultPartition(PostgresTable table) {
    return partition(table, defaultName(table), "DEFAULT");
  }

  private static String partition(PostgresTable table, String name, String bounds) {
    return "CREATE TABLE IF NOT EXISTS "
        + SqlName.quote(table.schema(), name)
        + " PARTITION OF "
        + table.qualified()
        + " "
        + bounds
        + QUIET;
  }

  private static String start(YearMonth month) {
    return month.atDay(1) + " 00:00:00+00";
  }
}
