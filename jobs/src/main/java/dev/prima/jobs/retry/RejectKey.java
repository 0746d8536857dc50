package dev.prima.jobs.retry;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.staging.RejectRecord;

/**
 * Where a rejected row stands.
 *
 * @param table its name in the source
 * @param rowid its ordinal where the table has none
 */
record RejectKey(String file, String table, long rowid) {
  static RejectKey of(RejectRecord record) {
    return new RejectKey(record.file(), record.table(), record.rowid());
  }

  /** Of a line, whatever else stands in it. */
  static RejectKey parse(String line) {
    return from(Json.parse(line).asObject());
  }

  static RejectKey from(JsonObject json) {
    return new RejectKey(
        json.get("file").asString(), json.get("table").asString(), json.get("rowid").asLong());
  }

  JsonObject.Builder json() {
    return JsonObject.builder().put("file", file).put("table", table).put("rowid", rowid);
  }
}
