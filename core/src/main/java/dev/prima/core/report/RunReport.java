package dev.prima.core.report;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonException;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.plan.Foretold;
import dev.prima.core.plan.MigrationPlan;
import dev.prima.core.run.Books;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one run, in the shape of {@code report.json} (DESIGN.md, schema version 1).
 * What a run that failed does not know yet is null or empty. Immutable; equal text for equal
 * content, in a stable order.
 *
 * @param steps in the order in which they ran
 */
public record RunReport(
    RunFacts run,
    RunEnd end,
    Environment environment,
    List<SourceReport> sources,
    List<TableReport> tables,
    Findings findings,
    List<StepReport> steps,
    Remarks remarks,
    Forecast forecast) {

  public static final int SCHEMA_VERSION = 1;

  public RunReport {
    sources = List.copyOf(sources);
    tables = List.copyOf(tables);
    steps = List.copyOf(steps);
  }

  /** Of a run that foretells nothing. */
  public RunReport(
      RunFacts run,
      RunEnd end,
      Environment environment,
      List<SourceReport> sources,
      List<TableReport> tables,
      Findings findings,
      List<StepReport> steps,
      Remarks remarks) {
    this(run, end, environment, sources, tables, findings, steps, remarks, Forecast.NONE);
  }

  /**
   * @param plan of a dry run; null of others
   * @param foretold beside what was done, of a migration that made a plan; null of others
   */
  public record Forecast(@Nullable MigrationPlan plan, @Nullable Foretold foretold) {
    public static final Forecast NONE = new Forecast(null, null);

    private void write(JsonObject.Builder json) {
      if (plan != null) {
        json.put("plan", plan.toJson());
      }
      if (foretold != null) {
        json.put("foretold", foretold.toJson());
      }
    }

    private static Forecast from(JsonObject json) {
      JsonValue plan = json.find("plan");
      JsonValue foretold = json.find("foretold");
      return new Forecast(
          plan == null ? null : MigrationPlan.from(plan.asObject()),
          foretold == null ? null : Foretold.from(foretold.asObject()));
    }
  }

  /** What the resharding, the coherence and the reconciliation came to; null where not done. */
  public record Findings(
      @Nullable ShardingReport sharding,
      @Nullable CoherenceReport coherence,
      @Nullable ReconciliationReport reconciliation) {
    public static final Findings NONE = new Findings(null, null, null);
  }

  /** The books of all tables added up. */
  public Books totals() {
    return Books.total("all tables", tables.stream().map(TableReport::books).toList());
  }

  public JsonObject toJsonTree() {
    JsonObject.Builder json = JsonObject.builder().put("schemaVersion", SCHEMA_VERSION);
    run.write(json);
    end.write(json, run);
    environment.write(json);
    json.put("sources", array(sources.stream().map(SourceReport::toJson).toList()))
        .put("tables", array(tables.stream().map(table -> table.toJson(run)).toList()));
    put(json, "sharding", findings.sharding == null ? null : findings.sharding.toJson());
    put(json, "coherence", findings.coherence == null ? null : findings.coherence.toJson());
    put(
        json,
        "reconciliation",
        findings.reconciliation == null ? null : findings.reconciliation.toJson());
    json.put("steps", array(steps.stream().map(StepReport::toJson).toList()));
    remarks.write(json);
    forecast.write(json);
    return json.build();
  }

  /** {@code report.json}: indented, with a line feed at the end. */
  public String toJson() {
    return Json.pretty(toJsonTree());
  }

  /**
   * Reads what {@link #toJson()} wrote; members that it does not know are passed over.
   *
   * @throws JsonException if the text is not JSON, or no report of this schema version
   */
  public static RunReport fromJson(CharSequence text) {
    JsonObject json = Json.parse(text).asObject();
    long version = json.get("schemaVersion").asLong();
    if (version != SCHEMA_VERSION) {
      throw new IllegalArgumentException(
          "schemaVersion is " + version + ", this program reads " + SCHEMA_VERSION);
    }
    RunFacts run = RunFacts.from(json);
    JsonValue sharding = json.find("sharding");
    JsonValue coherence = json.find("coherence");
    JsonValue reconciliation = json.find("reconciliation");
    return new RunReport(
        run,
        RunEnd.from(json),
        Environment.from(json),
        objects(json, "sources").stream().map(SourceReport::from).toList(),
        objects(json, "tables").stream().map(table -> TableReport.from(table, run)).toList(),
        new Findings(
            sharding == null ? null : ShardingReport.from(sharding.asObject()),
            coherence == null ? null : CoherenceReport.from(coherence.asObject()),
            reconciliation == null ? null : ReconciliationReport.from(reconciliation.asObject())),
        objects(json, "steps").stream().map(StepReport::from).toList(),
        Remarks.from(json),
        Forecast.from(json));
  }

  private static void put(JsonObject.Builder json, String name, @Nullable JsonValue value) {
    json.put(name, value == null ? JsonValue.JsonNull.NULL : value);
  }

  static JsonValue array(List<? extends JsonValue> values) {
    return new JsonArray(List.copyOf(values));
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    JsonValue value = json.find(name);
    return value == null ? List.of() : value.asArray().stream().map(JsonValue::asObject).toList();
  }
}
