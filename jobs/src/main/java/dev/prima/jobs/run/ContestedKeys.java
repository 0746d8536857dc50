package dev.prima.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.prima.core.config.SourceConfig.Merge;
import dev.prima.core.dialect.Affinity;
import dev.prima.core.landing.Landing;
import dev.prima.core.mapping.LocalKeys;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.schema.SourceColumn;
import dev.prima.jobs.postgres.SourceIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Looks for keys under which several files hold different rows, in tables whose keys every file
 * counts for itself: nothing says whether these are copies of one row. Where the config says that
 * rows are one by content, no such key should be left but those that are not made from it.
 */
final class ContestedKeys {
  private static final int NAMED_FILES = 3;

  /** Rows that stand and came from files that are not named now: below all of the sources. */
  private static final int STANDING = -2;

  private final RunState state;
  private final Map<Integer, String> files = new HashMap<>();

  private ContestedKeys(RunState state) {
    this.state = state;
  }

  /** A sentence for each table; none where the config says what such rows are. */
  static List<String> blocks(RunState state) {
    Optional<Merge> merge = state.context().config().source().merge();
    if (merge.isPresent() && merge.get() != Merge.CONTENT) {
      return List.of();
    }
    Set<String> local =
        new TreeSet<>(
            LocalKeys.among(
                state.tables().unclaimed(), (table, column) -> counts(state, table, column)));
    if (!(state.readsTargets() && state.standing().any())) {
      local.removeIf(name -> files(state, name) < 2);
    }
    return local.isEmpty() ? List.of() : new ContestedKeys(state).among(local);
  }

  /** Whether the values of a column are whole numbers, but for a few where it says INTEGER. */
  private static boolean counts(RunState state, String table, SourceColumn column) {
    TargetTable target = state.target(table);
    Landing landing = target.columns().get(target.ordinal(column.name())).landed();
    return switch (landing.kind()) {
      case BIGINT, BOOLEAN -> true;
      case NUMERIC -> landing.scale() == 0;
      case MIXED -> Affinity.of(column.declaredType()) == Affinity.INTEGER;
      case DOUBLE, TEXT, BYTEA, DATE, TIMESTAMP, ABSENT -> false;
    };
  }

  private static long files(RunState state, String table) {
    return state.tables().planned().stream()
        .filter(t -> t.stagedTarget().name().equals(table))
        .count();
  }

  private List<String> among(Set<String> names) {
    Dataset<Row> contested = contested(names).cache();
    try {
      state.spark().sparkContext().setJobDescription("look for keys that files contest");
      Map<Integer, Long> keys = new TreeMap<>();
      contested
          .groupBy("_table")
          .count()
          .collectAsList()
          .forEach(r -> keys.put(r.getInt(0), r.getLong(1)));
      if (keys.isEmpty()) {
        return List.of();
      }
      Map<Integer, Set<String>> holding = new HashMap<>();
      for (Row row :
          contested
              .select(col("_table"), explode(col("files")).as("file"))
              .distinct()
              .collectAsList()) {
        holding
            .computeIfAbsent(row.getInt(0), t -> new TreeSet<>())
            .add(files.getOrDefault(row.getInt(1), "source " + (STANDING - row.getInt(1))));
      }
      List<String> blocks = new ArrayList<>();
      for (String name : names) {
        int number = state.number(name);
        if (keys.containsKey(number)) {
          blocks.add(
              sentence(
                  name, keys.getOrDefault(number, 0L), holding.getOrDefault(number, Set.of())));
        }
      }
      return blocks;
    } finally {
      contested.unpersist();
      state.spark().sparkContext().setJobDescription(null);
    }
  }

  private String sentence(String table, long keys, Set<String> files) {
    List<String> named = files.stream().limit(NAMED_FILES).toList();
    return table
        + ": "
        + keys
        + (keys == 1 ? " key stands" : " keys stand")
        + " for different rows in "
        + files.size()
        + " files ("
        + String.join(", ", named)
        + (files.size() > named.size() ? ", ..." : "")
        + ")"
        + (state.tables().scope() == Scope.CONTENT
            ? ", and their key is not one that source.merge: content makes: take key or separate"
            : "; say with source.merge what they are: key (copies of one row, of which one stands),"
                + " content (keys are made from content, references follow) or separate (rows of"
                + " their own: source_id joins every key and foreign key)");
  }

  /** Shape: {@code _table}, {@code _identity} and {@code files}, the sources that hold it. */
  private Dataset<Row> contested(Set<String> names) {
    Object[] numbers = names.stream().map(state::number).toArray();
    Dataset<Row> staged = copies(state.copies(names.stream()), col("_source"));
    Dataset<Row> all = staged;
    if (state.readsTargets() && state.standing().any()) {
      all = staged.unionByName(elsewhere(numbers));
    }
    state.files().forEach(f -> files.put(f.index(), f.path()));
    return all.groupBy("_table", "_identity")
        .agg(
            collect_set("file").as("files"),
            min("hash").as("least"),
            max("hash").as("most"),
            count(when(col("file").geq(0), lit(1))).as("own"))
        .filter(not(col("least").equalTo(col("most"))))
        .filter(col("own").gt(0))
        .filter(size(col("files")).gt(1))
        .select("_table", "_identity", "files");
  }

  /** Rows that stand, but for those of files that are read now: these tell what they hold. */
  private Dataset<Row> elsewhere(Object[] numbers) {
    Set<String> named = new TreeSet<>();
    state.files().forEach(f -> named.add(f.path()));
    List<Integer> read = new ArrayList<>();
    SourceIds.files(state.destinations().home())
        .forEach(
            (id, file) -> {
              files.put(STANDING - id, file);
              if (named.contains(file)) {
                read.add(id);
              }
            });
    Dataset<Row> standing =
        state
            .standing()
            .read()
            .filter(col("_table").isin(numbers))
            .filter(not(col("source_id").isin(read.toArray())));
    return copies(standing, lit(STANDING).minus(col("source_id")));
  }

  private static Dataset<Row> copies(Dataset<Row> rows, Column file) {
    return rows.select(
        col("_table"),
        col("_identity"),
        file.cast(DataTypes.IntegerType).as("file"),
        xxhash64(col("_hash")).as("hash"));
  }
}
