package dev.prima.jobs.run;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.report.TableReport;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.extract.ExtractLimits;
import dev.prima.jobs.extract.ExtractPlan;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.reshard.ShardMap;
import dev.prima.jobs.resolve.FateCounts;
import dev.prima.jobs.resolve.Fates;
import dev.prima.jobs.resolve.StagedCopies;
import dev.prima.jobs.resolve.Standing;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SourceList;
import dev.prima.jobs.spark.Schemas;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagedPart;
import dev.prima.jobs.staging.StagingLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a run share. Everything in it is found again from the run's folder, its staging
 * and the targets, so that a resume in another process goes on with the same; what is costly is
 * kept once it was found.
 *
 * <p>Used by one step at a time; the session alone is opened beside the first steps.
 */
public final class RunState implements AutoCloseable {
  private final RunContext context;
  private final Destinations destinations;
  private final String root;
  private final RunSession session;
  private @Nullable List<SourceFile> files;
  private @Nullable RunTables tables;
  private boolean suited;
  private volatile boolean cancelled;
  private @Nullable ExtractPlan extractPlan;
  private @Nullable Broadcast<ShardLookup> lookup;
  private Map<Integer, Integer> sourceIds = Map.of();
  private Map<Integer, Integer> firstIds = Map.of();
  private @Nullable TableShapes shapes;
  private final Map<String, List<PartManifest>> manifests = new HashMap<>();
  private @Nullable FateCounts fateCounts;
  private @Nullable TakenUp takenUp;
  private final Set<String> obstacles = new LinkedHashSet<>();
  private final Set<String> silent = new LinkedHashSet<>();
  private boolean readsTargets;
  private final FreeRoom room;
  private final FoundCounts found = new FoundCounts();
  private @Nullable List<TableReport> foretold;

  public RunState(RunContext context, Destinations destinations) {
    this.context = context;
    this.destinations = destinations;
    room = new FreeRoom(hadoop(context.config()));
    readsTargets = context.reach() != RunContext.Reach.OFFLINE;
    root = stagingRoot(context.folder(), context.config());
    session = new RunSession(context, destinations);
  }

  /** Where everything stands that a run stages, a Hadoop URI. */
  static String stagingRoot(RunFolder run, PrimaConfig config) {
    return config
        .staging()
        .uri()
        .map(uri -> RunFolder.stagingUnder(uri, run.id()))
        .orElseGet(() -> run.staging().toUri().toString().replaceAll("/+$", ""));
  }

  /** Makes the folder of staging where it is not in the run's own, which its owner alone reads. */
  void makeStaging() {
    if (context.config().staging().uri().isPresent()) {
      new StagingLayout(root, hadoop(context.config())).make();
    }
  }

  /** Where the rows of a run are staged. */
  public static StagingLayout rows(RunFolder run, PrimaConfig config) {
    return new StagingLayout(stagingRoot(run, config) + "/rows", hadoop(config));
  }

  /** Local files need nothing that Spark knows, and a small run no time to ask it. */
  private static Configuration hadoop(PrimaConfig config) {
    return config.staging().uri().isPresent()
        ? SparkProperties.hadoop(config)
        : new Configuration();
  }

  /** A session for a run, which the caller stops. */
  public static SparkSession open(RunContext context, Destinations destinations) {
    return RunSession.open(context, destinations);
  }

  public RunContext context() {
    return context;
  }

  /**
   * The time that this run's own writes to the global store bear, microseconds since the epoch;
   * kept over resumes.
   */
  long writeTime() {
    return context.attempt().firstStart().toEpochMilli() * 1000;
  }

  public Destinations destinations() {
    return destinations;
  }

  /** The session where one was opened, or is being opened; null for none. */
  @Nullable SparkSession opened() {
    return session.opened();
  }

  /** The session, suited to the rows of this run. */
  public SparkSession spark() {
    if (!suited) {
      suited = true;
      suit(extractPlan().rows());
    }
    return session.get();
  }

  /** Suits the session to so many rows. */
  void suit(long rows) {
    session.suit(rows);
  }

  public Path sourceList() {
    return sourceList(context.folder());
  }

  /** Where a run notes its snapshots, once all of them are taken. */
  public static Path sourceList(RunFolder run) {
    return run.work().resolve("sources.json");
  }

  /** The sources with their snapshots. */
  public List<SourceFile> files() {
    if (files == null) {
      try {
        files = SourceList.read(sourceList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  public RunTables tables() {
    if (tables == null) {
      tables = RunTables.of(files(), context);
    }
    return tables;
  }

  /** Tables that hold rows of the sources and are taken. */
  public List<String> tableNames() {
    return tables().taken();
  }

  public ExtractPlan extractPlan() {
    if (extractPlan == null) {
      ExtractLimits limits =
          new ExtractLimits(
              context.config().extract().rangeRows(),
              context.config().extract().chunkRows(),
              context.config().extract().chunkBytes().bytes());
      StagingLayout layout = rows(context.folder(), context.config());
      extractPlan = ExtractPlan.of(files(), tables().planned(), layout, limits);
    }
    return extractPlan;
  }

  public StagingLayout layout() {
    return extractPlan().layout();
  }

  /** A folder of staging beside the rows. */
  public String stagingFolder(String kind, String table) {
    return root + "/" + kind + "/" + URLEncoder.encode(table, StandardCharsets.UTF_8);
  }

  /** Rows that stood in the targets before the load. */
  Standing standing() {
    return new Standing(spark(), root + "/standing");
  }

  Dataset<Row> standing(String table) {
    return standing().read(number(table));
  }

  /** Where the edges between agents are kept while places are decided. */
  String edgesFolder() {
    return root + "/edges";
  }

  /** Where what reconcile reads is kept while it compares. */
  String readingsFolder() {
    return root + "/readings";
  }

  String fatesRoot() {
    return root + "/fates";
  }

  /** The number under which a table is resolved: its place among the targets. */
  int number(String table) {
    return shapes().number(table);
  }

  public Fates fates(String table) {
    return new Fates(fatesRoot(), number(table));
  }

  public ShardMap shardMap() {
    return new ShardMap(context.folder().shardMap().toUri().toString());
  }

  /** The shape in which rows of a table are staged. */
  public TargetTable staged(String table) {
    return shapes().staged(table);
  }

  /** The shape that a table has in its target. */
  public TargetTable target(String table) {
    return shapes().target(table);
  }

  /** All targets of the run: the whole model, and the tables that no profile claims. */
  public List<TargetTable> targets() {
    return shapes().targets();
  }

  /** The shapes of its tables, those in which they land included once extract is complete. */
  TableShapes shapes() {
    if (shapes == null) {
      shapes = new TableShapes(context, destinations.home(), tables(), this::manifests);
    }
    return shapes;
  }

  /** The manifests of a table's parts, once extract is complete. */
  List<PartManifest> manifests(String table) {
    return manifests.computeIfAbsent(table, t -> layout().manifests(t));
  }

  /** How many rows have which fate, once resolve is complete. */
  FateCounts fateCounts() {
    if (fateCounts == null) {
      spark().sparkContext().setJobDescription("count fates");
      fateCounts = FateCounts.read(spark(), fatesRoot());
    }
    return fateCounts;
  }

  /** Staged parts of a table with the rows that are taken up, derived ones included. */
  public List<StagedPart> parts(String table) {
    List<StagedPart> parts = new ArrayList<>();
    if (takenUp().changesAlone()) {
      parts.addAll(ChangedParts.of(this, table));
    } else {
      parts.addAll(extracted(table));
    }
    parts.addAll(DerivedParts.of(this, table));
    return parts;
  }

  /** Parts of a table with all rows that were read from sources and staged. */
  List<StagedPart> extracted(String table) {
    return manifests(table).stream().filter(m -> m.staged() > 0).map(layout()::part).toList();
  }

  /** Which rows the run takes up, as far as that is decided. */
  TakenUp takenUp() {
    if (takenUp == null) {
      takenUp = TakenUp.read(context.folder());
    }
    return takenUp;
  }

  /** Decides which rows the run takes up. */
  void takeUp(TakenUp rows) {
    if (!rows.equals(takenUp())) {
      rows.write(context.folder());
      takenUp = rows;
    }
  }

  /** Staged rows of a table that are taken up, derived ones included; empty where there is none. */
  public Dataset<Row> rows(String table) {
    return rows(table, parts(table));
  }

  Dataset<Row> rows(String table, List<StagedPart> parts) {
    TargetTable staged = staged(table);
    if (parts.isEmpty()) {
      return spark().createDataFrame(List.of(), Schemas.staged(staged));
    }
    return spark()
        .read()
        .schema(Schemas.staged(staged))
        .parquet(parts.stream().map(StagedPart::path).toArray(String[]::new));
  }

  /** The shard map on every executor. */
  public Broadcast<ShardLookup> lookup() {
    if (lookup == null) {
      lookup =
          JavaSparkContext.fromSparkContext(spark().sparkContext())
              .broadcast(shardMap().lookup(spark(), destinations.regions()));
    }
    return lookup;
  }

  /** {@code source_id} by index of the source; the index after the last is that of derived rows. */
  public Map<Integer, Integer> sourceIds() {
    return sourceIds;
  }

  /**
   * {@code source_id} by index of the source, of rows of a table: where it is a part of the key,
   * the one under which the file was known first.
   */
  Map<Integer, Integer> sourceIds(TargetTable table) {
    return table.separate() ? firstIds : sourceIds;
  }

  /** The numbers under which files were known first, where these are a part of keys. */
  Set<Integer> firstSourceIds() {
    return Set.copyOf(firstIds.values());
  }

  /** All numbers that rows of this run bear. */
  Set<Integer> ownSourceIds() {
    Set<Integer> own = new LinkedHashSet<>(sourceIds.values());
    own.addAll(firstIds.values());
    return own;
  }

  /**
   * @param first the numbers under which the files were known first
   */
  void sourceIds(Map<Integer, Integer> ids, Map<Integer, Integer> first) {
    sourceIds = Map.copyOf(ids);
    firstIds = Map.copyOf(first);
  }

  /** What keeps the targets from taking a migration, as far as was found; only in a dry run. */
  Set<String> obstacles() {
    return obstacles;
  }

  /** Nodes that could not be asked what they took. */
  Set<String> silentNodes() {
    return silent;
  }

  void silent(String node) {
    silent.add(node);
  }

  void obstacle(String obstacle) {
    obstacles.add(obstacle);
  }

  /** Notes that tables stand whose rows are not to be read. */
  void foreignRows(String obstacle) {
    obstacles.add(obstacle);
    readsTargets = false;
  }

  FoundCounts found() {
    return found;
  }

  /** Whether rows that stand in the targets are looked at. */
  boolean readsTargets() {
    return readsTargets;
  }

  /** The books as the run will leave them, once resolve is complete. */
  List<TableReport> foretold() {
    if (foretold == null) {
      foretold = new TableBooks(this, Set.of("resolve"), TableBooks.Told.BEFORE).read(Map.of());
    }
    return foretold;
  }

  /** Gives the room back that staging takes; the run can then not go on. */
  void deleteStaging() {
    deleteStaged(root);
  }

  /** Removes a folder of staging; fine where it is not there. */
  void deleteStaged(String folder) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    try {
      path.getFileSystem(hadoop(context.config())).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Staged rows of tables in the common shape of copies, derived ones included. */
  Dataset<Row> copies(Stream<String> names) {
    Map<Integer, List<StagedPart>> parts = new TreeMap<>();
    names.distinct().forEach(name -> parts.put(number(name), parts(name)));
    return StagedCopies.of(spark(), parts);
  }

  /** How much room there was before this run took any. */
  FreeRoom room() {
    return room;
  }

  /** Notes how much room there is, before this run takes any. */
  void measureRoom() {
    room.measure(List.of(snapshotsUri(), root));
  }

  String snapshotsUri() {
    return context.folder().snapshots().toUri().toString();
  }

  /** The folder of everything that is staged, a Hadoop URI. */
  String stagingRoot() {
    return root;
  }

  /** Ends what Spark is doing, for a stop; what begins after it is ended by the next call. */
  void cancel() {
    cancelled = true;
    session.cancel();
  }

  /** Whether somebody wants an end. */
  boolean cancelled() {
    return cancelled;
  }

  @Override
  public void close() {
    session.close();
  }
}
