package dev.prima.jobs.run;

import dev.prima.core.mapping.ContentKeys;
import dev.prima.core.mapping.MergedTable;
import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.MadeKeys.Replaced;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.source.KeyDatabase;
import dev.prima.jobs.source.KeyDatabase.MadeTable;
import dev.prima.jobs.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys made from content, a database for each file beside its snapshot. */
final class KeyFiles {
  private KeyFiles() {}

  static Path of(Path folder, SourceFile file) {
    return folder.resolve(String.format("%06d.keys", file.index())).toAbsolutePath();
  }

  /** What is read in the place of a table's own values. */
  static MadeKeys read(Path database, String name, SourceTable source, ContentKeys made) {
    List<Replaced> values = new ArrayList<>();
    for (String column : source.columnNames()) {
      made.held(name, column)
          .ifPresent(
              owner ->
                  values.add(
                      new Replaced(
                          column, keys(made, owner), owner.equals(name) && isKey(source, column))));
    }
    return values.isEmpty() ? MadeKeys.NONE : new MadeKeys(database.toString(), values);
  }

  private static boolean isKey(SourceTable source, String column) {
    return source.primaryKey().contains(column);
  }

  private static String keys(ContentKeys made, String owner) {
    return "k" + made.made().indexOf(owner);
  }

  /** Makes those of snapshots that were just taken. */
  static void make(RunTables tables, List<SourceFile> files, Path folder) {
    if (tables.made().made().isEmpty()) {
      return;
    }
    Map<Integer, Map<String, PlannedTable>> byFile = new HashMap<>();
    for (PlannedTable table : tables.keys().tables()) {
      byFile
          .computeIfAbsent(table.fileIndex(), f -> new HashMap<>())
          .put(table.stagedTarget().name(), table);
    }
    for (SourceFile file : files) {
      Map<String, PlannedTable> own = byFile.getOrDefault(file.index(), Map.of());
      List<MadeTable> made = new ArrayList<>();
      for (String name : tables.made().made()) {
        PlannedTable table = own.get(name);
        if (table != null) {
          made.add(made(tables.made(), name, table));
        }
      }
      KeyDatabase.make(file, made, of(folder, file));
    }
  }

  private static MadeTable made(ContentKeys keys, String name, PlannedTable table) {
    SourceTable source = table.sourceTable();
    List<String> own = new ArrayList<>();
    List<Replaced> others = new ArrayList<>();
    String key = "";
    for (Replaced value : source.made().values()) {
      Optional<String> owner = keys.held(name, value.column());
      if (value.own()) {
        key = value.column();
      } else if (owner.filter(name::equals).isPresent()) {
        own.add(value.column());
      } else {
        others.add(value);
      }
    }
    return new MadeTable(source.with(new MadeKeys("", others)), key, own, keys(keys, name));
  }

  /** What keeps keys from being made, or references from being followed, a sentence each. */
  static List<String> blocks(RunState state) {
    ContentKeys made = state.tables().made();
    List<String> blocks = new ArrayList<>();
    made.obstacles()
        .forEach(
            o -> blocks.add("source.merge: content cannot follow all references: " + o + advice()));
    if (made.made().isEmpty()) {
      return blocks;
    }
    Map<String, Long> unfollowed = new LinkedHashMap<>();
    for (SourceFile file : state.files()) {
      Path database = of(state.context().folder().snapshots(), file);
      if (Files.exists(database)) {
        KeyDatabase.unfollowed(database)
            .forEach((name, rows) -> unfollowed.merge(MergedTable.folded(name), rows, Long::sum));
      }
    }
    unfollowed.forEach(
        (name, rows) ->
            blocks.add(
                "source.merge: content cannot follow all references: of "
                    + name
                    + ", those of "
                    + rows
                    + " rows go round"
                    + advice()));
    return blocks;
  }

  private static String advice() {
    return "; take source.merge: key or separate";
  }
}
