package dev.prima.core.mapping;

import dev.prima.core.mapping.Profile.SkippedTable;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Extent;
import dev.prima.core.mapping.TableClaim.Hop;
import dev.prima.core.mapping.TableClaim.Through;
import dev.prima.core.schema.SourceTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether files hold what a mapping says of them: tables that are their own targets are claimed by
 * name, so that what is spelt wrong would go unseen. A function of mapping and schemas alone.
 */
public final class MappingFit {
  private final MappingCatalog catalog;
  private final Map<String, List<SourceTable>> files;
  private final Set<String> problems = new LinkedHashSet<>();

  private MappingFit(MappingCatalog catalog, Map<String, List<SourceTable>> files) {
    this.catalog = catalog;
    this.files = files;
  }

  /**
   * All that does not fit, a sentence each.
   *
   * @param files their tables, by path
   */
  public static List<String> problems(
      MappingCatalog catalog, Map<String, List<SourceTable>> files) {
    MappingFit fit = new MappingFit(catalog, files);
    catalog.profiles().forEach(fit::check);
    return List.copyOf(fit.problems);
  }

  private void check(Profile profile) {
    for (SkippedTable skipped : profile.skipped()) {
      check(profile, skipped.source(), skipped.extent());
    }
    for (TableClaim claim : profile.claims()) {
      check(profile, claim.source(), claim.extent());
      if (claim.extent() != Extent.LENIENT) {
        files.forEach(
            (file, tables) -> find(tables, claim.source()).ifPresent(t -> columns(file, t, claim)));
      }
      Through through = claim.through();
      if (through != null) {
        files.forEach(
            (file, tables) ->
                find(tables, claim.source()).ifPresent(t -> way(file, tables, t, claim, through)));
      }
    }
  }

  private void check(Profile profile, String table, Extent extent) {
    if (extent != Extent.PRESENT
        || files.values().stream().anyMatch(tables -> find(tables, table).isPresent())) {
      return;
    }
    String similar =
        files.values().stream()
            .flatMap(List::stream)
            .map(SourceTable::name)
            .filter(n -> n.equalsIgnoreCase(table))
            .findFirst()
            .map(n -> "; there is " + n)
            .orElse("");
    problems.add(
        "no source has the table "
            + table
            + " of mapping "
            + profile.name()
            + similar
            + ". Say optional: true if files may come without it");
  }

  private static Optional<SourceTable> find(List<SourceTable> tables, String name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  private void columns(String file, SourceTable table, TableClaim claim) {
    Through through = claim.through();
    List<String> missing = new ArrayList<>();
    for (ColumnRule rule : claim.rules()) {
      boolean found = through != null && rule.source().equals(through.column());
      if (!found && !table.columnNames().contains(rule.source())) {
        missing.add(rule.source());
      }
    }
    if (!missing.isEmpty()) {
      problems.add(
          "table "
              + table.name()
              + " of "
              + file
              + " has no column "
              + String.join(", ", missing)
              + "; it has "
              + String.join(", ", table.columnNames()));
    }
  }

  private void way(
      String file, List<SourceTable> tables, SourceTable from, TableClaim claim, Through through) {
    SourceTable at = from;
    for (Hop hop : through.hops()) {
      require(file, at, hop.by());
      Optional<SourceTable> next = find(tables, hop.table());
      if (next.isEmpty()) {
        if (claim.extent() == Extent.PRESENT) {
          problems.add(
              "table "
                  + claim.source()
                  + " of "
                  + file
                  + " follows "
                  + hop.table()
                  + ", which is not in this file; its rows would stand at home. Say optional: true of "
                  + claim.source()
                  + " if that is meant");
        }
        return;
      }
      at = next.get();
      require(file, at, hop.key());
      if (at.columnNames().contains(hop.key()) && !unique(at, hop.key())) {
        problems.add(
            "table "
                + at.name()
                + " of "
                + file
                + " is followed by "
                + hop.key()
                + ", which is neither its primary key nor unique");
      }
    }
    require(file, at, through.take());
  }

  private void require(String file, SourceTable table, String column) {
    if (!table.columnNames().contains(column)) {
      problems.add(
          "table "
              + table.name()
              + " of "
              + file
              + " has no column "
              + column
              + ", by which rows are followed");
    }
  }

  private static boolean unique(SourceTable table, String column) {
    return table.primaryKey().equals(List.of(column))
        || table.indexes().stream()
            .filter(i -> i.unique() && !i.partial())
            .anyMatch(i -> i.columns().equals(List.of(column)));
  }
}
