package dev.prima.jobs.run;

import dev.prima.core.config.SourceConfig.Merge;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.ContentKeys;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.MappingFit;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.mapping.TextRule;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.selection.TableSelection;
import dev.prima.core.selection.TableSelection.Taken;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.mapping.MappingError;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which table of which file goes where, and which is left out. A function of the sources, the
 * mapping, the selection, {@code source.merge} and {@code source.text} alone.
 *
 * @param planned every table of every file that is taken, in the order of files
 * @param unclaimed the merged form of tables that no profile claims and that are taken, by
 *     canonical name
 * @param leftOut every table of every file that is not taken, in the order of files
 * @param names canonical names of all of them: those of the catalog first, in its order
 * @param claims the profiles that claim tables of a file, taken or not, by the file's index
 * @param keys what the keys of unclaimed tables are
 */
public record RunTables(
    List<PlannedTable> planned,
    Map<String, SourceTable> unclaimed,
    List<LeftOut> leftOut,
    List<String> names,
    Map<Integer, Set<String>> claims,
    Keys keys) {

  /**
   * A table of a file that a rule of the config or of a mapping leaves out.
   *
   * @param table canonical name
   * @param rows as SQLite counts them
   * @param rule what leaves it out
   */
  public record LeftOut(String table, int fileIndex, long rows, String rule) {}

  /**
   * Keys of tables that no profile claims.
   *
   * @param scope how far they reach
   * @param made which are made from content, those of tables that are left out included: others
   *     refer to them
   * @param tables all of these in every file, in the order of files
   */
  public record Keys(Scope scope, ContentKeys made, List<PlannedTable> tables) {}

  /** How far the keys of unclaimed tables reach. */
  Scope scope() {
    return keys.scope();
  }

  /** Which of them have keys made from content. */
  ContentKeys made() {
    return keys.made();
  }

  /** With keys that reach across all files, where texts that no target can hold are rejected. */
  public static RunTables of(
      List<SourceFile> files, MappingCatalog catalog, TableSelection selection) {
    return new Finding(
            files, catalog, selection, new Told(Scope.ALL_FILES, TextRule.REJECT), Path.of(""))
        .tables();
  }

  /** Of a run, which keeps the keys that it makes beside its snapshots. */
  static RunTables of(List<SourceFile> files, RunContext context) {
    Scope scope = context.config().source().merge().map(RunTables::scope).orElse(Scope.ALL_FILES);
    return new Finding(
            files,
            context.catalog(),
            context.selection(),
            new Told(scope, context.config().source().text().rule()),
            context.folder().snapshots())
        .tables();
  }

  private static Scope scope(Merge merge) {
    return switch (merge) {
      case KEY -> Scope.ALL_FILES;
      case CONTENT -> Scope.CONTENT;
      case SEPARATE -> Scope.EACH_FILE;
    };
  }

  /**
   * The same; refuses a mapping that does not fit the sources, and a selection whose names they do
   * not have.
   *
   * @throws PrimaException {@link MappingError#DOES_NOT_FIT}, {@link
   *     dev.prima.core.selection.SelectionError#NOT_IN_SOURCES}
   */
  static RunTables checked(List<SourceFile> files, RunContext context) {
    List<String> misfits = MappingFit.problems(context.catalog(), schemas(files));
    if (!misfits.isEmpty()) {
      throw new PrimaException(
          MappingError.DOES_NOT_FIT,
          "The mapping does not fit the sources, and no target was touched:\n  "
              + String.join("\n  ", misfits));
    }
    RunTables tables = of(files, context);
    boolean none = tables.planned.isEmpty() && !tables.leftOut.isEmpty();
    context
        .selection()
        .checkHeld(
            tables.names.stream().filter(name -> name.startsWith(UnclaimedTable.PREFIX)).toList(),
            none ? Taken.NONE : Taken.SOME);
    return tables;
  }

  private static Map<String, List<SourceTable>> schemas(List<SourceFile> files) {
    Map<String, List<SourceTable>> schemas = new LinkedHashMap<>();
    files.forEach(
        f -> schemas.put(f.path(), f.tables().stream().map(SnapshotTable::table).toList()));
    return schemas;
  }

  /**
   * What the config says.
   *
   * @param scope how far keys of unclaimed tables reach
   * @param text what becomes of texts in columns that do not say it themselves
   */
  private record Told(Scope scope, TextRule text) {}

  private record Finding(
      List<SourceFile> files,
      MappingCatalog catalog,
      TableSelection selection,
      Told told,
      Path keysFolder) {
    RunTables tables() {
      Map<String, List<SourceTable>> loose = loose();
      Map<String, SourceTable> merged = new LinkedHashMap<>();
      loose.forEach((name, tables) -> merged.put(name, MergedTable.of(tables)));
      Map<String, SourceTable> all = new LinkedHashMap<>();
      Map<String, SourceTable> unclaimed = new LinkedHashMap<>();
      Map<String, List<SourceReference>> references = new LinkedHashMap<>();
      merged.forEach(
          (folded, table) -> {
            String name = UnclaimedTable.PREFIX + table.name();
            all.put(name, table);
            references.put(name, references(loose.getOrDefault(folded, List.of())));
            if (selection.takes(name)) {
              unclaimed.put(name, table);
            }
          });
      // Of all tables: what is taken must not change what a key is.
      ContentKeys made =
          told.scope() == Scope.CONTENT ? ContentKeys.of(all, references) : ContentKeys.NONE;
      List<PlannedTable> keyed = new ArrayList<>();
      List<PlannedTable> planned = new ArrayList<>();
      List<LeftOut> leftOut = new ArrayList<>();
      Set<String> filled = new LinkedHashSet<>();
      Set<String> skippedNames = new LinkedHashSet<>();
      Map<Integer, Set<String>> claims = new LinkedHashMap<>();
      for (SourceFile file : files) {
        for (SnapshotTable table : file.tables()) {
          Optional<String> skipped = catalog.skipped(table.table());
          if (skipped.isPresent()) {
            String name = table.table().name();
            skippedNames.add(name);
            leftOut.add(new LeftOut(name, file.index(), table.rows(), skipped.get()));
            continue;
          }
          PlannedTable plan = plan(file, table.table(), merged, made);
          String name = plan.stagedTarget().name();
          filled.add(name);
          if (all.containsKey(name)) {
            keyed.add(plan);
          }
          claims
              .computeIfAbsent(file.index(), f -> new LinkedHashSet<>())
              .add(plan.claim().profile());
          if (selection.takes(name)) {
            planned.add(plan);
          } else {
            leftOut.add(new LeftOut(name, file.index(), table.rows(), selection.rule(name)));
          }
        }
      }
      List<String> names =
          new ArrayList<>(
              catalog.targets().stream().map(TargetTable::name).filter(filled::contains).toList());
      names.addAll(skippedNames);
      merged.values().forEach(table -> names.add(UnclaimedTable.PREFIX + table.name()));
      return new RunTables(
          planned, unclaimed, leftOut, names, claims, new Keys(told.scope(), made, keyed));
    }

    /** Tables that no profile claims, those of one name in several files together. */
    private Map<String, List<SourceTable>> loose() {
      Map<String, List<SourceTable>> loose = new LinkedHashMap<>();
      for (SourceFile file : files) {
        for (SnapshotTable table : file.tables()) {
          if (catalog.claim(table.table()).isEmpty() && catalog.skipped(table.table()).isEmpty()) {
            loose
                .computeIfAbsent(MergedTable.folded(table.table().name()), n -> new ArrayList<>())
                .add(table.table());
          }
        }
      }
      return loose;
    }

    private static List<SourceReference> references(List<SourceTable> tables) {
      return tables.stream()
          .flatMap(t -> t.declaration().references().stream())
          .distinct()
          .toList();
    }

    private PlannedTable plan(
        SourceFile file, SourceTable source, Map<String, SourceTable> merged, ContentKeys made) {
      Optional<TableClaim> claim = catalog.claim(source);
      if (claim.isPresent()) {
        return new PlannedTable(
            catalog.target(claim.get().target()),
            file.index(),
            FollowedRows.found(source, claim.get(), file),
            claim.get().with(told.text()));
      }
      SourceTable whole = find(merged, source);
      String name = UnclaimedTable.PREFIX + whole.name();
      TableClaim own =
          told.scope() == Scope.EACH_FILE
              ? UnclaimedTable.claim(source, whole, file.path())
              : UnclaimedTable.claim(source, whole);
      return new PlannedTable(
          UnclaimedTable.staged(whole, told.scope()),
          file.index(),
          source.with(KeyFiles.read(KeyFiles.of(keysFolder, file), name, source, made)),
          own.with(told.text()));
    }
  }

  private static SourceTable find(Map<String, SourceTable> merged, SourceTable source) {
    SourceTable found = merged.get(MergedTable.folded(source.name()));
    if (found == null) {
      throw new IllegalStateException("Table " + source.name() + " was not merged");
    }
    return found;
  }

  /**
   * The profiles that claim tables of a file, in the order of its tables: what the file is, not
   * what is taken of it.
   */
  public List<String> profiles(int file) {
    return List.copyOf(claims.getOrDefault(file, Set.of()));
  }

  /** Canonical names of the tables whose rows are taken, in the order of {@link #names}. */
  public List<String> taken() {
    Set<String> filled = new HashSet<>(unclaimed.keySet());
    planned.forEach(t -> filled.add(t.stagedTarget().name()));
    return names.stream().filter(filled::contains).toList();
  }

  /** Rows that are left out, by canonical name, in the order of {@link #names}. */
  public Map<String, Long> leftOutRows() {
    Map<String, Long> found = new HashMap<>();
    leftOut.forEach(t -> found.merge(t.table(), t.rows(), Long::sum));
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String name : names) {
      Long left = found.get(name);
      if (left != null) {
        rows.put(name, left);
      }
    }
    return rows;
  }

  /** What leaves a table out. */
  String rule(String table) {
    return leftOut.stream()
        .filter(t -> t.table().equals(table))
        .map(LeftOut::rule)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(table + " is not left out"));
  }

  /** What a reconciliation does not compare: of the target model, and of what the files hold. */
  Set<String> notCompared(MappingCatalog catalog, TableSelection selection) {
    Set<String> names = new LinkedHashSet<>(selection.leftOut(catalog));
    leftOut.forEach(t -> names.add(t.table()));
    return names;
  }
}
