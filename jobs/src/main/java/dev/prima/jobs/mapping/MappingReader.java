package dev.prima.jobs.mapping;

import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TargetTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the target model and the profiles, those in the jar or files of the user's own. */
public final class MappingReader {
  private static final List<String> BUILT_IN = List.of("prima", "unified");

  private MappingReader() {}

  /** The built-in target model with the built-in profiles. */
  public static MappingCatalog builtIn() {
    List<TargetTable> targets = targets();
    List<Profile> profiles = new ArrayList<>();
    for (String name : BUILT_IN) {
      profiles.add(new ProfileReader(targets).read(resource(name + ".yml")));
    }
    return new MappingCatalog(targets, profiles);
  }

  /** The built-in target model with profiles of the user's own. */
  public static MappingCatalog withProfiles(List<Path> files) {
    List<TargetTable> targets = targets();
    List<Profile> profiles = new ArrayList<>();
    for (Path file : files) {
      try (Reader reader = Files.newBufferedReader(file)) {
        profiles.add(new ProfileReader(targets).read(YamlValue.parse(file.toString(), reader)));
      } catch (IOException e) {
        throw new PrimaException(
            MappingError.UNREADABLE,
            "Cannot read the mapping file " + file + "; check source.profile",
            e);
      }
    }
    return new MappingCatalog(targets, profiles);
  }

  private static List<TargetTable> targets() {
    return new TargetModelReader().read(resource("tables.yml"));
  }

  private static YamlValue resource(String name) {
    try (InputStream in = MappingReader.class.getResourceAsStream("/mapping/" + name)) {
      if (in == null) {
        throw new IllegalStateException("mapping/" + name + " is not in the jar");
      }
      return YamlValue.parse("mapping/" + name, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read mapping/" + name + " from the jar", e);
    }
  }
}
