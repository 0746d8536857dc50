package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.prima.jobs.postgres.RowFilter;
import dev.prima.jobs.resolve.ChangedRows;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.FinalIds;
import dev.prima.jobs.resolve.StandingChoice;
import dev.prima.jobs.run.LastRun.Search;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What changed in the sources since the last run, and which rows of the targets that concerns.
 *
 * <p>A row is taken up with all its copies if any of them came, went or changed. Copies of all
 * other rows keep their fates, but that what was loaded is a duplicate now. Found once, from what
 * both runs staged, and kept beside the staging.
 */
final class Changes {
  private static final StructType PAIRS =
      new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);
  private static final StructType IDS =
      new StructType().add("t", DataTypes.IntegerType).add("id", DataTypes.BinaryType);
  private static final StructType AGENTS =
      new StructType()
          .add("agent_id", DataTypes.StringType)
          .add("is", DataTypes.LongType)
          .add("was", DataTypes.LongType);

  private final RunState state;
  private final Dataset<Row> ids;
  private final Dataset<Row> agents;
  private final boolean derives;
  private Dataset<Row> pairs;
  private StandingChoice choice;
  private int widened;
  private final Dataset<Row> left;
  private @Nullable Dataset<Row> concerned;

  private Changes(
      RunState state,
      Dataset<Row> ids,
      Dataset<Row> agents,
      boolean derives,
      Dataset<Row> pairs,
      Dataset<Row> left) {
    this.state = state;
    this.ids = ids;
    this.agents = agents;
    this.derives = derives;
    this.pairs = pairs;
    this.left = left;
    choice = chosen();
  }

  /** Finds them, and has the run take up no other rows; null for a run that takes up all. */
  static @Nullable Changes find(RunState state) {
    // What an earlier attempt took up does not count.
    state.takeUp(TakenUp.ALL);
    if (!state.context().incremental()) {
      return null;
    }
    Search search = LastRun.search(state);
    if (search.found() == null) {
      state.takeUp(TakenUp.all(search.reason()));
      return null;
    }
    return find(state, search.found());
  }

  private static @Nullable Changes find(RunState state, LastRun last) {
    state.spark().sparkContext().setJobDescription("find what changed");
    Dataset<Row> now = own(state);
    Dataset<Row> changed =
        kept(
            state,
            "changed",
            ChangedRows.between(state.spark(), last.besides(state), last.numbers(state)));
    Dataset<Row> left =
        kept(
            state,
            "losers",
            LosersRegister.of(state, last)
                .join(
                    changed.withColumnRenamed("_table", "c_table"),
                    col("_table")
                        .equalTo(col("c_table"))
                        .and(col("row").equalTo(col(ChangedRows.ROW))),
                    "left_anti"));
    UnchangedFates fates = UnchangedFates.of(state, now, changed, left);
    if (fates.mostChanged()) {
      state.takeUp(
          TakenUp.all("more than half of the rows changed since run " + last.folder().id()));
      return null;
    }
    ChangedParts.write(state, changed, fates.taken());
    state.takeUp(
        new TakenUp(
            last.folder().id().text(), null, false, false, fates.changed(), fates.unchanged()));
    Dataset<Row> then = last.copies(state, fates.taken());
    Dataset<Row> both =
        kept(
            state,
            "copies",
            known(own(state), true).unionByName(known(ChangedRows.only(then, changed), false)));
    // From here on it is few rows that are looked at.
    state.suit(fates.changed());
    kept(state, "ends", ends(both.filter(col("_table").isin(keyedByEnds(state)))));
    Dataset<Row> agents = kept(state, "agents", agents(state, both));
    Dataset<Row> coming = agents.filter("is = 0 or was = 0");
    if (coming.isEmpty() && !state.context().config().sharding().compare() && last.keepMap(state)) {
      state.takeUp(state.takenUp().asSettled());
    }
    boolean derives = DerivedParts.mayBe(state);
    return new Changes(state, ids(state, both), coming, derives, pairs(state, both, derives), left);
  }

  /** Copies of the sources' rows that the run takes up, as far as that is decided. */
  static Dataset<Row> own(RunState state) {
    return state
        .copies(state.tableNames().stream())
        .filter(col("_source").lt(state.files().size()));
  }

  /** No more of copies than what is asked of both states. */
  private static Dataset<Row> known(Dataset<Row> copies, boolean now) {
    return copies.select(
        col("_table"),
        col("_source"),
        col("_identity"),
        col("end1"),
        col("end2"),
        lit(now).as("now"));
  }

  /** Written and read again, for what is made of it is made several times. */
  private static Dataset<Row> kept(RunState state, String what, Dataset<Row> rows) {
    String folder = state.stagingFolder("changes", what);
    rows.write().mode(SaveMode.Overwrite).parquet(folder);
    return state.spark().read().schema(rows.schema()).parquet(folder);
  }

  /** {@code t, id}: under which the changed rows stand, or stood. */
  private static Dataset<Row> ids(RunState state, Dataset<Row> both) {
    Column made = made(state);
    return kept(
        state,
        "ids",
        FinalIds.of(both.filter("now"), made)
            .unionByName(FinalIds.of(both.filter("not now"), made))
            .distinct());
  }

  /** The same of what was found before. */
  static Dataset<Row> ids(RunState state) {
    return state.spark().read().schema(IDS).parquet(state.stagingFolder("changes", "ids"));
  }

  /** {@code a, b}: the ends of changed rows that are identified by them, as they are or were. */
  static Dataset<Row> ends(RunState state) {
    return state.spark().read().schema(PAIRS).parquet(state.stagingFolder("changes", "ends"));
  }

  private static Object[] keyedByEnds(RunState state) {
    return state.tableNames().stream()
        .map(state::target)
        .filter(RowFilter::keyedByEnds)
        .map(t -> state.number(t.name()))
        .toArray();
  }

  /** Whether a row is of a table whose ids are made. */
  static Column made(RunState state) {
    return col("_table").isin(madeTables(state).toArray());
  }

  private static Set<Integer> madeTables(RunState state) {
    return state.tableNames().stream()
        .filter(n -> state.staged(n).key().made())
        .map(state::number)
        .collect(Collectors.toSet());
  }

  /** {@code agent_id} of agents of whose own rows a copy changed. */
  static Dataset<Row> agents(RunState state) {
    return state
        .spark()
        .read()
        .schema(AGENTS)
        .parquet(state.stagingFolder("changes", "agents"))
        .select("agent_id");
  }

  /** The same with how many copies each has and had: {@code agent_id, is, was}. */
  private static Dataset<Row> agents(RunState state, Dataset<Row> both) {
    String entity = Agents.table(state).name();
    if (!state.tableNames().contains(entity)) {
      return state.spark().createDataFrame(List.of(), AGENTS);
    }
    return both.filter(col("_table").equalTo(state.number(entity)))
        .groupBy(col("end1").as("agent_id"))
        .agg(count(when(col("now"), 1)).as("is"), count(when(not(col("now")), 1)).as("was"));
  }

  /** Agents between whom something changed that connections are derived from, or one of these. */
  private static Dataset<Row> pairs(RunState state, Dataset<Row> both, boolean derives) {
    if (!derives) {
      return state.spark().createDataFrame(List.of(), PAIRS);
    }
    return ends(both.filter(col("_table").isin(ofPairs(state))));
  }

  private static Object[] ofPairs(RunState state) {
    return state.context().catalog().targets().stream()
        .filter(t -> t.name().equals("messages") || t.name().equals(DerivedConnections.TABLE))
        .map(t -> state.number(t.name()))
        .toArray();
  }

  private static Dataset<Row> ends(Dataset<Row> copies) {
    return copies
        .filter("end1 is not null and end2 is not null")
        .select(col("end1").as("a"), col("end2").as("b"))
        .distinct();
  }

  private static Dataset<Row> unordered(Dataset<Row> pairs) {
    return pairs.select(least("a", "b").as("a"), greatest("a", "b").as("b"));
  }

  private StandingChoice chosen() {
    return StandingChoice.of(
        wholeTables(state),
        madeTables(state),
        ids,
        ends(state),
        state.takenUp().settled() ? agents(state) : agents(state).limit(0),
        agents,
        pairs);
  }

  /**
   * Where the last run's shard map does not stand all agents are read: they say where rows belong.
   */
  private static Set<Integer> wholeTables(RunState state) {
    return state.takenUp().settled() ? Set.of() : Set.of(state.number(Agents.table(state).name()));
  }

  /** Which rows of the targets are to be read. */
  StandingChoice choice() {
    return choice;
  }

  /**
   * Whether more is to be read than was: what stands may be between other agents than what the
   * sources had. Then {@link #choice} is another one.
   *
   * @param standing what was read by the choice, shape {@link dev.prima.jobs.resolve.Copies}
   */
  boolean widen(Dataset<Row> standing) {
    if (!derives) {
      return false;
    }
    // Held against the pairs themselves: the choice takes some for its own that are not.
    Dataset<Row> further =
        unordered(ends(only(standing.filter(col("_table").isin(ofPairs(state))))))
            .except(unordered(pairs));
    if (further.isEmpty()) {
      return false;
    }
    widened++;
    pairs = kept(state, "pairs-" + widened, pairs.unionByName(further));
    choice = chosen();
    return true;
  }

  /** Of rows that stand those of which a copy changed. */
  Dataset<Row> only(Dataset<Row> standing) {
    return standing.join(
        ids,
        standing
            .col("_table")
            .equalTo(ids.col("t"))
            .and(standing.col("_identity").equalTo(ids.col("id"))),
        "left_semi");
  }

  /**
   * Of rows that stand those that copies can meet: of tables that are read as a whole those of
   * which a copy changed. Written once, when it is first asked for.
   */
  Dataset<Row> concerned() {
    Dataset<Row> rows = concerned;
    if (rows == null) {
      Dataset<Row> standing = state.standing().read();
      Column whole = col("_table").isin(wholeTables(state).toArray());
      rows =
          kept(
              state,
              "concerned",
              only(standing.filter(whole)).unionByName(standing.filter(not(whole))));
      concerned = rows;
    }
    return rows;
  }

  /** Tells the next run who lost. */
  void finish() {
    state.spark().sparkContext().setJobDescription("keep who lost");
    ChangedLosers.write(state, own(state), only(concerned()), left);
  }
}
