package dev.prima.jobs.reconcile;

import dev.prima.core.reconcile.Discrepancy;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.resolve.Standing.Numbered;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** A {@link RowTeller} for each table, in every task. */
final class RowTellers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Numbered> tables;
  private final Store store;
  private final Leniency leniency;
  private final boolean showValues;

  RowTellers(List<Numbered> tables, Store store, Leniency leniency, boolean showValues) {
    this.tables = new ArrayList<>(tables);
    this.store = store;
    this.leniency = leniency;
    this.showValues = showValues;
  }

  /** Of each row its table, its key, and the line that tells of it; null where it may differ. */
  Iterator<Row> told(Iterator<Row> faulty) {
    Map<Integer, RowTeller> tellers = new HashMap<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return faulty.hasNext();
      }

      @Override
      public Row next() {
        Row row = faulty.next();
        int table = row.<Integer>getAs("_table");
        Discrepancy told =
            tellers
                .computeIfAbsent(
                    table, t -> new RowTeller(tables.get(t).table(), store, leniency, showValues))
                .told(row);
        return RowFactory.create(table, row.getAs("key"), told == null ? null : told.toJson());
      }
    };
  }
}
