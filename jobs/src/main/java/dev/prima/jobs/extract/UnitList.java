package dev.prima.jobs.extract;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.staging.StagingLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The units of a run as {@code units.json} in the staging folder. */
final class UnitList {
  private final StagingLayout layout;
  private final List<PlannedTable> tables;
  private final Path file;

  UnitList(StagingLayout layout, List<PlannedTable> tables) {
    this.layout = layout;
    this.tables = tables;
    file = new Path(layout.base(), "units.json");
  }

  /** What an earlier attempt wrote; empty where there was none. */
  List<ExtractUnit> find() {
    Map<TableOfFile, PlannedTable> known = new HashMap<>();
    for (PlannedTable table : tables) {
      known.put(new TableOfFile(table.fileIndex(), table.sourceTable().name()), table);
    }
    return layout
        .find(file)
        .map(bytes -> Json.parse(new String(bytes, StandardCharsets.UTF_8)).asArray())
        .map(units -> units.stream().map(u -> unit(u.asObject(), known)).toList())
        .orElse(List.of());
  }

  void write(List<ExtractUnit> units) {
    JsonValue json = new JsonArray(units.stream().map(UnitList::json).toList());
    layout.replace(file, Json.pretty(json).getBytes(StandardCharsets.UTF_8));
  }

  private static JsonValue json(ExtractUnit unit) {
    return JsonObject.builder()
        .put("id", unit.id())
        .put("slices", new JsonArray(unit.slices().stream().map(UnitList::json).toList()))
        .build();
  }

  private static JsonValue json(Slice slice) {
    return JsonObject.builder()
        .put("source", slice.table().fileIndex())
        .put("sourceTable", slice.table().sourceTable().name())
        .put("from", slice.range().from())
        .put("to", slice.range().to())
        .build();
  }

  private record TableOfFile(int file, String table) {}

  private static ExtractUnit unit(JsonObject json, Map<TableOfFile, PlannedTable> known) {
    return new ExtractUnit(
        (int) json.get("id").asLong(),
        json.get("slices").asArray().stream().map(s -> slice(s.asObject(), known)).toList());
  }

  private static Slice slice(JsonObject json, Map<TableOfFile, PlannedTable> known) {
    TableOfFile name =
        new TableOfFile((int) json.get("source").asLong(), json.get("sourceTable").asString());
    PlannedTable table = known.get(name);
    if (table == null) {
      throw new IllegalStateException(
          "Table " + name.table() + " of source " + name.file() + " was planned, is not now");
    }
    return new Slice(table, new RowRange(json.get("from").asLong(), json.get("to").asLong()));
  }
}
