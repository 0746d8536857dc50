package dev.prima.jobs.config;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.SourceConfig;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.source.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mapping files of a run as they were when it began, {@code mapping/0-NAME.yml} and so on in
 * its folder: what became of rows depends on them as on the config.
 */
public final class MappingCopies {
  private MappingCopies() {}

  /** Keeps them; of built-in profiles there is nothing to keep. */
  public static void keep(SourceConfig source, RunFolder run) {
    List<String> files = source.mappingFiles().orElse(List.of());
    try {
      for (int i = 0; i < files.size(); i++) {
        Path file = Path.of(files.get(i));
        Files.createDirectories(run.mappings());
        RunFolder.writeAtomically(
            run.mappings().resolve(i + "-" + file.getFileName()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key for the content of each that a run has kept. */
  static SortedMap<String, String> keys(RunFolder run) {
    List<Path> copies = new ArrayList<>();
    if (Files.isDirectory(run.mappings())) {
      try (var files = Files.list(run.mappings())) {
        files.forEach(copies::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    SortedMap<String, String> keys = new TreeMap<>();
    for (Path copy : copies) {
      String name = String.valueOf(copy.getFileName());
      put(keys, name.substring(0, name.indexOf('-')), copy);
    }
    return keys;
  }

  /** The same of the files as they are now. */
  static SortedMap<String, String> keys(PrimaConfig config) {
    SortedMap<String, String> keys = new TreeMap<>();
    List<String> files = config.source().mappingFiles().orElse(List.of());
    for (int i = 0; i < files.size(); i++) {
      put(keys, Integer.toString(i), Path.of(files.get(i)));
    }
    return keys;
  }

  private static void put(SortedMap<String, String> keys, String number, Path file) {
    try {
      keys.put("source.profile[" + number + "].sha256", Sha256.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
