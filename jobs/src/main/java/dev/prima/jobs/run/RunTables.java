package dev.prima.jobs.run;

import dev.prima.core.config.SourceConfig.Merge;
import dev.prima.core.mapping.ContentKeys;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which table of which file goes where. A function of the sources, the mapping and {@code
 * source.merge} alone.
 *
 * @param planned every table of every file, in the order of files
 * @param unclaimed the merged form of tables that no profile claims, by canonical name
 * @param scope how far the keys of these reach
 * @param made which of these have keys made from content
 */
public record RunTables(
    List<PlannedTable> planned, Map<String, SourceTable> unclaimed, Scope scope, ContentKeys made) {

  /** With keys that reach across all files. */
  public static RunTables of(List<SourceFile> files, MappingCatalog catalog) {
    return new Finding(files, catalog, Scope.ALL_FILES, Path.of("")).tables();
  }

  /** Of a run, which keeps the keys that it makes beside its snapshots. */
  static RunTables of(List<SourceFile> files, RunContext context) {
    Scope scope = context.config().source().merge().map(RunTables::scope).orElse(Scope.ALL_FILES);
    return new Finding(files, context.catalog(), scope, context.folder().snapshots()).tables();
  }

  private static Scope scope(Merge merge) {
    return switch (merge) {
      case KEY -> Scope.ALL_FILES;
      case CONTENT -> Scope.CONTENT;
      case SEPARATE -> Scope.EACH_FILE;
    };
  }

  private record Finding(
      List<SourceFile> files, MappingCatalog catalog, Scope scope, Path keysFolder) {
    RunTables tables() {
      Map<String, List<SourceTable>> loose = new LinkedHashMap<>();
      for (SourceFile file : files) {
        for (SnapshotTable table : file.tables()) {
          if (catalog.claim(table.table()).isEmpty()) {
            loose
                .computeIfAbsent(MergedTable.folded(table.table().name()), n -> new ArrayList<>())
                .add(table.table());
          }
        }
      }
      Map<String, SourceTable> unclaimed = new LinkedHashMap<>();
      Map<String, SourceTable> merged = new LinkedHashMap<>();
      Map<String, List<SourceReference>> references = new LinkedHashMap<>();
      loose.forEach(
          (name, tables) -> {
            SourceTable whole = MergedTable.of(tables);
            merged.put(name, whole);
            unclaimed.put(UnclaimedTable.PREFIX + whole.name(), whole);
            references.put(
                UnclaimedTable.PREFIX + whole.name(),
                tables.stream()
                    .flatMap(t -> t.declaration().references().stream())
                    .distinct()
                    .toList());
          });
      ContentKeys made =
          scope == Scope.CONTENT ? ContentKeys.of(unclaimed, references) : ContentKeys.NONE;
      List<PlannedTable> planned = new ArrayList<>();
      for (SourceFile file : files) {
        for (SnapshotTable table : file.tables()) {
          SourceTable source = table.table();
          Optional<TableClaim> claim = catalog.claim(source);
          planned.add(
              claim.isPresent()
                  ? new PlannedTable(
                      catalog.target(claim.get().target()), file.index(), source, claim.get())
                  : unclaimed(file, source, find(merged, source), made));
        }
      }
      return new RunTables(planned, unclaimed, scope, made);
    }

    private PlannedTable unclaimed(
        SourceFile file, SourceTable source, SourceTable whole, ContentKeys made) {
      String name = UnclaimedTable.PREFIX + whole.name();
      return new PlannedTable(
          UnclaimedTable.staged(whole, scope),
          file.index(),
          source.with(KeyFiles.read(KeyFiles.of(keysFolder, file), name, source, made)),
          scope == Scope.EACH_FILE
              ? UnclaimedTable.claim(source, whole, file.path())
              : UnclaimedTable.claim(source, whole));
    }
  }

  private static SourceTable find(Map<String, SourceTable> merged, SourceTable source) {
    SourceTable found = merged.get(MergedTable.folded(source.name()));
    if (found == null) {
      throw new IllegalStateException("Table " + source.name() + " was not merged");
    }
    return found;
  }

  /** The profiles that claim tables of a file, in the order of its tables. */
  public List<String> profiles(int file) {
    Set<String> profiles = new LinkedHashSet<>();
    planned.stream()
        .filter(t -> t.fileIndex() == file)
        .forEach(t -> profiles.add(t.claim().profile()));
    return List.copyOf(profiles);
  }

  /**
   * Canonical names of the tables that hold rows of the sources: those of the catalog first, in its
   * order.
   */
  public List<String> names(MappingCatalog catalog) {
    Set<String> filled = new LinkedHashSet<>();
    planned.forEach(t -> filled.add(t.stagedTarget().name()));
    List<String> ordered = new ArrayList<>();
    catalog.targets().stream()
        .map(TargetTable::name)
        .filter(filled::contains)
        .forEach(ordered::add);
    ordered.addAll(unclaimed.keySet());
    return ordered;
  }
}
