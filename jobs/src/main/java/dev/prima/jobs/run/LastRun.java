package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.prima.core.config.ShardingConfig.Rebalance;
import dev.prima.core.config.SourceConfig.Merge;
import dev.prima.core.error.ExitCode;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.report.TableReport;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.resolve.Copies;
import dev.prima.jobs.resolve.PartPair;
import dev.prima.jobs.resolve.StagedCopies;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartManifest.Copied;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The migration that an incremental run builds on: reconciled, the last one that wrote to the
 * targets, of the same config, and with all that it staged.
 *
 * @param files its sources, by the index that its staged rows have
 */
record LastRun(RunFolder folder, RunReport report, List<SourceFile> files, StagingLayout layout) {
  private static final Set<ExitCode> RECONCILED = Set.of(ExitCode.OK, ExitCode.REJECTS);

  /**
   * What was found: a run, or why there is none.
   *
   * @param reason a clause; empty where a run was found
   */
  record Search(@Nullable LastRun found, String reason) {}

  /** Looks for it; asks the nodes. */
  static Search search(RunState state) {
    RunContext context = state.context();
    if (context.config().sharding().rebalance() == Rebalance.FULL) {
      return none("sharding.rebalance is full");
    }
    if (context.planning().follows() != null) {
      return none("the run follows a plan, which was made of everything");
    }
    if (context.config().source().merge().filter(m -> m == Merge.CONTENT).isPresent()) {
      return none("source.merge is content");
    }
    if (state.files().stream().anyMatch(f -> !f.lost().isEmpty())) {
      return none("rows of a damaged file are lost");
    }
    Optional<EarlierMigrations.Ended> last = EarlierMigrations.of(context, RECONCILED).findFirst();
    return last.isEmpty()
        ? none("no migration in this folder of runs came to a good end")
        : checked(state, last.get());
  }

  /**
   * What the run staged that an incremental one may build on; it copies what stands as it did.
   * Whether it does build on it is decided when rows are resolved.
   */
  static Optional<StagingLayout> staging(RunContext context) {
    if (!context.incremental()) {
      return Optional.empty();
    }
    return EarlierMigrations.of(context, RECONCILED)
        .findFirst()
        .filter(run -> run.report().environment().toolVersion().equals(ToolVersion.text()))
        .map(run -> RunState.rows(run.folder(), context.config()));
  }

  private static Search none(String reason) {
    return new Search(null, reason);
  }

  private static Search checked(RunState state, EarlierMigrations.Ended last) {
    RunFolder folder = last.folder();
    String run = "run " + folder.id();
    if (!last.report().environment().toolVersion().equals(ToolVersion.text())) {
      return none(run + " was made by version " + last.report().environment().toolVersion());
    }
    List<String> changed = ResumeCheck.deciding(folder, state.context().folder());
    if (!changed.isEmpty()) {
      return none(run + " had another config: " + String.join(", ", changed));
    }
    for (PostgresNode node : state.destinations().nodes()) {
      if (!LedgerMark.nothingSince(node, folder.id().text())) {
        return none(
            run
                + " is not the last that changed PostgreSQL node "
                + node.name()
                + ", or not there");
      }
    }
    if (!GlobalMark.missing(state).isEmpty()) {
      return none("a run was cut off before it had filled Cassandra");
    }
    boolean replaced = last.report().tables().stream().anyMatch(t -> t.replaced() > 0);
    if (replaced && !TakenUp.read(folder).tellsLosers()) {
      // Which copies lost to what replaced these, its fates do not say.
      return none(run + " took up everything and replaced rows");
    }
    return staged(state, last);
  }

  private static Search staged(RunState state, EarlierMigrations.Ended last) {
    RunFolder folder = last.folder();
    String gone = "what run " + folder.id() + " staged is gone";
    if (!Files.exists(RunState.sourceList(folder))) {
      return none(gone);
    }
    StagingLayout layout = RunState.rows(folder, state.context().config());
    for (TableReport table : last.report().tables()) {
      long there = layout.manifests(table.table()).stream().mapToLong(PartManifest::read).sum();
      if (table.books().skipped() == 0 && there != table.books().read()) {
        return none(gone);
      }
    }
    try {
      List<SourceFile> files = SourceList.read(RunState.sourceList(folder));
      if (files.stream().anyMatch(f -> !f.lost().isEmpty())) {
        return none("rows of a damaged file were lost in run " + folder.id());
      }
      LastRun found = new LastRun(folder, last.report(), files, layout);
      Optional<String> unseen = found.unseen(state);
      return unseen.isPresent() ? none(unseen.get()) : new Search(found, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Of what it could not tell which rows had left their file, and this run can: from then on
   * nothing about them changes, so that nobody would ever look.
   *
   * @return a clause; empty where there is no such thing
   */
  private Optional<String> unseen(RunState state) {
    Set<Integer> changed = Set.copyOf(EarlierSources.of(state).values());
    Map<String, Integer> had =
        files.stream().collect(Collectors.toMap(SourceFile::path, SourceFile::index));
    for (SourceFile file : state.files()) {
      if (changed.contains(file.index()) && !had.containsKey(file.path())) {
        return Optional.of(
            "run " + folder.id() + " was without " + file.path() + ", which was migrated before");
      }
    }
    Set<String> tables = new HashSet<>();
    Map<String, List<PartManifest>> rejecting = new HashMap<>();
    for (TableReport table : report.tables()) {
      tables.add(table.table());
      if (table.books().rejected() > 0) {
        rejecting.put(table.table(), layout.manifests(table.table()));
      }
    }
    Set<String> stand =
        state.shapes().standing().stream().map(TargetTable::name).collect(Collectors.toSet());
    for (PlannedTable table : state.tables().planned()) {
      String name = table.stagedTarget().name();
      if (!changed.contains(table.fileIndex())) {
        continue;
      }
      if (stand.contains(name) && !tables.contains(name)) {
        return Optional.of("run " + folder.id() + " was without " + name + ", which stands");
      }
      Integer former = had.get(state.files().get(table.fileIndex()).path());
      if (former != null
          && DeletedRows.rejected(rejecting.getOrDefault(name, List.of()), table, former) > 0
          && DeletedRows.rejected(state.manifests(name), table, table.fileIndex()) == 0) {
        return Optional.of("rows of " + name + " were rejected in run " + folder.id());
      }
    }
    return Optional.empty();
  }

  /** The folder of everything that it staged, a Hadoop URI. */
  String stagingRoot(RunState state) {
    return RunState.stagingRoot(folder, state.context().config());
  }

  /** Takes its shard map for that of another run, as far as it is there with what it is worth. */
  boolean keepMap(RunState state) {
    ShardingReport worth = Placements.read(folder);
    if (worth == null || !PreviousMap.hasMap(folder)) {
      return false;
    }
    state.spark().sparkContext().setJobDescription("keep the shard map");
    state.shardMap().keep(new PreviousMap(folder).read(state.spark()));
    Placements.write(state.context().folder(), worth.whereNobodyMoves());
    return true;
  }

  /** What it staged, in another run's numbering, shape {@link Copies}. */
  Dataset<Row> copies(RunState state) {
    return copies(state, (table, part) -> true);
  }

  /**
   * The same without what that run copied and takes up no row of.
   *
   * @param taken the parts that it takes rows up of, by the number of the table
   */
  Dataset<Row> copies(RunState state, Map<Integer, Map<Long, Long>> taken) {
    Map<String, Set<Long>> passed = new HashMap<>();
    for (String table : state.tableNames()) {
      Map<Long, Long> parts = taken.getOrDefault(state.number(table), Map.of());
      passed.put(
          table,
          state.manifests(table).stream()
              .filter(part -> !parts.containsKey(part.part()))
              .flatMap(part -> part.copyOf(layout).stream())
              .map(Copied::part)
              .collect(Collectors.toSet()));
    }
    return copies(state, (table, part) -> !passed.getOrDefault(table, Set.of()).contains(part));
  }

  private Dataset<Row> copies(RunState state, BiPredicate<String, Long> wanted) {
    Map<Integer, List<StagedPart>> parts = new TreeMap<>();
    for (String table : state.tableNames()) {
      parts.put(
          state.number(table),
          layout.parts(table).stream().filter(part -> wanted.test(table, part.id())).toList());
    }
    int[] numbers = numbers(state);
    Column source =
        udf((UDF1<Integer, Integer>) i -> numbers[i], DataTypes.IntegerType).apply(col("_source"));
    return StagedCopies.of(state.spark(), parts).withColumn("_source", source);
  }

  /** The numbers of its files in another run; those that are not of that run follow. */
  int[] numbers(RunState state) {
    Map<String, Integer> known = new HashMap<>();
    state.files().forEach(f -> known.put(f.path(), f.index()));
    int[] numbers = new int[files.size()];
    for (SourceFile file : files) {
      numbers[file.index()] =
          known.getOrDefault(file.path(), state.files().size() + 1 + file.index());
    }
    return numbers;
  }

  /** What another run staged of each table beside what this one did, stretch by stretch. */
  List<PartPair> besides(RunState state) {
    List<PartPair> pairs = new ArrayList<>();
    for (String table : state.tableNames()) {
      pairs.addAll(
          PartPair.of(
              state.number(table),
              new PartPair.State(state.layout(), state.manifests(table)),
              new PartPair.State(layout, layout.manifests(table))));
    }
    return pairs;
  }

  /** Whether any of its rows lost to a better copy. */
  boolean superseded() {
    return report.tables().stream().anyMatch(t -> t.books().superseded() > 0);
  }
}
