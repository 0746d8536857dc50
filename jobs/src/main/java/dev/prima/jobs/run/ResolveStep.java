package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.resolve.Standing;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Decides the fate of every staged row, with the rows that already stand in the targets as further
 * copies; derives connections and resolves them too.
 */
final class ResolveStep implements RunStep {
  @Override
  public String name() {
    return "resolve";
  }

  @Override
  public long run(RunState state) {
    Targets.prepare(state);
    List<String> names = state.tableNames();
    long total = names.stream().mapToLong(n -> staged(state, n)).sum();
    try (Progress.Step progress = state.context().progress().step(name(), total)) {
      state
          .standing()
          .write(
              state.destinations().nodes(),
              state.destinations().cassandra(),
              state.targets().stream()
                  .map(t -> new Standing.Numbered(t, state.number(t.name())))
                  .toList());
      state.suit(total + state.standing().read().count());
      List<String> first = new ArrayList<>(names);
      first.remove(DerivedConnections.TABLE);
      resolve(state, first);
      progress.advance(first.stream().mapToLong(n -> staged(state, n)).sum());
      // Connections come last: those that are derived know messages and agents by then.
      derive(state);
      resolve(state, List.of(DerivedConnections.TABLE));
      progress.advance(staged(state, DerivedConnections.TABLE));
      Superseded.write(state);
    }
    return total;
  }

  private static long staged(RunState state, String table) {
    return state.layout().manifests(table).stream().mapToLong(PartManifest::staged).sum();
  }

  /** Resolves tables together: a query for each would cost more than the rows of most. */
  private static void resolve(RunState state, List<String> names) {
    Dataset<Row> copies = state.spark().createDataFrame(List.of(), Copies.SCHEMA);
    List<Integer> made = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (String name : names) {
      copies = copies.unionByName(copies(state, name));
      numbers.add(state.number(name));
      if (state.staged(name).key().made()) {
        made.add(state.number(name));
      }
    }
    Dataset<Row> standing = state.standing().read().filter(col("_table").isin(numbers.toArray()));
    state.spark().sparkContext().setJobDescription("resolve " + String.join(", ", names));
    Column madeIds = col("_table").isin(made.toArray());
    Fates.write(Resolver.resolve(contested(copies, standing, madeIds), madeIds), state.fatesRoot());
  }

  /**
   * Copies that are not alone: only these have a fate to decide, and in most sources they are few.
   * Found by a hash of the identity, which may take in one too many and never leaves one out. Where
   * ids are made from content, a row and its equal in a target are known by different identities:
   * such tables are resolved whole where rows stand.
   */
  private static Dataset<Row> contested(
      Dataset<Row> copies, Dataset<Row> standing, Column madeIds) {
    Object[] whole =
        standing.filter(madeIds).select("_table").distinct().collectAsList().stream()
            .map(r -> r.getInt(0))
            .toArray();
    Dataset<Row> all = copies.unionByName(standing);
    Dataset<Row> others = all.filter(not(col("_table").isin(whole)));
    Dataset<Row> rivals =
        others
            .groupBy(col("_table").as("_t"), xxhash64(col("_identity")).as("_h"))
            .count()
            .filter("count > 1");
    return all.filter(col("_table").isin(whole))
        .unionByName(
            others.join(
                rivals,
                others
                    .col("_table")
                    .equalTo(rivals.col("_t"))
                    .and(xxhash64(others.col("_identity")).equalTo(rivals.col("_h"))),
                "left_semi"));
  }

  /** Staged rows in the common shape of copies. */
  private static Dataset<Row> copies(RunState state, String name) {
    TargetTable staged = state.staged(name);
    List<String> ends = CopyShape.ends(staged);
    Map<String, Column> known = new HashMap<>();
    StagingSchema.TECHNICAL.forEach(c -> known.put(c, col(c)));
    known.put("legacy_id", text(staged, staged.key().made() ? "legacy_id" : ""));
    known.put("end1", text(staged, ends.isEmpty() ? "" : ends.get(0)));
    known.put("end2", text(staged, ends.size() < 2 ? "" : ends.get(1)));
    known.put("derived", lit(false));
    known.put("_table", lit(state.number(name)));
    Column[] columns =
        Arrays.stream(Copies.SCHEMA.fields())
            .map(f -> known.getOrDefault(f.name(), lit(null)).cast(f.dataType()).as(f.name()))
            .toArray(Column[]::new);
    return state.rows(name).select(columns);
  }

  private static Column text(TargetTable table, String column) {
    boolean there =
        table.has(column) && table.columns().get(table.ordinal(column)).type() == ColumnType.TEXT;
    return there ? col(StagingSchema.column(table, column)) : lit(null).cast("string");
  }

  private static void derive(RunState state) {
    TargetTable connections = state.context().catalog().target(DerivedConnections.TABLE);
    TargetTable messages = state.context().catalog().target("messages");
    if (state.tableNames().stream().noneMatch(messages.name()::equals)) {
      return;
    }
    state.spark().sparkContext().setJobDescription("derive connections");
    Column first = least(col("end1"), col("end2"));
    Column second = greatest(col("end1"), col("end2"));
    Dataset<Row> taken =
        copies(state, connections.name())
            .filter(col("_source").lt(state.files().size()))
            .unionByName(state.standing(connections.name()).filter("not derived"))
            .filter("end1 is not null and end2 is not null")
            .select(first.as("a"), second.as("b"))
            .distinct();
    DerivedParts.write(
        state, Agents.known(state), StandingMessages.deriving(state, messages), taken);
  }
}
