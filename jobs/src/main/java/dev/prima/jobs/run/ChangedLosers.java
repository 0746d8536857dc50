package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.prima.jobs.resolve.EarlierStates;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.resolve.FinalIds;
import dev.prima.jobs.resolve.Losers;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.resolve.Rivals;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Which copies of rows that a run took up have lost, for the next run. That one will not see rows
 * that this one replaces, so that copies which were duplicates of them have lost by then.
 */
final class ChangedLosers {
  private ChangedLosers() {}

  /**
   * Adds them to the register.
   *
   * @param copies that the run took up, shape {@link dev.prima.jobs.resolve.Copies}; all of each
   *     row
   * @param standing rows of the targets of which a copy changed, as they stood before the load
   * @param left of the register that the run built on, what it did not take up
   */
  static void write(RunState state, Dataset<Row> copies, Dataset<Row> standing, Dataset<Row> left) {
    if (noneEquals(state) && !DerivedParts.canBe(state)) {
      LosersRegister.write(state, left, Losers.among(copies, state.fatesRoot()));
      return;
    }
    Column made = Changes.made(state);
    EarlierStates earlier = EarlierSources.states(state);
    long about = state.takenUp().rows(state.extractPlan().rows());
    try (Rivals rivals = Rivals.among(copies, about, standing, made, earlier)) {
      // Looked at twice, and dear.
      Dataset<Row> resolved = rivals.resolved().persist(StorageLevel.MEMORY_AND_DISK_SER());
      try {
        if (mayLoseBy(resolved)) {
          try (Rivals still =
              Rivals.among(copies, about, staying(standing, resolved), made, earlier)) {
            LosersRegister.write(state, left, lost(still.resolved()));
          }
        } else {
          LosersRegister.write(state, left, lost(resolved));
        }
      } finally {
        resolved.unpersist(false);
      }
    }
  }

  /**
   * Writes the register of a run that took up everything, if it replaces anything: that the next
   * run will not see, so that fates alone do not say who has lost by then.
   */
  static void writeOfAll(RunState state) {
    if (!state.standing().any()) {
      return;
    }
    state.spark().sparkContext().setJobDescription("keep who lost");
    Dataset<Row> copies = Changes.own(state);
    Dataset<Row> replacing =
        Fates.all(state.spark(), state.fatesRoot())
            .filter("replaces")
            .select(col("_part").as("r_part"), col("_row").as("r_row"));
    if (replacing.isEmpty()) {
      return;
    }
    Dataset<Row> rows =
        copies
            .join(
                replacing,
                col("_part").equalTo(col("r_part")).and(col("_row").equalTo(col("r_row"))),
                "left_semi")
            .select(col("_table").as("r_table"), col("_identity").as("r_identity"))
            .distinct();
    Column same =
        col("_table").equalTo(col("r_table")).and(col("_identity").equalTo(col("r_identity")));
    Dataset<Row> among = copies.join(rows, same, "left_semi");
    Dataset<Row> ids = FinalIds.of(among, Changes.made(state)).distinct();
    write(
        state,
        among,
        state
            .standing()
            .read()
            .join(
                ids,
                col("_table").equalTo(col("t")).and(col("_identity").equalTo(col("id"))),
                "left_semi"),
        LosersRegister.named(
            Losers.among(copies.join(rows, same, "left_anti"), state.fatesRoot())));
    state.takeUp(state.takenUp().withLosers());
  }

  /** Whether no copy equals another one or what stands: then none loses but those that have. */
  private static boolean noneEquals(RunState state) {
    FateCounts fates = state.fateCounts();
    return state.tableNames().stream()
        .allMatch(t -> fates.duplicates(state.number(t), s -> true) == 0);
  }

  private static Dataset<Row> lost(Dataset<Row> resolved) {
    return resolved.filter(col("fate").equalTo(Resolver.SUPERSEDED));
  }

  /** Rows that nothing replaces. */
  private static Dataset<Row> staying(Dataset<Row> standing, Dataset<Row> resolved) {
    Dataset<Row> replaced =
        resolved.filter("replaces").select(col("_table").as("r_table"), col("id").as("r_id"));
    return standing.join(
        replaced,
        col("_table").equalTo(col("r_table")).and(col("_identity").equalTo(col("r_id"))),
        "left_anti");
  }

  /**
   * Whether the fate of any copy may be another one without the rows that are replaced: only where
   * one of the copies equals another.
   */
  private static boolean mayLoseBy(Dataset<Row> resolved) {
    return !resolved
        .groupBy("_table", "id")
        .agg(
            max(col("replaces")).as("replaced"),
            count(lit(1)).gt(countDistinct(col("_hash"))).as("equals"))
        .filter("replaced and equals")
        .isEmpty();
  }
}
