package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.PostgresShape.Generated;
import dev.prima.core.mapping.PostgresShape.Index;
import dev.prima.core.mapping.PostgresShape.Partitioning;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import java.util.List;

/** Small tables of each kind of placement, key and partitioning. */
final class TestTables {
  static final TargetTable AGENTS =
      new TargetTable(
          "agents",
          List.of(
              column("agent_id", ColumnType.TEXT, true),
              column("name", ColumnType.TEXT, false),
              column("love_resonance", ColumnType.DOUBLE, false)),
          new TargetKey(List.of("agent_id"), false, false),
          Precedence.NONE,
          new Placement.Distribute("agent_id"),
          new Stores(
              new PostgresShape(
                  "prima",
                  List.of("agent_id", "shard_id"),
                  List.of(),
                  List.of(new Index(List.of("love_resonance"), false)),
                  new Partitioning(By.SHARD, null),
                  List.of()),
              null));

  static final TargetTable CONNECTIONS =
      new TargetTable(
          "connections",
          List.of(
              column("connection_id", ColumnType.TEXT, true),
              column("agent1_id", ColumnType.TEXT, true),
              column("agent2_id", ColumnType.TEXT, true),
              column("insights", ColumnType.BIGINT, false)),
          new TargetKey(List.of("agent1_id", "agent2_id"), true, false),
          Precedence.NONE,
          new Placement.Follow("agent1_id"),
          new Stores(
              new PostgresShape(
                  "prima",
                  List.of("connection_id"),
                  List.of(List.of("agent1_id", "agent2_id")),
                  List.of(),
                  Partitioning.NONE,
                  List.of()),
              null));

  static final TargetTable MESSAGES =
      new TargetTable(
          "messages",
          List.of(
              column("message_id", ColumnType.UUID, true),
              column("legacy_id", ColumnType.TEXT, false),
              column("from_agent", ColumnType.TEXT, false),
              column("content", ColumnType.TEXT, false),
              column("created_at", ColumnType.TIMESTAMPTZ, false)),
          new TargetKey(List.of("message_id"), false, true),
          Precedence.NONE,
          new Placement.Follow("from_agent"),
          new Stores(
              new PostgresShape(
                  "prima",
                  List.of(),
                  List.of(List.of("message_id", "created_at")),
                  List.of(new Index(List.of("from_agent", "created_at"), false)),
                  new Partitioning(By.MONTH, "created_at"),
                  List.of(
                      new Generated(
                          "partition_key",
                          "bigint",
                          "(date_part('epoch', date_bin('1 hour', created_at, 'epoch') - 'epoch') / 3600)::bigint"))),
              null));

  static final TargetTable EVERYTHING =
      new TargetTable(
          "everything",
          List.of(
              column("id", ColumnType.BIGINT, true),
              column("real \"quoted\"", ColumnType.DOUBLE, false),
              column("truth", ColumnType.BOOLEAN, false),
              column("at", ColumnType.TIMESTAMPTZ, false),
              column("Text", ColumnType.TEXT, false),
              column("json", ColumnType.JSONB, false),
              column("raw", ColumnType.BYTEA, false),
              column("uuid", ColumnType.UUID, false),
              column("any", ColumnType.TAGGED, false),
              column("source_id", ColumnType.TEXT, false),
              column("xmin", ColumnType.TEXT, false)),
          new TargetKey(List.of("id"), false, false),
          Precedence.NONE,
          new Placement.LegacyRegion("Text"),
          new Stores(
              new PostgresShape(
                  "prima", List.of("id"), List.of(), List.of(), Partitioning.NONE, List.of()),
              null));

  static final TargetTable LEGACY =
      new TargetTable(
          "legacy.Größe der \"Dinge\"",
          List.of(
              column("id", ColumnType.TAGGED, false),
              column("code", ColumnType.BIGINT, false),
              column("payload", ColumnType.TAGGED, false)),
          new TargetKey(List.of("id"), false, false),
          Precedence.NONE,
          new Placement.Home(),
          new Stores(
              new PostgresShape(
                  "legacy",
                  List.of("id"),
                  List.of(),
                  List.of(new Index(List.of("code"), true)),
                  Partitioning.NONE,
                  List.of()),
              null));

  private TestTables() {}

  private static TargetColumn column(String name, ColumnType type, boolean notNull) {
    return new TargetColumn(name, type, notNull, true);
  }
}
