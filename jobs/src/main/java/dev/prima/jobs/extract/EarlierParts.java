package dev.prima.jobs.extract;

import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.RowKey;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartShare;
import dev.prima.jobs.staging.StagingLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parts that an earlier run staged and that can be copied where their rows stand in their file as
 * they did: each holds rows of one table of one file, of which none was refused.
 *
 * @param staging the folder in which they stand; empty for none
 * @param parts by their rows' home, in the order of their rows
 */
record EarlierParts(String staging, Map<Home, List<EarlierPart>> parts) implements Serializable {
  static final EarlierParts NONE = new EarlierParts("", Map.of());

  EarlierParts {
    parts = Map.copyOf(parts);
  }

  /**
   * @param file its path
   * @param target the name of the table that its rows are staged for
   */
  record Home(String file, String sourceTable, String target) implements Serializable {}

  /** Those in a staging folder that are of the same tables. */
  static EarlierParts in(StagingLayout staging, List<PlannedTable> tables, List<SourceFile> files) {
    Set<Home> wanted = new HashSet<>();
    Set<String> targets = new HashSet<>();
    for (PlannedTable table : tables) {
      if (readAsItStands(table)) {
        wanted.add(home(table, files.get(table.fileIndex())));
        targets.add(table.stagedTarget().name());
      }
    }
    Map<Home, List<Held>> held = new HashMap<>();
    for (String target : targets) {
      for (PartManifest part : staging.manifests(target)) {
        for (PartShare share : part.shares()) {
          Home home = new Home(share.file(), share.sourceTable(), target);
          if (wanted.contains(home) && share.read() > 0) {
            held.computeIfAbsent(home, h -> new ArrayList<>()).add(new Held(part, share));
          }
        }
      }
    }
    Map<Home, List<EarlierPart>> parts = new HashMap<>();
    held.forEach((home, rows) -> parts.put(home, copiable(rows)));
    return new EarlierParts(staging.base().toString(), parts);
  }

  /** What a part holds of a table. */
  private record Held(PartManifest part, PartShare share) {}

  private static List<EarlierPart> copiable(List<Held> rows) {
    rows.sort(Comparator.comparingLong(held -> held.share().firstRowid()));
    List<EarlierPart> parts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Held held = rows.get(i);
      if (held.part().shares().size() == 1
          && held.part().rejects() == 0
          && held.share().stored() != null) {
        parts.add(
            new EarlierPart(
                held.part(),
                i == 0 ? Long.MIN_VALUE : rows.get(i - 1).share().lastRowid() + 1,
                i + 1 == rows.size() ? Long.MAX_VALUE : rows.get(i + 1).share().firstRowid()));
      }
    }
    return parts;
  }

  /** No more of them than those of a unit. */
  EarlierParts of(ExtractUnit unit, List<SourceFile> files) {
    if (parts.isEmpty()) {
      return this;
    }
    Map<Home, List<EarlierPart>> mine = new HashMap<>();
    for (Slice slice : unit.slices()) {
      SourceFile file = files.get(slice.table().fileIndex());
      mine.put(home(slice.table(), file), of(slice, file, slice.range()));
    }
    return new EarlierParts(staging, mine);
  }

  /** Those that hold rows of a range alone. */
  List<EarlierPart> of(Slice slice, SourceFile file, RowRange range) {
    List<EarlierPart> all = parts.getOrDefault(home(slice.table(), file), List.of());
    int from = before(all, range.from());
    int to = range.to() == Long.MAX_VALUE ? all.size() : before(all, range.to() + 1);
    boolean reachesOver = to > from && all.get(to - 1).last() > range.to();
    return List.copyOf(all.subList(from, reachesOver ? to - 1 : to));
  }

  /** How many begin before a row: there may be as many parts as there are chunks in all units. */
  private static int before(List<EarlierPart> parts, long row) {
    int from = 0;
    int to = parts.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (parts.get(middle).first() < row) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** What its rows are says their own file alone, and their rowids say where they are in it. */
  static boolean readAsItStands(PlannedTable table) {
    return RowKey.rowid(table.sourceTable()).isPresent()
        && table.sourceTable().made().values().isEmpty()
        && table.sourceTable().columns().stream().allMatch(c -> c.expression() == null);
  }

  private static Home home(PlannedTable table, SourceFile file) {
    return new Home(file.path(), table.sourceTable().name(), table.stagedTarget().name());
  }
}
