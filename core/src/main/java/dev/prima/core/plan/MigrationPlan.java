package dev.prima.core.plan;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration would do, in the shape of {@code plan.json} (schema version 1). Immutable.
 *
 * @param runId of the run that made it
 * @param tool its version
 * @param sharding what the shard map is worth, as {@code report.json} has it; null where there is
 *     none
 */
public record MigrationPlan(
    String runId,
    String tool,
    Basis basis,
    List<TableForecast> tables,
    List<StoreDdl> ddl,
    Needs needs,
    @Nullable JsonObject sharding,
    List<LargePartition> largePartitions,
    Verdict verdict) {
  public static final int SCHEMA_VERSION = 1;

  public MigrationPlan {
    tables = List.copyOf(tables);
    ddl = List.copyOf(ddl);
    largePartitions = List.copyOf(largePartitions);
  }

  /**
   * @param blocks what would stop a migration, a sentence each
   * @param looks what deserves a look and stops nothing
   */
  public record Verdict(List<String> blocks, List<String> looks) {
    public Verdict {
      blocks = List.copyOf(blocks);
      looks = List.copyOf(looks);
    }
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("schemaVersion", SCHEMA_VERSION)
        .put("runId", runId)
        .put("tool", JsonObject.builder().put("version", tool).build())
        .put("basis", basis.toJson())
        .put("tables", PlanMembers.array(tables, TableForecast::toJson))
        .put("ddl", PlanMembers.array(ddl, StoreDdl::toJson))
        .put("steps", PlanMembers.array(needs.steps(), Needs.StepTime::toJson))
        .put("disk", PlanMembers.array(needs.rooms(), Needs.Room::toJson))
        .put("sharding", sharding == null ? JsonValue.JsonNull.NULL : sharding)
        .put("largePartitions", PlanMembers.array(largePartitions, LargePartition::toJson))
        .put("blocks", JsonValue.ofStrings(verdict.blocks))
        .put("looks", JsonValue.ofStrings(verdict.looks))
        .build();
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @throws dev.prima.core.json.JsonException if it is no JSON or no plan
   * @throws IllegalArgumentException if it is of another schema version
   */
  public static MigrationPlan parse(String text) {
    return from(Json.parse(text).asObject());
  }

  public static MigrationPlan from(JsonObject json) {
    if (json.get("schemaVersion").asLong() != SCHEMA_VERSION) {
      throw new IllegalArgumentException("schemaVersion " + SCHEMA_VERSION + " is expected");
    }
    JsonValue sharding = json.find("sharding");
    return new MigrationPlan(
        json.get("runId").asString(),
        json.get("tool").asObject().get("version").asString(),
        Basis.from(json.get("basis").asObject()),
        PlanMembers.list(json, "tables", TableForecast::from),
        PlanMembers.list(json, "ddl", StoreDdl::from),
        new Needs(
            PlanMembers.list(json, "steps", Needs.StepTime::from),
            PlanMembers.list(json, "disk", Needs.Room::from)),
        sharding == null ? null : sharding.asObject(),
        PlanMembers.list(json, "largePartitions", LargePartition::from),
        new Verdict(PlanMembers.texts(json, "blocks"), PlanMembers.texts(json, "looks")));
  }
}
