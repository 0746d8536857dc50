package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.spark.JsonForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one side of a comparison has, and their fingerprints.
 *
 * <p>Shape of the rows: {@code _table} (the number of the table), {@code key} and {@code hash}
 * (binary), {@code region_id}, {@code shard_id}, {@code node} (null but in PostgreSQL), {@code own}
 * (whether it came from a source that is named now), {@code derived} (whether no source holds it as
 * such); of rows that stand {@code gone} (whether its file has changed since it brought it); others
 * beside them.
 */
record Side(Dataset<Row> rows, Map<Group, Fingerprint> groups) {
  /** As a spool keeps the fingerprints. */
  static final JsonForm<Map<Group, Fingerprint>> GROUPS =
      groups(new JsonForm<>(Side::told, Side::of));

  /** Rows that are counted together. */
  record Group(
      int table,
      @Nullable String region,
      @Nullable Integer shard,
      @Nullable String node,
      boolean own,
      boolean derived) {}

  /** Where rows belong. */
  record Home(@Nullable String node, @Nullable String region, @Nullable Integer shard) {}

  /** A number of rows and the 128-bit sum of their keys and hashes. */
  record Fingerprint(long rows, long low, long high) {
    static final Fingerprint NONE = new Fingerprint(0, 0, 0);

    Fingerprint plus(Fingerprint other) {
      return new Fingerprint(rows + other.rows, low + other.low, high + other.high);
    }
  }

  /** Runs a job over the rows, which shuffles none of them. */
  static Side of(Dataset<Row> rows) {
    return new Side(rows, groups(rows));
  }

  /**
   * The same, but for a job whose outcome is kept already.
   *
   * @param name by which that is known
   */
  static Side of(Dataset<Row> rows, Kept kept, String name) {
    return new Side(rows, kept.answer("sums-" + name, () -> groups(rows), GROUPS));
  }

  private static Map<Group, Fingerprint> groups(Dataset<Row> rows) {
    Map<Group, Fingerprint> groups = new LinkedHashMap<>();
    for (Row g :
        rows.groupBy("_table", "region_id", "shard_id", "node", "own", "derived")
            .agg(
                count(lit(1)),
                // Sums of longs that wrap around, so that the order of rows has no say.
                sum(xxhash64(col("key"), col("hash"))),
                sum(xxhash64(col("hash"), array(col("key")))))
            .collectAsList()) {
      groups.put(
          new Group(
              g.getInt(0),
              g.isNullAt(1) ? null : g.getString(1),
              g.isNullAt(2) ? null : g.getInt(2),
              g.isNullAt(3) ? null : g.getString(3),
              g.getBoolean(4),
              g.getBoolean(5)),
          new Fingerprint(g.getLong(6), g.getLong(7), g.getLong(8)));
    }
    return groups;
  }

  private static JsonForm<Map<Group, Fingerprint>> groups(
      JsonForm<Map.Entry<Group, Fingerprint>> each) {
    return new JsonForm<>(
        groups -> each.list().write().apply(List.copyOf(groups.entrySet())),
        json -> {
          Map<Group, Fingerprint> groups = new LinkedHashMap<>();
          each.list().read().apply(json).forEach(e -> groups.put(e.getKey(), e.getValue()));
          return groups;
        });
  }

  private static JsonValue told(Map.Entry<Group, Fingerprint> entry) {
    Group group = entry.getKey();
    Fingerprint fingerprint = entry.getValue();
    return JsonObject.builder()
        .put("table", group.table)
        .put("region", group.region)
        .put("shard", group.shard == null ? null : group.shard.longValue())
        .put("node", group.node)
        .put("own", group.own)
        .put("derived", group.derived)
        .put("rows", fingerprint.rows)
        .put("low", fingerprint.low)
        .put("high", fingerprint.high)
        .build();
  }

  private static Map.Entry<Group, Fingerprint> of(JsonValue json) {
    JsonObject told = json.asObject();
    Long shard = told.findLong("shard");
    return Map.entry(
        new Group(
            Math.toIntExact(told.get("table").asLong()),
            told.findString("region"),
            shard == null ? null : Math.toIntExact(shard),
            told.findString("node"),
            told.get("own").asBoolean(),
            told.get("derived").asBoolean()),
        new Fingerprint(
            told.get("rows").asLong(), told.get("low").asLong(), told.get("high").asLong()));
  }

  /** Those of one table. */
  Side of(int table) {
    return new Side(rows.filter(col("_table").equalTo(table)), by(g -> g, g -> g.table() == table));
  }

  /** The same without derived rows. */
  Side ofSources() {
    return new Side(rows.filter(not(col("derived"))), by(g -> g, g -> !g.derived()));
  }

  Map<Home, Fingerprint> byHome() {
    return by(g -> new Home(g.node(), g.region(), g.shard()), g -> true);
  }

  /** Fingerprints of the groups that pass, by what the function makes of a group. */
  <K> Map<K, Fingerprint> by(Function<Group, K> key, Predicate<Group> passes) {
    Map<K, Fingerprint> sums = new LinkedHashMap<>();
    groups.forEach(
        (group, fingerprint) -> {
          if (passes.test(group)) {
            sums.merge(key.apply(group), fingerprint, Fingerprint::plus);
          }
        });
    return sums;
  }

  long total() {
    return rows(g -> true);
  }

  /** Rows of the groups that pass. */
  long rows(Predicate<Group> passes) {
    return groups.entrySet().stream()
        .filter(e -> passes.test(e.getKey()))
        .mapToLong(e -> e.getValue().rows())
        .sum();
  }
}
