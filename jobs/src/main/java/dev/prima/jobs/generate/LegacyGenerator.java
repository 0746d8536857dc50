package dev.prima.jobs.generate;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes legacy files of a given size: a network with communities, written as the tables of one
 * profile into one or several SQLite files. The same spec gives the same bytes. What is in the
 * making has another name ({@code .partial}), so that an interrupted run leaves no file that looks
 * complete. Memory: about 30 bytes a pair and 100 MB besides, and 8 bytes a row where there are
 * several files. Not thread-safe.
 */
public final class LegacyGenerator {
  private static final Logger LOG = LoggerFactory.getLogger(LegacyGenerator.class);

  private final GenerateSpec spec;
  private final Progress progress;

  public LegacyGenerator(GenerateSpec spec, Progress progress) {
    this.spec = spec;
    this.progress = progress;
  }

  /**
   * Writes all files, or none.
   *
   * @return the files, in order
   * @throws PrimaException {@link GenerateError#FILE_EXISTS} before anything is written; {@link
   *     GenerateError#CANNOT_WRITE}, and everything that this call made has been removed
   */
  public List<Path> generate() {
    List<Path> files = spec.paths();
    refuseExisting(files);
    Population population =
        new Population(
            Network.of(spec.agents(), spec.edges(), spec.seed()), spec.messages(), spec.seed());
    List<LegacyTable> tables =
        switch (spec.profile()) {
          case PRIMA -> PrimaTables.of(population);
          case UNIFIED -> UnifiedTables.of(population);
        };
    Dice dice = new Dice(spec.seed());
    List<Placement> placements = new ArrayList<>();
    for (LegacyTable table : tables) {
      placements.add(Placement.of(table.rows(), spec.files(), placements.size(), dice));
    }
    List<Path> made = new ArrayList<>();
    boolean complete = false;
    try {
      for (int file = 0; file < files.size(); file++) {
        write(files.get(file), file, tables, placements, dice, made);
      }
      complete = true;
      return files;
    } finally {
      if (!complete) {
        made.forEach(LegacyGenerator::remove);
      }
    }
  }

  private void write(
      Path file,
      int number,
      List<LegacyTable> tables,
      List<Placement> placements,
      Dice dice,
      List<Path> made) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      made.add(partial);
      Files.deleteIfExists(partial);
      try (LegacyFile out = LegacyFile.create(partial)) {
        for (int i = 0; i < tables.size(); i++) {
          out.write(
              tables.get(i),
              placements.get(i),
              number,
              spec.dirt(),
              dice,
              (table, written, rows) -> progress.rows(file, table, written, rows));
        }
        out.commit();
      }
      Files.move(partial, file);
      made.add(file);
    } catch (IOException | SQLException e) {
      throw new PrimaException(
          GenerateError.CANNOT_WRITE,
          "Cannot write "
              + file
              + ": "
              + e
              + ". What was begun has been removed; give --out a folder that can be written and has"
              + " room (about 240 bytes a row)",
          e);
    }
  }

  private static void refuseExisting(List<Path> files) {
    List<Path> standing =
        files.stream().filter(f -> Files.exists(f, LinkOption.NOFOLLOW_LINKS)).toList();
    if (!standing.isEmpty()) {
      throw new PrimaException(
          GenerateError.FILE_EXISTS,
          "Nothing was generated, for nothing is overwritten: "
              + standing.get(0)
              + (standing.size() > 1 ? " and " + (standing.size() - 1) + " more exist" : " exists")
              + ". Remove it or give --out another name");
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that brought us here says what to do; this is only its consequence.
      LOG.warn("Cannot remove the unfinished {}", file, e);
    }
  }

  /** Hears how far the work is. */
  @FunctionalInterface
  public interface Progress {
    /** Called every million rows, and at the end of each table. */
    void rows(Path file, String table, long written, long ofRows);
  }
}
