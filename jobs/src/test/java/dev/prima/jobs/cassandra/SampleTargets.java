package dev.prima.jobs.cassandra;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.Clustering;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import java.util.List;

/** The global tables of the contract, made by hand, with a column of every type among them. */
public final class SampleTargets {
  public static final TargetTable AGENTS =
      target(
          "agents",
          List.of(
              text("agent_id"),
              text("primary_harmony"),
              column("coherence_level", ColumnType.DOUBLE),
              column("love_resonance", ColumnType.DOUBLE),
              text("status")),
          new GlobalShape(
              "agent_directory",
              List.of("agent_id"),
              List.of(),
              List.of(),
              false,
              List.of(
                  same("agent_id"),
                  new GlobalColumn("region_id", new Origin.Region()),
                  new GlobalColumn("shard_id", new Origin.Shard()),
                  same("primary_harmony"),
                  same("coherence_level"),
                  same("love_resonance"),
                  same("status"))));

  public static final TargetTable CRYSTALS =
      target(
          "wisdom_crystals",
          List.of(
              text("crystal_id"),
              column("formed_at", ColumnType.TIMESTAMPTZ),
              text("insight_content"),
              column("contributing_agents", ColumnType.JSONB),
              column("wisdom_score", ColumnType.DOUBLE)),
          new GlobalShape(
              "wisdom_crystals",
              List.of("crystal_id"),
              List.of(),
              List.of(),
              false,
              List.of(
                  same("crystal_id"),
                  same("formed_at"),
                  same("insight_content"),
                  same("contributing_agents"),
                  same("wisdom_score"))));

  public static final TargetTable SPORES =
      target(
          "spores",
          List.of(
              text("spore_id"),
              column("created_at", ColumnType.TIMESTAMPTZ),
              text("content"),
              column("propagation_count", ColumnType.BIGINT),
              column("seen_agents_bloom", ColumnType.BYTEA),
              column("alive", ColumnType.BOOLEAN),
              column("made_id", ColumnType.UUID)),
          new GlobalShape(
              "spores",
              List.of("spore_id"),
              List.of(),
              List.of(),
              false,
              List.of(
                  same("spore_id"),
                  same("created_at"),
                  same("content"),
                  same("propagation_count"),
                  same("seen_agents_bloom"),
                  same("alive"),
                  same("made_id"))));

  public static final TargetTable MESSAGES =
      target(
          "messages",
          List.of(
              column("message_id", ColumnType.UUID),
              column("created_at", ColumnType.TIMESTAMPTZ),
              text("from_agent"),
              text("to_agent"),
              text("content"),
              column("processed", ColumnType.BOOLEAN)),
          new GlobalShape(
              "interactions",
              List.of("agent_id", "month"),
              List.of(new Clustering("at", true), new Clustering("message_id", false)),
              List.of("from_agent", "to_agent"),
              true,
              List.of(
                  new GlobalColumn("agent_id", new Origin.End()),
                  new GlobalColumn("month", new Origin.Month("created_at")),
                  new GlobalColumn("at", new Origin.KeyTime("created_at")),
                  same("message_id"),
                  new GlobalColumn("peer_id", new Origin.Peer()),
                  same("from_agent"),
                  same("content"),
                  same("processed"))));

  public static final TargetTable CONNECTIONS =
      pairs("connections", "connections_by_agent", "resonance_strength", true);

  public static final TargetTable ENTANGLEMENTS =
      pairs("quantum_entanglements", "entanglements_by_agent", "entanglement_strength", false);

  public static final TargetTable FIELD =
      target(
          "field_measurements",
          List.of(
              column("measurement_id", ColumnType.UUID),
              column("timestamp", ColumnType.TIMESTAMPTZ),
              column("coherence_level", ColumnType.DOUBLE)),
          new GlobalShape(
              "field_coherence",
              List.of("region_id", "day"),
              List.of(new Clustering("at", false), new Clustering("measurement_id", false)),
              List.of(),
              false,
              List.of(
                  new GlobalColumn("region_id", new Origin.Region()),
                  new GlobalColumn("day", new Origin.Day("timestamp")),
                  new GlobalColumn("at", new Origin.KeyTime("timestamp")),
                  same("measurement_id"),
                  same("coherence_level"))));

  public static final List<TargetTable> ALL =
      List.of(AGENTS, CRYSTALS, SPORES, MESSAGES, CONNECTIONS, ENTANGLEMENTS, FIELD);

  private SampleTargets() {}

  private static TargetTable pairs(
      String name, String globalName, String strength, boolean crossingOnly) {
    return target(
        name,
        List.of(
            text("id"), text("agent1_id"), text("agent2_id"), column(strength, ColumnType.DOUBLE)),
        new GlobalShape(
            globalName,
            List.of("agent_id"),
            List.of(new Clustering("peer_id", false)),
            List.of("agent1_id", "agent2_id"),
            crossingOnly,
            List.of(
                new GlobalColumn("agent_id", new Origin.End()),
                new GlobalColumn("peer_id", new Origin.Peer()),
                same("id"),
                same(strength))));
  }

  private static TargetTable target(String name, List<TargetColumn> columns, GlobalShape shape) {
    return new TargetTable(
        name,
        columns,
        new TargetKey(List.of(columns.get(0).name()), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new Stores(null, shape));
  }

  private static TargetColumn text(String name) {
    return column(name, ColumnType.TEXT);
  }

  private static TargetColumn column(String name, ColumnType type) {
    return new TargetColumn(name, type, false, true);
  }

  private static GlobalColumn same(String name) {
    return new GlobalColumn(name, new Origin.Column(name));
  }
}
