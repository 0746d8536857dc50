package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.progress.Progress;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.CopyShape;
import dev.prima.jobs.resolve.DerivedConnections;
import dev.prima.jobs.resolve.Resolver;
import dev.prima.jobs.resolve.StandingGlobalRows;
import dev.prima.jobs.resolve.StandingRows;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

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
    long total = 0;
    for (String name : names) {
      total += state.layout().manifests(name).stream().mapToLong(PartManifest::staged).sum();
    }
    try (Progress.Step progress = state.context().progress().step(name(), total)) {
      for (String name : names) {
        if (!name.equals(DerivedConnections.TABLE)) {
          resolve(state, name);
          progress.advance(rows(state, name));
        }
      }
      // Connections come last: those that are derived know messages and agents by then.
      derive(state);
      resolve(state, DerivedConnections.TABLE);
      progress.advance(rows(state, DerivedConnections.TABLE));
    }
    return total;
  }

  private static long rows(RunState state, String table) {
    return state.layout().manifests(table).stream().mapToLong(PartManifest::staged).sum();
  }

  private static void resolve(RunState state, String name) {
    TargetTable target = state.target(name);
    state.spark().sparkContext().setJobDescription("resolve " + name);
    Dataset<Row> copies = copies(state, name).unionByName(standing(state, target));
    state.fates(name).write(Resolver.resolve(copies, target.key().made()));
  }

  /** Staged rows in the common shape of copies. */
  private static Dataset<Row> copies(RunState state, String name) {
    TargetTable staged = state.staged(name);
    List<String> ends = CopyShape.ends(staged);
    List<Column> columns = new ArrayList<>();
    StagingSchema.TECHNICAL.forEach(c -> columns.add(col(c)));
    columns.add(text(staged, staged.key().made() ? "legacy_id" : "").as("legacy_id"));
    columns.add(text(staged, ends.isEmpty() ? "" : ends.get(0)).as("end1"));
    columns.add(text(staged, ends.size() < 2 ? "" : ends.get(1)).as("end2"));
    for (StructField field : Copies.SCHEMA.fields()) {
      if (columns.stream().noneMatch(c -> c.named().name().equals(field.name()))) {
        boolean flag = field.dataType().equals(DataTypes.BooleanType);
        columns.add((flag ? lit(false) : lit(null).cast(field.dataType())).as(field.name()));
      }
    }
    return state.rows(name).select(columns.toArray(Column[]::new));
  }

  private static Column text(TargetTable table, String column) {
    boolean there =
        table.has(column) && table.columns().get(table.ordinal(column)).type() == ColumnType.TEXT;
    return there ? col(StagingSchema.column(table, column)) : lit(null).cast("string");
  }

  /** Rows of a table that stand in the targets, read once and kept beside the staging. */
  static Dataset<Row> standing(RunState state, TargetTable table) {
    String folder = state.stagingFolder("standing", table.name());
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder, "_SUCCESS");
    try {
      if (!path.getFileSystem(state.layout().configuration()).exists(path)) {
        Dataset<Row> rows =
            table.stores().postgres().isPresent()
                ? StandingRows.of(state.spark(), state.destinations().nodes(), table)
                : StandingGlobalRows.of(state.spark(), state.destinations().cassandra(), table);
        rows.write().mode(SaveMode.Overwrite).parquet(folder);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return state.spark().read().schema(Copies.SCHEMA).parquet(folder);
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
            .unionByName(standing(state, connections).filter("not derived"))
            .filter("end1 is not null and end2 is not null")
            .select(first.as("a"), second.as("b"))
            .distinct();
    DerivedParts.write(
        state, Agents.known(state), StandingMessages.deriving(state, messages), taken);
  }
}
