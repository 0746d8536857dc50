package dev.prima.jobs.repair;

import dev.prima.core.json.Json;
import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.repair.Change;
import dev.prima.core.repair.Change.Action;
import dev.prima.jobs.postgres.PostgresTable;
import dev.prima.jobs.reconcile.GlobalRows;
import dev.prima.jobs.reconcile.ListedRows;
import dev.prima.jobs.reconcile.Store;
import dev.prima.jobs.repair.RowChange.Standing;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Makes the changes of listed rows, in every task. */
final class RowImages implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Store store;
  private final ArrayList<TargetTable> models;
  private final HashMap<Integer, Integer> sourceIds;
  private final HashMap<Integer, Integer> firstIds;

  /**
   * @param models by number
   * @param sourceIds by the index of the file
   * @param firstIds the same, of tables that have them in their keys
   */
  RowImages(
      Store store,
      List<TargetTable> models,
      Map<Integer, Integer> sourceIds,
      Map<Integer, Integer> firstIds) {
    this.store = store;
    this.models = new ArrayList<>(models);
    this.sourceIds = new HashMap<>(sourceIds);
    this.firstIds = new HashMap<>(firstIds);
  }

  /**
   * Lines of changes.
   *
   * @param found of {@link ListedRows}, all of which are still so
   */
  Iterator<String> lines(Iterator<Row> found) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return found.hasNext();
      }

      @Override
      public String next() {
        return change(found.next()).toJson();
      }
    };
  }

  private RowChange change(Row found) {
    Action action = Change.of(Json.parse(found.<String>getAs(ListedRows.LINE)).asObject()).action();
    TargetTable model = models.get(found.<Integer>getAs("_table"));
    RowValues standing = standing(model, found);
    Standing before =
        standing == null
            ? null
            : image(model, standing, found, "a_", found.<Integer>getAs("a_source_id"));
    if (action != Action.INSERT && before == null) {
      throw new IllegalStateException("A row of " + model.name() + " was not found again");
    }
    return new RowChange(
        store.word(), model.name(), action.word(), before, after(action, model, found, standing));
  }

  private @Nullable Standing after(
      Action action, TargetTable model, Row found, @Nullable RowValues standing) {
    if (action == Action.DELETE) {
      return null;
    }
    if (action == Action.MOVE && store == Store.POSTGRES && standing != null) {
      return image(model, standing, found, "e_", found.<Integer>getAs("a_source_id"));
    }
    RowValues expected = ListedRows.expected(model, store, found);
    Map<Integer, Integer> ids = model.separate() ? firstIds : sourceIds;
    Integer source = ids.get(found.<Integer>getAs("e_source"));
    if (expected == null || source == null) {
      throw new IllegalStateException("No source of a row of " + model.name());
    }
    return image(model, expected, found, "e_", source);
  }

  private @Nullable RowValues standing(TargetTable model, Row found) {
    byte[] packed = found.getAs("a_row");
    return packed == null ? null : new HeldRow(shape(model).columns().size(), packed);
  }

  private TargetTable shape(TargetTable model) {
    return store == Store.POSTGRES ? model : GlobalRows.shape(model);
  }

  private Standing image(
      TargetTable model, RowValues values, Row found, String side, @Nullable Integer sourceId) {
    return store == Store.POSTGRES
        ? new Standing(
            found.getAs(side + "node"),
            RowImage.of(
                new PostgresTable(model),
                values,
                new RowImage.Place(
                    found.getAs(side + "region_id"), found.getAs(side + "shard_id"), sourceId)))
        : new Standing(null, RowImage.of(shape(model), values, sourceId));
  }
}
