package dev.prima.jobs.reshard;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.prima.core.resonance.Evidence;
import dev.prima.core.resonance.Phase;
import dev.prima.core.resonance.Resonance;
import dev.prima.core.resonance.ResonanceWeights;
import dev.prima.jobs.spark.Emitting;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The edges between agents: one for each pair that a connection joins, with what the connection
 * tells, or between whom messages went, with their number. Several connections of a pair are one:
 * the largest strength, the sum of what was exchanged. Agents that are not known, and an agent with
 * itself, have none.
 *
 * <p>On the driver are the phases of hours: 16 bytes an agent.
 *
 * @see "core/docs/resharding.md, The weight of an edge"
 */
final class ResonanceEdges {
  private static final int EDGES_PER_CHUNK = 1 << 15;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;

  /** Far more than counts in full, and far from where sums overflow. */
  private static final long MOST_INTERACTIONS = 1_000_000_000;

  private final JavaSparkContext spark;
  private final AgentNumbers numbers;
  private final UserDefinedFunction number;
  private final UserDefinedFunction pair;

  ResonanceEdges(JavaSparkContext spark, AgentNumbers numbers) {
    this.spark = spark;
    this.numbers = numbers;
    Broadcast<AgentNumbers> shared = spark.broadcast(numbers);
    // Spark makes several copies of what it holds for deterministic, and looks up again in each.
    number =
        udf((UDF1<String, Integer>) id -> number(shared.value(), id), DataTypes.IntegerType)
            .asNondeterministic();
    pair =
        udf(
                (UDF2<String, String, Long>) (from, to) -> pair(shared.value(), from, to),
                DataTypes.LongType)
            .asNondeterministic();
  }

  /**
   * Weighs them when they are needed.
   *
   * @param connections {@code a, b, strength, interactions, trust, compatibility, weight}: where
   *     the last is not null, it is the weight in full resonance's, and the others are not looked
   *     at
   * @param messages {@code a, b, at}: from, to, and when in microseconds since the epoch; null
   *     where that is not known
   */
  JavaRDD<EdgeChunk> weigh(
      AgentFacts facts, Dataset<Row> connections, Dataset<Row> messages, ResonanceWeights weights) {
    Broadcast<Weighing> weighing = spark.broadcast(Weighing.of(facts, hours(messages), weights));
    return pairs(connections, messages)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(rows -> new Weighed(rows, weighing.value()));
  }

  private Dataset<Row> pairs(Dataset<Row> connections, Dataset<Row> messages) {
    Dataset<Row> connected =
        numbered(connections)
            .select(
                col("pair"),
                number(col("strength")).as("strength"),
                greatest(lit(0L), least(col("interactions"), lit(MOST_INTERACTIONS)))
                    .as("interactions"),
                number(col("trust")).as("trust"),
                number(col("compatibility")).as("compatibility"),
                lit(0L).as("messages"),
                when(col("weight").isNull(), 1).otherwise(0).as("connected"),
                coalesce(
                        round(col("weight").multiply(lit(Resonance.FULL))).cast(DataTypes.LongType),
                        lit(0L))
                    .as("weight"));
    Dataset<Row> spoken =
        numbered(messages)
            .select(
                col("pair"),
                lit(null).cast(DataTypes.DoubleType).as("strength"),
                lit(0L).as("interactions"),
                lit(null).cast(DataTypes.DoubleType).as("trust"),
                lit(null).cast(DataTypes.DoubleType).as("compatibility"),
                lit(1L).as("messages"),
                lit(0).as("connected"),
                lit(0L).as("weight"));
    return connected
        .unionByName(spoken)
        .groupBy("pair")
        .agg(
            max("strength").as("strength"),
            sum("interactions").as("interactions"),
            max("trust").as("trust"),
            max("compatibility").as("compatibility"),
            sum("messages").as("messages"),
            max("connected").as("connected"),
            sum("weight").as("weight"))
        .select(
            col("pair"),
            col("strength"),
            when(col("connected").equalTo(1), col("interactions"))
                .otherwise(col("messages"))
                .as("interactions"),
            col("trust"),
            col("compatibility"),
            col("connected").equalTo(1).or(col("messages").gt(0)).as("evident"),
            col("weight"));
  }

  /** Rows between two known agents, with their numbers as {@code pair}, the smaller one first. */
  private Dataset<Row> numbered(Dataset<Row> rows) {
    return rows.withColumn("pair", pair.apply(col("a"), col("b"))).filter(col("pair").isNotNull());
  }

  /** Null where one is not known, or both are one. */
  private static @Nullable Long pair(
      AgentNumbers numbers, @Nullable String from, @Nullable String to) {
    int x = number(numbers, from);
    int y = number(numbers, to);
    return x == AgentNumbers.UNKNOWN || y == AgentNumbers.UNKNOWN || x == y
        ? null
        : (Long) ((long) Math.min(x, y) << 32 | Math.max(x, y));
  }

  private static int number(AgentNumbers numbers, @Nullable String id) {
    return id == null ? AgentNumbers.UNKNOWN : numbers.number(id.getBytes(StandardCharsets.UTF_8));
  }

  // To Spark, NaN is larger than every number.
  private static Column number(Column value) {
    return when(not(isnan(value)), value);
  }

  /** The phase of each agent's day: real and imaginary part in turn. */
  private double[] hours(Dataset<Row> messages) {
    UserDefinedFunction hour =
        udf(
            (UDF1<Long, Integer>)
                at -> (int) Math.floorMod(Math.floorDiv(at, MICROS_PER_HOUR), Phase.HOURS),
            DataTypes.IntegerType);
    Column[] counts = new Column[Phase.HOURS];
    for (int h = 0; h < counts.length; h++) {
      counts[h] = sum(when(col("hour").equalTo(h), 1L).otherwise(0L)).as("h" + h);
    }
    Iterator<Phases> found =
        messages
            .filter(col("at").isNotNull())
            .select(number.apply(col("a")).as("agent"), hour.apply(col("at")).as("hour"))
            .filter(col("agent").geq(0))
            .groupBy("agent")
            .agg(counts[0], Arrays.copyOfRange(counts, 1, counts.length))
            .toJavaRDD()
            .mapPartitions(rows -> List.of(Phases.of(rows)).iterator())
            .toLocalIterator();
    double[] phases = new double[2 * numbers.size()];
    found.forEachRemaining(some -> some.into(phases));
    return phases;
  }

  private record Phases(int[] agents, double[] values) implements Serializable {
    static Phases of(Iterator<Row> rows) {
      List<Row> all = new ArrayList<>();
      rows.forEachRemaining(all::add);
      int[] agents = new int[all.size()];
      double[] values = new double[2 * agents.length];
      for (int i = 0; i < agents.length; i++) {
        Row row = all.get(i);
        agents[i] = row.getInt(0);
        long[] perHour = new long[Phase.HOURS];
        for (int h = 0; h < perHour.length; h++) {
          perHour[h] = row.getLong(1 + h);
        }
        Phase phase = Phase.ofHours(perHour);
        values[2 * i] = phase.re();
        values[2 * i + 1] = phase.im();
      }
      return new Phases(agents, values);
    }

    void into(double[] phases) {
      for (int i = 0; i < agents.length; i++) {
        phases[2 * agents[i]] = values[2 * i];
        phases[2 * agents[i] + 1] = values[2 * i + 1];
      }
    }
  }

  /**
   * What a task needs to weigh any pair, as arrays: core's records are not serializable.
   *
   * @param harmonyPhases real and imaginary part in turn, by value of {@code harmonies}
   * @param hours the same by agent
   */
  private record Weighing(
      int[] harmonies, double[] harmonyPhases, double[] hours, double[] coefficients)
      implements Serializable {
    static Weighing of(AgentFacts facts, double[] hours, ResonanceWeights weights) {
      Phase[] phases = AgentFacts.phases(weights);
      double[] flat = new double[2 * phases.length];
      for (int i = 0; i < phases.length; i++) {
        flat[2 * i] = phases[i].re();
        flat[2 * i + 1] = phases[i].im();
      }
      double[] coefficients = {
        weights.strength(),
        weights.interactions(),
        weights.strengthWithTrust(),
        weights.interactionsWithTrust(),
        weights.trust(),
        weights.secondaryHarmony(),
        weights.harmony(),
        weights.floor()
      };
      return new Weighing(facts.harmonies(), flat, hours, coefficients);
    }

    Resonance resonance() {
      double[] c = coefficients;
      return new Resonance(new ResonanceWeights(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]));
    }

    Phase harmony(int agent) {
      int place = 2 * harmonies[agent];
      return new Phase(harmonyPhases[place], harmonyPhases[place + 1]);
    }

    Phase hours(int agent) {
      return new Phase(hours[2 * agent], hours[2 * agent + 1]);
    }
  }

  private static final class Weighed extends Emitting<InternalRow, EdgeChunk> {
    private final Weighing weighing;
    private final Resonance resonance;
    private final EdgeChunk.Builder chunk = new EdgeChunk.Builder();

    Weighed(Iterator<InternalRow> rows, Weighing weighing) {
      super(rows);
      this.weighing = weighing;
      this.resonance = weighing.resonance();
    }

    @Override
    protected void take(InternalRow row) {
      int a = (int) (row.getLong(0) >>> 32);
      int b = (int) row.getLong(0);
      Evidence evidence =
          new Evidence(
              row.isNullAt(1) ? 0 : row.getDouble(1),
              row.isNullAt(2) ? 0 : row.getLong(2),
              row.isNullAt(3) ? Evidence.UNKNOWN : row.getDouble(3),
              row.isNullAt(4) ? Evidence.UNKNOWN : row.getDouble(4));
      // The weights of a mapping come on top; where they are all there is, nothing resonates.
      long weight = row.getLong(6);
      if (row.getBoolean(5)) {
        weight +=
            resonance.weight(
                evidence,
                weighing.harmony(a),
                weighing.harmony(b),
                weighing.hours(a),
                weighing.hours(b));
      }
      chunk.add(a, b, Math.max(1, weight));
      if (chunk.size() == EDGES_PER_CHUNK) {
        end();
      }
    }

    @Override
    protected void end() {
      if (chunk.size() > 0) {
        emit(chunk.take());
      }
    }
  }
}
