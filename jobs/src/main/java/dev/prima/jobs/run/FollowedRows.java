package dev.prima.jobs.run;

import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.Hop;
import dev.prima.core.mapping.TableClaim.Through;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.source.Lookup;
import dev.prima.jobs.source.SnapshotTable;
import dev.prima.jobs.source.SourceFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives tables that follow another one the column in which the entity is found. */
final class FollowedRows {
  private FollowedRows() {}

  /** The table of a file as it is read for a claim. */
  static SourceTable found(SourceTable table, TableClaim claim, SourceFile file) {
    Through through = claim.through();
    if (through == null) {
      return table;
    }
    Set<String> there =
        file.tables().stream()
            .map(SnapshotTable::table)
            .map(SourceTable::name)
            .collect(Collectors.toSet());
    boolean whole = through.hops().stream().allMatch(h -> there.contains(h.table()));
    List<Lookup.Step> steps = through.hops().stream().map(FollowedRows::step).toList();
    return table.with(
        SourceColumn.found(
            through.column(),
            whole ? Lookup.expression(table.name(), steps, through.take()) : "NULL"));
  }

  private static Lookup.Step step(Hop hop) {
    return new Lookup.Step(hop.by(), hop.table(), hop.key());
  }
}
