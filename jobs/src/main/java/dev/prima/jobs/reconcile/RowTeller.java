package dev.prima.jobs.reconcile;

import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.CanonicalEncoder;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Discrepancy;
import dev.prima.core.reconcile.Discrepancy.Key;
import dev.prima.core.reconcile.Discrepancy.Kind;
import dev.prima.core.reconcile.Discrepancy.Place;
import dev.prima.core.reconcile.Discrepancy.Values;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.resolve.SupersededLines;
import dev.prima.jobs.spark.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is the matter with rows of one table in one store. Not thread-safe (digests); one per
 * task.
 */
final class RowTeller {
  private final TargetTable model;
  private final Store store;
  private final TargetTable shape;
  private final Leniency leniency;
  private final boolean showValues;
  private final List<String> modelColumns = new ArrayList<>();
  private final List<CanonicalEncoder> encoders = new ArrayList<>();
  private final List<String> key;

  RowTeller(TargetTable model, Store store, Leniency leniency, boolean showValues) {
    this.model = model;
    this.store = store;
    this.leniency = leniency;
    this.showValues = showValues;
    shape = store == Store.POSTGRES ? model : GlobalRows.shape(model);
    key = store == Store.POSTGRES ? key(model) : shape.key().columns();
    for (int c = 0; c < shape.columns().size(); c++) {
      encoders.add(new CanonicalEncoder(shape, new int[] {c}));
      modelColumns.add(store == Store.POSTGRES ? shape.columns().get(c).name() : origin(c));
    }
  }

  /** The column of the model that a column of Cassandra shows; its own name where there is none. */
  private String origin(int column) {
    GlobalColumn global = model.stores().global().orElseThrow().columns().get(column);
    if (global.origin() instanceof Origin.Column same) {
      return same.name();
    }
    return global.origin() instanceof Origin.KeyTime time ? time.column() : global.name();
  }

  /** What the server keeps unique, without our own columns; by what we tell rows apart, else. */
  private static List<String> key(TargetTable table) {
    PostgresShape regional = table.stores().postgres().orElseThrow();
    List<String> unique =
        regional.primaryKey().isEmpty() && !regional.unique().isEmpty()
            ? regional.unique().get(0)
            : regional.primaryKey();
    List<String> own = unique.stream().filter(table::has).toList();
    return own.isEmpty() ? table.key().columns() : own;
  }

  /**
   * What is the matter; null where nothing is, for the values differ no more than they may.
   *
   * @param faulty a row of {@link Differences}
   */
  @Nullable Discrepancy told(Row faulty) {
    Kind kind = Kind.valueOf(faulty.<String>getAs("kind").toUpperCase(Locale.ROOT));
    RowValues source = expected(faulty);
    byte[] packed = faulty.getAs("a_row");
    RowValues target = packed == null ? null : new HeldRow(shape.columns().size(), packed);
    List<String> columns = List.of();
    if (kind == Kind.MISMATCHED && source != null && target != null) {
      List<Integer> differing = differing(source, target);
      if (!differing.isEmpty() && differing.stream().allMatch(c -> allowed(c, source, target))) {
        return null;
      }
      columns = differing.stream().map(c -> shape.columns().get(c).name()).toList();
    }
    RowValues known = target != null ? target : source;
    Place should = place(faulty, "e_");
    return new Discrepancy(
        kind,
        model.name(),
        store.word(),
        new Key(
            known == null ? Map.of() : keyOf(known, faulty),
            HexFormat.of().formatHex(faulty.<byte[]>getAs("key"))),
        kind == Kind.MISSING ? should : place(faulty, "a_"),
        kind == Kind.MISPLACED ? should : null,
        columns,
        kind == Kind.UNEXPECTED ? null : hex(faulty, "e_hash"),
        hex(faulty, "a_hash"),
        new Values(values(source), values(target)));
  }

  private @Nullable RowValues expected(Row faulty) {
    byte[] packed = faulty.getAs("row");
    if (packed == null) {
      return null;
    }
    RowValues row = new HeldRow(model.columns().size(), packed);
    return store == Store.POSTGRES
        ? row
        : new HeldRow(shape.columns().size(), new GlobalRows(model).expected(faulty, row));
  }

  private List<Integer> differing(RowValues source, RowValues target) {
    List<Integer> differing = new ArrayList<>();
    for (int c = 0; c < shape.columns().size(); c++) {
      CanonicalEncoder encoder = encoders.get(c);
      if (shape.columns().get(c).content()
          && !leniency.excludes(model, modelColumns.get(c))
          && !Arrays.equals(encoder.hash128(source), encoder.hash128(target))) {
        differing.add(c);
      }
    }
    return differing;
  }

  private boolean allowed(int column, RowValues source, RowValues target) {
    return leniency.allows(model.name(), modelColumns.get(column), column, source, target);
  }

  private Map<String, String> keyOf(RowValues row, Row faulty) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : key) {
      int c = shape.ordinal(name);
      boolean made = model.key().made() && model.key().columns().contains(modelColumns.get(c));
      if (row.isNull(c) && made) {
        // A source does not have the id that we make.
        texts.put(name, uuid(faulty.getAs("id")));
      } else if (!row.isNull(c)) {
        texts.put(name, text(shape.columns().get(c), row, c));
      }
    }
    return texts;
  }

  private static String text(TargetColumn column, RowValues row, int c) {
    return switch (column.type()) {
      case BIGINT -> Long.toString(row.word(c));
      case DOUBLE -> Double.toString(row.real(c));
      case BOOLEAN -> Boolean.toString(row.word(c) != 0);
      case TIMESTAMPTZ -> Instant.EPOCH.plus(row.word(c), ChronoUnit.MICROS).toString();
      case TEXT, JSONB -> new String(row.bytes(c), StandardCharsets.UTF_8);
      case UUID -> uuid(row.bytes(c));
      case BYTEA -> HexFormat.of().formatHex(row.bytes(c));
      case TAGGED -> String.valueOf(Landing.MIXED.text(row.bytes(c)));
    };
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new UUID(words.getLong(), words.getLong()).toString();
  }

  private @Nullable JsonObject values(@Nullable RowValues row) {
    return row == null || !showValues
        ? null
        : SupersededLines.values(shape, c -> Schemas.value(shape, row, c));
  }

  private static Place place(Row row, String side) {
    return new Place(
        row.getAs(side + "node"), row.getAs(side + "region_id"), row.getAs(side + "shard_id"));
  }

  private static @Nullable String hex(Row row, String column) {
    byte[] bytes = row.getAs(column);
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }
}
