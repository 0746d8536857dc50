package dev.prima.jobs.run;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.MappingFit;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.selection.TableSelection;
import dev.prima.core.selection.TableSelection.Taken;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.mapping.MappingError;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which table of which file goes where, and which is left out. A function of the sources, the
 * mapping and the selection alone.
 *
 * @param planned every table of every file that is taken, in the order of files
 * @param unclaimed the merged form of tables that no profile claims and that are taken, by
 *     canonical name
 * @param leftOut every table of every file that is not taken, in the order of files
 * @param names canonical names of all of them: those of the catalog first, in its order
 * @param claims the profiles that claim tables of a file, taken or not, by the file's index
 */
public record RunTables(
    List<PlannedTable> planned,
    Map<String, SourceTable> unclaimed,
    List<LeftOut> leftOut,
    List<String> names,
    Map<Integer, Set<String>> claims) {

  /**
   * A table of a file that a rule of the config or of a mapping leaves out.
   *
   * @param table canonical name
   * @param rows as SQLite counts them
   * @param rule what leaves it out
   */
  public record LeftOut(String table, int fileIndex, long rows, String rule) {}

  public static RunTables of(
      List<SourceFile> files, MappingCatalog catalog, TableSelection selection) {
    Map<String, SourceTable> merged = merged(files, catalog);
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
        PlannedTable plan = plan(file, table.table(), catalog, merged);
        String name = plan.stagedTarget().name();
        filled.add(name);
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
    Map<String, SourceTable> unclaimed = new LinkedHashMap<>();
    List<String> names =
        new ArrayList<>(
            catalog.targets().stream().map(TargetTable::name).filter(filled::contains).toList());
    names.addAll(skippedNames);
    for (SourceTable table : merged.values()) {
      String name = UnclaimedTable.PREFIX + table.name();
      names.add(name);
      if (selection.takes(name)) {
        unclaimed.put(name, table);
      }
    }
    return new RunTables(planned, unclaimed, leftOut, names, claims);
  }

  /**
   * The same; refuses a mapping that does not fit the sources, and a selection whose names they do
   * not have.
   *
   * @throws PrimaException {@link MappingError#DOES_NOT_FIT}, {@link
   *     dev.prima.core.selection.SelectionError#NOT_IN_SOURCES}
   */
  static RunTables checked(
      List<SourceFile> files, MappingCatalog catalog, TableSelection selection) {
    List<String> misfits = MappingFit.problems(catalog, schemas(files));
    if (!misfits.isEmpty()) {
      throw new PrimaException(
          MappingError.DOES_NOT_FIT,
          "The mapping does not fit the sources, and no target was touched:\n  "
              + String.join("\n  ", misfits));
    }
    RunTables tables = of(files, catalog, selection);
    boolean none = tables.planned.isEmpty() && !tables.leftOut.isEmpty();
    selection.checkHeld(
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

  /** Tables that no profile claims, those of one name in several files as one, by folded name. */
  private static Map<String, SourceTable> merged(List<SourceFile> files, MappingCatalog catalog) {
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
    Map<String, SourceTable> merged = new LinkedHashMap<>();
    loose.forEach((name, tables) -> merged.put(name, MergedTable.of(tables)));
    return merged;
  }

  private static PlannedTable plan(
      SourceFile file,
      SourceTable source,
      MappingCatalog catalog,
      Map<String, SourceTable> merged) {
    Optional<TableClaim> claim = catalog.claim(source);
    if (claim.isPresent()) {
      return new PlannedTable(
          catalog.target(claim.get().target()),
          file.index(),
          FollowedRows.found(source, claim.get(), file),
          claim.get());
    }
    SourceTable whole = find(merged, source);
    return new PlannedTable(
        UnclaimedTable.staged(whole), file.index(), source, UnclaimedTable.claim(source, whole));
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
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String name : names) {
      leftOut.stream()
          .filter(t -> t.table().equals(name))
          .forEach(t -> rows.merge(name, t.rows(), Long::sum));
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
