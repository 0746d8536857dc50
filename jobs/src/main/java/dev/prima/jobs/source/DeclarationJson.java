package dev.prima.jobs.source;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.TableDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What tables of a schema declare, in {@code work/sources.json}: all but their sequence. */
final class DeclarationJson {
  private DeclarationJson() {}

  static JsonObject write(TableDeclaration declaration) {
    List<JsonValue> defaults =
        declaration.defaults().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> (JsonValue) JsonValue.ofStrings(List.of(e.getKey(), e.getValue())))
            .toList();
    return JsonObject.builder()
        .put("sqls", JsonValue.ofStrings(declaration.sqls()))
        .put("defaults", new JsonArray(defaults))
        .put(
            "references",
            new JsonArray(declaration.references().stream().map(DeclarationJson::write).toList()))
        .put("rowidAlias", declaration.rowidAlias())
        .put("keyNulls", declaration.keyNulls())
        .put("triggers", JsonValue.ofStrings(declaration.triggers()))
        .build();
  }

  static TableDeclaration read(JsonObject json) {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (JsonValue each : json.get("defaults").asArray()) {
      List<JsonValue> pair = each.asArray();
      defaults.put(pair.get(0).asString(), pair.get(1).asString());
    }
    return new TableDeclaration(
        SourceList.strings(json, "sqls"),
        defaults,
        json.get("references").asArray().stream().map(r -> reference(r.asObject())).toList(),
        json.get("rowidAlias").asBoolean(),
        0,
        json.get("keyNulls").asBoolean(),
        SourceList.strings(json, "triggers"),
        List.of());
  }

  private static JsonValue write(SourceReference reference) {
    return JsonObject.builder()
        .put("columns", JsonValue.ofStrings(reference.columns()))
        .put("parent", reference.parent())
        .put("parentColumns", JsonValue.ofStrings(reference.parentColumns()))
        .put("onDelete", reference.onDelete())
        .put("onUpdate", reference.onUpdate())
        .build();
  }

  private static SourceReference reference(JsonObject json) {
    return new SourceReference(
        SourceList.strings(json, "columns"),
        json.get("parent").asString(),
        SourceList.strings(json, "parentColumns"),
        json.get("onDelete").asString(),
        json.get("onUpdate").asString());
  }
}
