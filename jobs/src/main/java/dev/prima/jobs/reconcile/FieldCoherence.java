package dev.prima.jobs.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.CoherenceReport;
import dev.prima.jobs.spark.JsonForm;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The mean coherence of active agents before and after. Sums are exact, so that equal rows give
 * equal digits however they were divided among tasks.
 *
 * @see "LEGACY.md, field coherence"
 */
final class FieldCoherence {
  /** As a spool keeps it. */
  static final JsonForm<CoherenceReport> FORM =
      new JsonForm<>(FieldCoherence::told, FieldCoherence::from);

  private static final String AGENTS = "activeAgents";
  private static final String SOURCE = "source";
  private static final String TARGETS = "targets";

  private FieldCoherence() {}

  private static JsonValue told(CoherenceReport coherence) {
    return JsonObject.builder()
        .put(AGENTS, coherence.activeAgents())
        .put(SOURCE, coherence.source())
        .put(TARGETS, coherence.targets())
        .build();
  }

  private static CoherenceReport from(JsonValue json) {
    JsonObject told = json.asObject();
    return new CoherenceReport(
        told.get(AGENTS).asLong(), told.findDouble(SOURCE), told.findDouble(TARGETS));
  }

  /**
   * Over the agents of the sources, and over the rows that stand for them. Those for whom a better
   * copy of another source stands did not load and count on neither side. Runs a job.
   *
   * @param winners {@code key, hash, coherence}, the last for active agents only
   * @param standing the same and {@code own}
   */
  static CoherenceReport of(Dataset<Row> winners, Dataset<Row> standing) {
    Dataset<Row> one =
        standing
            .groupBy(col("key").as("t_key"))
            .agg(min(struct(not(col("own")), col("hash"), col("coherence"), col("own"))).as("t"));
    Dataset<Row> pairs =
        winners
            .join(one, winners.col("key").equalTo(one.col("t_key")), "left_outer")
            .filter(
                coalesce(col("t.own").or(col("t.hash").equalTo(winners.col("hash"))), lit(true)))
            .select(winners.col("coherence").as("source"), col("t.coherence").as("target"));
    Mean source = new Mean();
    Mean targets = new Mean();
    for (Partial partial :
        pairs.toJavaRDD().mapPartitions(rows -> List.of(sum(rows)).iterator()).collect()) {
      source.add(partial.source());
      targets.add(partial.target());
    }
    return new CoherenceReport(source.count, source.value(), targets.value());
  }

  private static Partial sum(Iterator<Row> rows) {
    Mean source = new Mean();
    Mean target = new Mean();
    while (rows.hasNext()) {
      Row row = rows.next();
      source.add(row.isNullAt(0) ? null : row.getDouble(0));
      target.add(row.isNullAt(1) ? null : row.getDouble(1));
    }
    return new Partial(source, target);
  }

  private record Partial(Mean source, Mean target) implements Serializable {}

  /** Of finite values; others have no place in a mean. */
  private static final class Mean implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

    private BigDecimal sum = BigDecimal.ZERO;
    private long count;

    void add(@Nullable Double value) {
      if (value != null && Double.isFinite(value)) {
        sum = sum.add(new BigDecimal(value));
        count++;
      }
    }

    void add(Mean other) {
      sum = sum.add(other.sum);
      count += other.count;
    }

    @Nullable Double value() {
      return count == 0 ? null : sum.divide(BigDecimal.valueOf(count), DIGITS).doubleValue();
    }
  }
}
