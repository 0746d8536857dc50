package dev.prima.jobs.source;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The sources of a run as {@code work/sources.json}, so that a resume works on the same ones. Each
 * schema stands there once; a table is its schema's number, its rows, least and greatest rowid, and
 * sequence.
 */
public final class SourceList {
  private SourceList() {}

  /** Writes the file whole or not at all. */
  public static void write(Path file, List<SourceFile> sources) throws IOException {
    Map<SourceTable, Integer> schemas = new LinkedHashMap<>();
    JsonArray files = new JsonArray(sources.stream().map(s -> json(s, schemas)).toList());
    JsonValue all =
        JsonObject.builder()
            .put("schemas", new JsonArray(schemas.keySet().stream().map(SourceList::json).toList()))
            .put("sources", files)
            .build();
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, Json.write(all));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public static List<SourceFile> read(Path file) throws IOException {
    JsonObject json = Json.parse(Files.readString(file)).asObject();
    List<SourceTable> schemas =
        json.get("schemas").asArray().stream().map(t -> schema(t.asObject())).toList();
    return json.get("sources").asArray().stream().map(s -> source(s.asObject(), schemas)).toList();
  }

  private static JsonValue json(SourceFile source, Map<SourceTable, Integer> schemas) {
    return JsonObject.builder()
        .put("index", source.index())
        .put("path", source.path())
        .put("bytes", source.bytes())
        .put("sha256", source.sha256())
        .put("snapshot", source.snapshot())
        .put("tables", new JsonArray(source.tables().stream().map(t -> json(t, schemas)).toList()))
        .put("others", JsonValue.ofStrings(source.others()))
        .put("lost", new JsonArray(source.lost().stream().map(SourceList::json).toList()))
        .put("waitMillis", source.waitMillis())
        .build();
  }

  private static SourceFile source(JsonObject json, List<SourceTable> schemas) {
    return new SourceFile(
        (int) json.get("index").asLong(),
        json.get("path").asString(),
        json.get("bytes").asLong(),
        json.get("sha256").asString(),
        json.get("snapshot").asString(),
        json.get("tables").asArray().stream().map(t -> table(t.asArray(), schemas)).toList(),
        strings(json, "others"),
        json.get("lost").asArray().stream().map(l -> lost(l.asObject())).toList(),
        json.get("waitMillis").asLong());
  }

  private static JsonValue json(LostRows lost) {
    JsonObject.Builder json = JsonObject.builder().put("table", lost.table());
    RowRange rowids = lost.rowids();
    if (rowids != null) {
      json.put("from", rowids.from()).put("to", rowids.to());
    }
    return json.put(
            "pages",
            new JsonArray(
                lost.pages().stream().map(p -> (JsonValue) JsonValue.of((long) p)).toList()))
        .put("pageCount", lost.pageCount())
        .build();
  }

  private static LostRows lost(JsonObject json) {
    Long from = json.findLong("from");
    return new LostRows(
        json.get("table").asString(),
        from == null ? null : new RowRange(from, json.get("to").asLong()),
        json.get("pages").asArray().stream().map(p -> (int) p.asLong()).toList(),
        (int) json.get("pageCount").asLong());
  }

  private static JsonValue json(SnapshotTable table, Map<SourceTable, Integer> schemas) {
    SourceTable plain = SharedSchemas.plain(table.table());
    Integer known = schemas.putIfAbsent(plain, schemas.size());
    long schema = known == null ? schemas.size() - 1 : known;
    return new JsonArray(
        LongStream.of(
                schema,
                table.rows(),
                table.minRowid(),
                table.maxRowid(),
                table.table().declaration().sequence())
            .<JsonValue>mapToObj(JsonValue::of)
            .toList());
  }

  private static SnapshotTable table(List<JsonValue> json, List<SourceTable> schemas) {
    SourceTable schema = schemas.get((int) json.get(0).asLong());
    return new SnapshotTable(
        SharedSchemas.withSequence(schema, json.get(4).asLong()),
        json.get(1).asLong(),
        json.get(2).asLong(),
        json.get(3).asLong());
  }

  private static JsonValue json(SourceTable schema) {
    return JsonObject.builder()
        .put("name", schema.name())
        .put("hasRowid", schema.hasRowid())
        .put("columns", new JsonArray(schema.columns().stream().map(SourceList::json).toList()))
        .put("indexes", new JsonArray(schema.indexes().stream().map(SourceList::json).toList()))
        .put("declaration", DeclarationJson.write(schema.declaration()))
        .build();
  }

  private static SourceTable schema(JsonObject json) {
    return new SourceTable(
        json.get("name").asString(),
        json.get("columns").asArray().stream().map(c -> column(c.asObject())).toList(),
        json.get("hasRowid").asBoolean(),
        json.get("indexes").asArray().stream().map(i -> index(i.asObject())).toList(),
        DeclarationJson.read(json.get("declaration").asObject()));
  }

  private static JsonValue json(SourceColumn column) {
    return JsonObject.builder()
        .put("name", column.name())
        .put("declaredType", column.declaredType())
        .put("notNull", column.notNull())
        .put("keyPosition", column.keyPosition())
        .put("generated", column.generated())
        .build();
  }

  private static SourceColumn column(JsonObject json) {
    return new SourceColumn(
        json.get("name").asString(),
        json.get("declaredType").asString(),
        json.get("notNull").asBoolean(),
        (int) json.get("keyPosition").asLong(),
        json.get("generated").asBoolean());
  }

  private static JsonValue json(SourceIndex index) {
    return JsonObject.builder()
        .put("name", index.name())
        .put("parts", new JsonArray(index.parts().stream().map(SourceList::json).toList()))
        .put("unique", index.unique())
        .put("constraint", index.constraint())
        .put("partial", index.partial())
        .put("sql", index.sql())
        .build();
  }

  private static SourceIndex index(JsonObject json) {
    return new SourceIndex(
        json.get("name").asString(),
        json.get("parts").asArray().stream().map(p -> part(p.asObject())).toList(),
        json.get("unique").asBoolean(),
        json.get("constraint").asBoolean(),
        json.get("partial").asBoolean(),
        json.get("sql").asString());
  }

  private static JsonValue json(SourceIndex.Part part) {
    return JsonObject.builder()
        .put("column", part.column())
        .put("descending", part.descending())
        .put("collation", part.collation())
        .build();
  }

  private static SourceIndex.Part part(JsonObject json) {
    return new SourceIndex.Part(
        json.get("column").asString(),
        json.get("descending").asBoolean(),
        json.get("collation").asString());
  }

  static List<String> strings(JsonObject json, String name) {
    return json.get(name).asArray().stream().map(JsonValue::asString).toList();
  }
}
