package dev.prima.jobs.run;

import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which table of which file goes where. A function of the sources and the mapping alone.
 *
 * @param planned every table of every file, in the order of files
 * @param unclaimed the merged form of tables that no profile claims, by canonical name
 */
public record RunTables(List<PlannedTable> planned, Map<String, SourceTable> unclaimed) {

  public static RunTables of(List<SourceFile> files, MappingCatalog catalog) {
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
    loose.forEach((name, tables) -> merged.put(name, MergedTable.of(tables)));
    merged.values().forEach(table -> unclaimed.put(UnclaimedTable.PREFIX + table.name(), table));
    List<PlannedTable> planned = new ArrayList<>();
    for (SourceFile file : files) {
      for (SnapshotTable table : file.tables()) {
        SourceTable source = table.table();
        Optional<TableClaim> claim = catalog.claim(source);
        if (claim.isPresent()) {
          planned.add(
              new PlannedTable(
                  catalog.target(claim.get().target()),
                  file.index(),
                  FollowedRows.found(source, claim.get(), file),
                  claim.get()));
        } else {
          SourceTable whole = find(merged, source);
          planned.add(
              new PlannedTable(
                  UnclaimedTable.staged(whole),
                  file.index(),
                  source,
                  UnclaimedTable.claim(source, whole)));
        }
      }
    }
    return new RunTables(planned, unclaimed);
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
